/**
 * The chunks of a sound font: where its parts begin, how long they are, that they lie inside one another, and what its
 * descriptive part says (SoundFont 2.04, section 5).
 */
import { fieldText, type SoundFontBytes } from './bytes.js';
import { invalidSoundFont, printable } from './errors.js';

/** A RIFF chunk; `offset` is that of its body in the file, sizes in bytes. */
export interface Chunk {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
}

/** The nine parts of the hydra and their record sizes in bytes (SoundFont 2.04, 7.2 to 7.10), in their fixed order. */
export const hydraRecordBytes = {
  phdr: 38,
  pbag: 4,
  pmod: 10,
  pgen: 4,
  inst: 22,
  ibag: 4,
  imod: 10,
  igen: 4,
  shdr: 46,
} as const;
export type HydraId = keyof typeof hydraRecordBytes;

/** Where everything is (SoundFont 2.04, section 4). */
export interface SoundFontLayout {
  readonly info: Chunk;
  /** The sample data: 16-bit words, or compressed streams in a SoundFont 3. */
  readonly smpl: Chunk;
  readonly hydra: Readonly<Record<HydraId, Chunk>>;
}

/** Larger text is no text; each of its few chunks has at most 64 KiB (SoundFont 2.04, 5.5). */
const maxInfoBytes = 1 << 20;
/** Its indices have 16 bits, so that an honest hydra stays below 10 MiB. */
const maxHydraBytes = 64 << 20;

/**
 * The chunk whose header is at `offset`.
 * @param end where the surrounding chunk ends
 * @throws SynthError SOUNDFONT_INVALID when header or body do not fit into the surrounding chunk.
 */
function chunkAt(bytes: SoundFontBytes, offset: number, end: number, expected: string): Chunk {
  if (offset + 8 > end) throw invalidSoundFont(bytes.path, `ends before its mandatory '${expected}' chunk`);
  const header = bytes.read(offset, 8);
  const id = header.toString('latin1', 0, 4);
  const size = header.readUInt32LE(4);
  if (id !== expected)
    throw invalidSoundFont(
      bytes.path,
      `lacks its mandatory '${expected}' chunk: '${printable(id)}' is in its place`,
    );
  if (size > end - offset - 8)
    throw invalidSoundFont(
      bytes.path,
      `is damaged: its '${expected}' chunk claims ${size} bytes where ${end - offset - 8} are left`,
    );
  return { id, offset: offset + 8, size };
}

/** The list of the given type whose header is at `offset`: its body begins behind the type. */
function listAt(bytes: SoundFontBytes, offset: number, type: string): Chunk {
  const list = chunkAt(bytes, offset, bytes.size, 'LIST');
  const found = list.size < 4 ? '' : bytes.read(list.offset, 4).toString('latin1');
  if (found !== type)
    throw invalidSoundFont(
      bytes.path,
      `lacks its mandatory '${type}' list: '${printable(found)}' is in its place`,
    );
  return { id: type, offset: list.offset + 4, size: list.size - 4 };
}

function endOf(chunk: Chunk): number {
  return chunk.offset + chunk.size;
}

function checkRiff(bytes: SoundFontBytes): void {
  const header = bytes.read(0, 12);
  if (header.toString('latin1', 0, 4) !== 'RIFF' || header.toString('latin1', 8, 12) !== 'sfbk')
    throw invalidSoundFont(bytes.path, 'is not a SoundFont file: the RIFF and sfbk marks are missing');
  const promised = header.readUInt32LE(4) + 8;
  if (promised > bytes.size)
    throw invalidSoundFont(
      bytes.path,
      `is truncated: its header promises ${promised} bytes, the file has ${bytes.size}`,
    );
  if (promised < bytes.size)
    throw invalidSoundFont(
      bytes.path,
      `has a wrong size in its header: ${promised} bytes, while the file has ${bytes.size}`,
    );
}

function readHydraChunks(bytes: SoundFontBytes, pdta: Chunk): Record<HydraId, Chunk> {
  let offset = pdta.offset;
  const next = (id: HydraId): Chunk => {
    const chunk = chunkAt(bytes, offset, endOf(pdta), id);
    const record = hydraRecordBytes[id];
    if (chunk.size % record !== 0)
      throw invalidSoundFont(
        bytes.path,
        `is damaged: its '${id}' chunk of ${chunk.size} bytes is not a multiple of ${record} bytes`,
      );
    offset = endOf(chunk);
    return chunk;
  };
  return {
    phdr: next('phdr'),
    pbag: next('pbag'),
    pmod: next('pmod'),
    pgen: next('pgen'),
    inst: next('inst'),
    ibag: next('ibag'),
    imod: next('imod'),
    igen: next('igen'),
    shdr: next('shdr'),
  };
}

/**
 * Finds the chunks of a sound font, reading nothing but headers. The order INFO, sdta, pdta is mandatory
 * (SoundFont 2.04, 4.1), and libfluidsynth takes no other.
 * @throws SynthError SOUNDFONT_INVALID
 */
export function readLayout(bytes: SoundFontBytes): SoundFontLayout {
  if (bytes.size < 12)
    throw invalidSoundFont(bytes.path, `is too short for a sound font: ${bytes.size} bytes`);
  checkRiff(bytes);
  const info = listAt(bytes, 12, 'INFO');
  if (info.size > maxInfoBytes)
    throw invalidSoundFont(bytes.path, `is damaged: its descriptive text claims ${info.size} bytes`);
  const sdta = listAt(bytes, endOf(info), 'sdta');
  if (sdta.size === 0) throw invalidSoundFont(bytes.path, 'holds no sample data');
  const smpl = chunkAt(bytes, sdta.offset, endOf(sdta), 'smpl');
  if (smpl.size === 0) throw invalidSoundFont(bytes.path, 'holds no sample data');
  const pdta = listAt(bytes, endOf(sdta), 'pdta');
  if (pdta.size > maxHydraBytes)
    throw invalidSoundFont(bytes.path, `is damaged: its preset data claims ${pdta.size} bytes`);
  return { info, smpl, hydra: readHydraChunks(bytes, pdta) };
}

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
