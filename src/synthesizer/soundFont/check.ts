/**
 * Looks at a sound font before libfluidsynth, written for files that are in order, sees it. Only headers and the
 * preset data are read: a few megabytes at most, whatever the size of the file.
 */
import { type SoundFontBytes, withSoundFontBytes } from './bytes.js';
import { readInfo, readLayout } from './chunks.js';
import { installOne, invalidSoundFont, soundFontError } from './errors.js';
import { checkHydra, type SoundFontPreset } from './hydra.js';
import { foreignKind, kindBytes } from './kind.js';
import { checkSamples } from './samples.js';

/** What is known of a sound font that passed. All texts are printable. */
export interface SoundFontSummary {
  /** The name that the file gives itself, possibly empty. */
  readonly name: string;
  /** Such as `2.1`; from 3.0 on samples may be compressed. */
  readonly version: string;
  /** At least one; in the order of bank and program. */
  readonly presets: readonly SoundFontPreset[];
  /** At least one. */
  readonly sampleCount: number;
  /** How many of them cannot sound: in the ROM of a sound card, or outside the sample data. */
  readonly silentSampleCount: number;
  /** Bytes of sample data in the file. */
  readonly sampleBytes: number;
  /** True when samples are compressed (SoundFont 3): they take about ten times the space when loaded. */
  readonly compressed: boolean;
  /** Bytes of the whole file. */
  readonly fileBytes: number;
}

function isPreset(value: unknown): value is SoundFontPreset {
  if (typeof value !== 'object' || value === null) return false;
  const { bank, program, name } = value as Partial<SoundFontPreset>;
  return Number.isInteger(bank) && Number.isInteger(program) && typeof name === 'string';
}

/** True for what a summary becomes when it is written as JSON and read again. */
export function isSoundFontSummary(value: unknown): value is SoundFontSummary {
  if (typeof value !== 'object' || value === null) return false;
  const summary = value as Partial<SoundFontSummary>;
  const counts = [summary.sampleCount, summary.silentSampleCount, summary.sampleBytes, summary.fileBytes];
  return (
    typeof summary.name === 'string' &&
    typeof summary.version === 'string' &&
    typeof summary.compressed === 'boolean' &&
    counts.every(Number.isSafeInteger) &&
    Array.isArray(summary.presets) &&
    summary.presets.every(isPreset)
  );
}

/** Bytes; limits of sound fonts are set in this unit. */
export const mebibyte = 1_048_576;

/** What `audio.soundfont_max_mb` stands at when it is not configured, in MiB. */
export const defaultMaxMb = 2048;

function checkSize(bytes: SoundFontBytes, maxBytes: number): void {
  if (bytes.size === 0) throw invalidSoundFont(bytes.path, 'is empty', 'Download or copy the file again.');
  if (bytes.size <= maxBytes) return;
  const megabytes = Math.ceil(bytes.size / mebibyte);
  throw soundFontError(
    'SOUNDFONT_TOO_LARGE',
    bytes.path,
    `has ${megabytes} MiB, more than the allowed ${Math.floor(maxBytes / mebibyte)} MiB`,
    `Set audio.soundfont_max_mb to ${megabytes} or more, or choose a smaller sound font.`,
  );
}

function summarize(bytes: SoundFontBytes, maxBytes: number): SoundFontSummary {
  checkSize(bytes, maxBytes);
  const foreign = foreignKind(bytes.read(0, Math.min(kindBytes, bytes.size)));
  if (foreign !== undefined) throw invalidSoundFont(bytes.path, foreign.what, foreign.remedy);
  const layout = readLayout(bytes);
  const { name, major, minor } = readInfo(bytes, layout.info);
  const { samples, silent, compressed } = checkSamples(bytes, layout, major);
  return {
    name,
    version: `${major}.${minor}`,
    presets: checkHydra(bytes, layout, samples),
    sampleCount: samples.length,
    silentSampleCount: silent,
    sampleBytes: layout.smpl.size,
    compressed,
    fileBytes: bytes.size,
  };
}

/**
 * The part of the check that a font needs whose contents are known: that it can be read, and is not too large.
 * @param maxBytes the largest file to accept, in bytes
 * @throws SynthError SOUNDFONT_NOT_FOUND, SOUNDFONT_UNREADABLE, SOUNDFONT_TOO_LARGE or, when it is empty, SOUNDFONT_INVALID
 */
export function checkSoundFontAccess(path: string, maxBytes: number): void {
  withSoundFontBytes(path, (bytes) => checkSize(bytes, maxBytes));
}

/**
 * Checks that a file is a sound font in order. It never waits: what is not a plain file is not opened.
 * @param limits `maxBytes`: the largest file to accept, in bytes
 * @throws SynthError
 * - SOUNDFONT_NOT_FOUND: there is no such file
 * - SOUNDFONT_UNREADABLE: not a plain file, or reading it is denied or fails
 * - SOUNDFONT_TOO_LARGE: above `maxBytes`
 * - SOUNDFONT_INVALID: something else than a sound font, or damaged
 * - SOUNDFONT_UNSAFE: libfluidsynth is known to write outside its memory when it plays such a file
 */
export function checkSoundFontFile(
  path: string,
  limits: { readonly maxBytes?: number } = {},
): SoundFontSummary {
  if (path === '') throw soundFontError('SOUNDFONT_NOT_FOUND', '(none)', 'has no path', installOne);
  return withSoundFontBytes(path, (bytes) => summarize(bytes, limits.maxBytes ?? defaultMaxMb * mebibyte));
}
