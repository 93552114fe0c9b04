/**
 * Puts another sound font in the place of the one that is loaded. While the instrument sounds the file is loaded by
 * another thread (`soundFontLoaderThread.ts`), because loading holds up whatever else the synthesizer is asked for; what
 * remains to be done here takes less than a millisecond. Belongs to the play thread.
 */
import { type Fault, faultOf } from '../errors/errors.js';
import type { Performer } from '../performance/performer.js';
import type { ProgramList } from '../performance/programs.js';
import type { SoundFontAddress } from '../synthesizer/fluidLibrary.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import type { Notification } from './messages.js';
import { missingProgramFault } from './notices.js';
import type { SoundingOutput } from './soundingOutput.js';

export interface SoundFontRequest {
  readonly soundFont: string;
  readonly programs: ProgramList;
}

export interface SoundFontParts {
  readonly synthesizer: FluidSynthesizer;
  readonly output: SoundingOutput;
  readonly performer: Performer;
  /** The player's channel, 0 to 15. */
  readonly channel: number;
  notify(notification: Notification): void;
}

export class SoundFontChange {
  private readonly parts: SoundFontParts;
  /** Those that are being loaded, in their order. */
  private readonly coming: SoundFontRequest[] = [];

  constructor(parts: SoundFontParts) {
    this.parts = parts;
  }

  /** @param sounding True when nothing may be held up. */
  request(request: SoundFontRequest, sounding: boolean, nowUs: number): void {
    if (sounding || this.coming.length > 0) {
      this.coming.push(request);
      this.parts.notify({ type: 'prepare-soundfont', soundFont: request.soundFont });
      return;
    }
    try {
      this.parts.synthesizer.loadSoundFont(request.soundFont);
    } catch (error) {
      this.fail(request, faultOf(error, 'SOUNDFONT_INVALID', 'Use another sound font.'));
      return;
    }
    this.finish(request, nowUs);
  }

  /** The oldest request has been loaded: see `adopt-soundfont`. */
  adopt(address: SoundFontAddress, nowUs: number): void {
    const request = this.coming.shift();
    if (request === undefined) return;
    const { synthesizer } = this.parts;
    const before = synthesizer.adoptSoundFont(address);
    this.finish(request, nowUs);
    // After every channel has its program from the new one: no key is without a sound at any time.
    synthesizer.unloadSoundFont(before);
  }

  /** The oldest request could not be loaded. */
  abandon(fault: Fault): void {
    const request = this.coming.shift();
    if (request !== undefined) this.fail(request, fault);
  }

  private finish({ soundFont, programs }: SoundFontRequest, nowUs: number): void {
    const { synthesizer, output, performer, channel, notify } = this.parts;
    performer.setPrograms(programs);
    const before = { bank: output.programs.bank(channel), program: output.programs.program(channel) };
    const missing = output.programs.reselect(synthesizer, programs);
    const now = { bank: output.programs.bank(channel), program: output.programs.program(channel) };
    if (before.bank !== now.bank || before.program !== now.program) {
      performer.selectProgram(now.bank, now.program, nowUs);
    }
    notify({ type: 'soundfont-loaded', soundFont });
    for (const { bank, program } of missing) {
      notify({ type: 'fault', fault: missingProgramFault(bank, program, 'nearest') });
    }
  }

  private fail({ soundFont }: SoundFontRequest, fault: Fault): void {
    this.parts.notify({ type: 'soundfont-failed', soundFont, fault });
  }
}
