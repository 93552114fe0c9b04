/** The refusals of a sound font, each with a sentence that names the file and says what is wrong with it. */
import { type ErrorCode, SynthError } from '../../errors/errors.js';

/**
 * Text that came out of a file, made fit to be shown: without anything that could steer a terminal. C0 and C1
 * controls, line and paragraph separators, and the marks that reverse the direction of writing are dropped.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** The codes that a refused sound font can have. */
export type SoundFontErrorCode = Extract<ErrorCode, `SOUNDFONT_${string}`>;

/** What to do about a file whose bytes are damaged. */
const replaceIt = 'Download or copy the file again, or choose another sound font.';

/** What to do when there is no usable sound font at all. */
export const installOne =
  'Check the path of the sound font, or install one with: sudo apt install timgm6mb-soundfont';

/** A refusal; the sentence becomes "Sound font <path> <what>." */
export function soundFontError(
  code: SoundFontErrorCode,
  path: string,
  what: string,
  remedy: string,
  cause?: unknown,
): SynthError {
  return new SynthError(code, `Sound font ${printable(path)} ${what}.`, remedy, { cause });
}

/** `SOUNDFONT_INVALID`: the bytes are not those of a playable sound font. */
export function invalidSoundFont(path: string, what: string, remedy: string = replaceIt): SynthError {
  return soundFontError('SOUNDFONT_INVALID', path, what, remedy);
}

/** The system's code of a failed call (`ENOENT`, `EACCES`), or an empty string. */
export function systemCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** What a failed `stat`, `open` or `read` of a sound font means. */
export function unreadableSoundFont(path: string, thrown: unknown): SynthError {
  const code = systemCode(thrown);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return soundFontError('SOUNDFONT_NOT_FOUND', path, 'does not exist', installOne, thrown);
  if (code === 'EACCES' || code === 'EPERM')
    return soundFontError(
      'SOUNDFONT_UNREADABLE',
      path,
      'may not be read by this user',
      `Allow it with: chmod a+r '${printable(path).replaceAll("'", "'\\''")}' (and a+x on its folders)`,
      thrown,
    );
  const reason = code || (thrown instanceof Error ? thrown.message : String(thrown));
  return soundFontError(
    'SOUNDFONT_UNREADABLE',
    path,
    `cannot be read (${printable(reason)})`,
    'Check the disk and the path, or choose another sound font.',
    thrown,
  );
}
