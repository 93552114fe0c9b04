/** Reads parts of a file that is not trusted, without ever waiting for a writer and without reading past its end. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { printable, soundFontError, unreadableSoundFont } from './errors.js';

/** An open sound font. */
export interface SoundFontBytes {
  readonly path: string;
  /** The file's length in bytes, at the time when it was opened. */
  readonly size: number;
  /**
   * The bytes from `offset` on; the caller has made sure that they lie within `size` and that `length` is modest.
   * @throws SynthError SOUNDFONT_UNREADABLE when the disk fails or the file became shorter meanwhile.
   */
  read(offset: number, length: number): Buffer;
}

/** What a path leads to when it is not a file. */
function nameOfKind(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function requireFile(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  throw soundFontError(
    'SOUNDFONT_UNREADABLE',
    path,
    `is ${nameOfKind(stats)}, not a file`,
    'Give the path of a .sf2 or .sf3 file.',
  );
}

function readFully(path: string, fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    let count: number;
    try {
      count = readSync(fd, bytes, done, length - done, offset + done);
    } catch (thrown) {
      throw unreadableSoundFont(path, thrown);
    }
    if (count === 0)
      throw soundFontError(
        'SOUNDFONT_UNREADABLE',
        path,
        'became shorter while it was read',
        'Wait until the file is completely written, then try again.',
      );
    done += count;
  }
  return bytes;
}

/**
 * Opens the file for `use` and closes it afterwards. It is looked at before it is opened, because opening a device
 * can have effects, and opened without blocking, because the path may lead elsewhere a moment later.
 * @throws SynthError SOUNDFONT_NOT_FOUND or SOUNDFONT_UNREADABLE
 */
export function withSoundFontBytes<T>(path: string, use: (bytes: SoundFontBytes) => T): T {
  let fd: number;
  try {
    requireFile(path, statSync(path));
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (thrown) {
    throw thrown instanceof Error && thrown.name === 'SynthError'
      ? thrown
      : unreadableSoundFont(path, thrown);
  }
  try {
    const stats = fstatSync(fd);
    requireFile(path, stats);
    return use({ path, size: stats.size, read: (offset, length) => readFully(path, fd, offset, length) });
  } finally {
    closeSync(fd);
  }
}

/**
 * A text field of a sound font (SoundFont 2.04, 5.3 and 7.2): it ends at its first zero byte or with the field, and
 * is read as Latin-1, of which ASCII, all that the specification allows, is a part.
 */
export function fieldText(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return printable(bytes.toString('latin1', 0, end < 0 ? bytes.length : end)).trim();
}
