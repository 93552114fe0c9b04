/** The descriptive part of a sound font (SoundFont 2.04, section 5): its version and its name. */
import type { SoundFontBytes } from './soundFontBytes.js';
import type { Chunk } from './soundFontChunks.js';
import { invalidSoundFont } from './soundFontErrors.js';
import { fieldText } from './soundFontText.js';

/** What the INFO list says. */
export interface SoundFontInfo {
  /** From `INAM`, printable; empty when the file has none. */
  readonly name: string;
  /** From `ifil`: 2 is PCM, 3 is compressed with Ogg Vorbis. */
  readonly major: number;
  readonly minor: number;
}

/** The specification knows 11 kinds, of which each occurs once. */
const maxInfoChunks = 64;

/**
 * Reads the INFO list.
 * @param info its chunk, known to lie in the file and to be below 1 MiB
 * @throws SynthError SOUNDFONT_INVALID when a chunk leaves the list or the version is missing or unknown.
 */
export function readInfo(bytes: SoundFontBytes, info: Chunk): SoundFontInfo {
  const body = bytes.read(info.offset, info.size);
  let name = '';
  let version: readonly [number, number] | undefined;
  let count = 0;
  for (let at = 0; at < body.length; count++) {
    if (count === maxInfoChunks)
      throw invalidSoundFont(bytes.path, `is damaged: its INFO list has more than ${maxInfoChunks} chunks`);
    const size = at + 8 <= body.length ? body.readUInt32LE(at + 4) : Number.POSITIVE_INFINITY;
    if (at + 8 + size > body.length)
      throw invalidSoundFont(bytes.path, 'is damaged: its INFO list ends inside a chunk');
    const id = body.toString('latin1', at, at + 4);
    const content = body.subarray(at + 8, at + 8 + size);
    if (id === 'INAM') name = fieldText(content);
    if (id === 'ifil' && size === 4) version = [content.readUInt16LE(0), content.readUInt16LE(2)];
    at += 8 + size;
  }
  if (version === undefined)
    throw invalidSoundFont(bytes.path, "lacks its mandatory 'ifil' chunk, the version");
  const [major, minor] = version;
  if (major !== 2 && major !== 3)
    throw invalidSoundFont(
      bytes.path,
      `has SoundFont version ${major}.${minor}, which cannot be played`,
      'Convert it to SoundFont 2 (Polyphone can), or choose another sound font.',
    );
  return { name, major, minor };
}
