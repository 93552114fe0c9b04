/** Which sound font to play, checked before anything else sees it. */
import type { Configuration } from '../config/schema.js';
import { type ProgramList, sortPrograms } from '../performance/programs.js';
import { builtinSoundFontPath } from '../synthesizer/assets.js';
import { checkSoundFontFile, mebibyte } from '../synthesizer/soundFont/check.js';
import { ensureSoundFontSafe } from '../synthesizer/soundFont/probe.js';

export interface SoundFontChoice {
  readonly path: string;
  readonly name: string;
  readonly programs: ProgramList;
  /** No sound font was configured: this is the one that the project generates. */
  readonly builtin: boolean;
  /** The name of a preset, or its numbers when it has none. */
  presetName(bank: number, program: number): string;
}

/**
 * The configured sound font, or the built-in one when none is configured.
 * @param signal Ends the check; what it is aborted with is thrown.
 * @throws SynthError SOUNDFONT_…; a configured font that is no good is never replaced in silence.
 */
export function chooseSoundFont(
  configuration: Configuration,
  signal?: AbortSignal,
): Promise<SoundFontChoice> {
  const maxMb = configuration.get('audio.soundfont_max_mb');
  return checkSoundFont(configuration.get('audio.soundfont'), maxMb, signal);
}

/**
 * A sound font that may be loaded.
 * @param configured The path of its file; empty for the built-in one.
 * @param maxMb A larger file is refused, in MiB.
 * @param signal Ends the check; what it is aborted with is thrown.
 * @throws SynthError SOUNDFONT_…
 */
export async function checkSoundFont(
  configured: string,
  maxMb: number,
  signal?: AbortSignal,
): Promise<SoundFontChoice> {
  const builtin = configured === '';
  const path = builtin ? builtinSoundFontPath : configured;
  const summary = builtin
    ? checkSoundFontFile(path, { maxBytes: maxMb * mebibyte })
    : await ensureSoundFontSafe(path, { maxMb, ...(signal === undefined ? {} : { signal }) });
  const names = new Map(summary.presets.map(({ bank, program, name }) => [`${bank}:${program}`, name]));
  return {
    path,
    name: summary.name,
    programs: sortPrograms(summary.presets),
    builtin,
    presetName: (bank, program) => names.get(`${bank}:${program}`) ?? `${bank}:${program}`,
  };
}
