/**
 * Looks at a sound font before libfluidsynth, written for files that are in order, sees it. Only headers and the
 * preset data are read: a few megabytes at most, whatever the size of the file.
 */
import { type SoundFontBytes, withSoundFontBytes } from './soundFontBytes.js';
import { readLayout } from './soundFontChunks.js';
import { installOne, invalidSoundFont, soundFontError } from './soundFontErrors.js';
import { checkHydra, type SoundFontPreset } from './soundFontHydra.js';
import { readInfo } from './soundFontInfo.js';
import { foreignKind, kindBytes } from './soundFontKind.js';
import { checkSamples } from './soundFontSamples.js';

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

const mebibyte = 1_048_576;

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
