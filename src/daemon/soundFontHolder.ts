/** The sound font that is loaded, and how another takes its place. */

import { SynthError } from '../errors/errors.js';
import type { ProgramList } from '../performance/programs.js';
import type { SoundFontChoice } from './soundFontChoice.js';

export interface SoundFontEngine {
  loadSoundFont(path: string, programs: ProgramList): Promise<void>;
}

/** Checks a sound font file, or finds the built-in one for an empty path; the largest file in MiB where it is not the usual. */
export type SoundFontCheck = (path: string, maxMb?: number) => Promise<SoundFontChoice>;

export class SoundFontHolder {
  current: SoundFontChoice;
  private readonly engine: SoundFontEngine;
  private readonly check: SoundFontCheck;
  private loading: Promise<unknown> = Promise.resolve();

  constructor(current: SoundFontChoice, engine: SoundFontEngine, check: SoundFontCheck) {
    this.current = current;
    this.engine = engine;
    this.check = check;
  }

  /** The path that was asked for; empty for the built-in sound font. */
  get path(): string {
    return this.current.builtin ? '' : this.current.path;
  }

  /**
   * Checks and loads another; one at a time.
   * @param maxMb A larger file is refused, in MiB; without it the limit that is in force counts.
   * @throws SynthError SOUNDFONT_…; the one before still plays then.
   */
  load(path: string, maxMb?: number): Promise<void> {
    const turn = this.loading.then(async () => {
      const choice = await this.check(path, maxMb);
      await this.engine.loadSoundFont(choice.path, choice.programs);
      this.current = choice;
    });
    this.loading = turn.catch(() => undefined);
    return turn;
  }

  /** @throws SynthError PROGRAM_NOT_FOUND. */
  requireProgram(bank: number, program: number): void {
    if (this.current.programs.some((known) => known.bank === bank && known.program === program)) return;
    throw new SynthError(
      'PROGRAM_NOT_FOUND',
      `The sound font has no program ${program} in bank ${bank}; the program stays as it was.`,
      'Choose one of the sound font, or load another sound font.',
    );
  }
}
