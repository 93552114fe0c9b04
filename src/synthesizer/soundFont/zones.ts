/** The zones of presets and instruments: what they refer to, their generators and modulators (SoundFont 2.04, 7.2 to 7.9). */
import type { SoundFontBytes } from './bytes.js';
import { type HydraId, hydraRecordBytes, type SoundFontLayout } from './chunks.js';
import { invalidSoundFont } from './errors.js';
import { checkModulators, type Modulator } from './modulators.js';

/** References have 16 bits; the terminal record comes on top. */
const maxRecords = 65_536 + 1;

/** The records of one part of the hydra. */
export interface Records {
  readonly id: HydraId;
  readonly bytes: Buffer;
  readonly count: number;
}

/** One zone. */
export interface Zone {
  /** The instrument or sample that it refers to, -1 for a global zone. */
  readonly target: number;
  /** Generator numbers and their amounts, as unsigned 16-bit words. */
  readonly generators: ReadonlyMap<number, number>;
  readonly modulators: readonly Modulator[];
}

/** Which chunks hold the zones of presets, or of instruments. */
export interface ZoneChunks {
  readonly header: HydraId;
  /** Offset of the zone index in a header record. */
  readonly field: number;
  readonly bag: HydraId;
  readonly mod: HydraId;
  readonly gen: HydraId;
  /** The generator that ends a zone with its reference, what that is to, and how many there are. */
  readonly reference: number;
  readonly targetName: string;
  readonly targets: number;
}

/**
 * Reads one part of the hydra whole: at most 3 MiB.
 * @throws SynthError SOUNDFONT_INVALID when the number of records is absurd or the terminal record is missing.
 */
export function readRecords(bytes: SoundFontBytes, layout: SoundFontLayout, id: HydraId): Records {
  const chunk = layout.hydra[id];
  const count = chunk.size / hydraRecordBytes[id];
  if (count > maxRecords)
    throw invalidSoundFont(bytes.path, `is damaged: its '${id}' chunk claims ${count} records`);
  if (count === 0) throw invalidSoundFont(bytes.path, `lacks the terminal record of its '${id}' chunk`);
  return { id, bytes: bytes.read(chunk.offset, chunk.size), count };
}

/** The 16-bit field at `field` of every record, which has to rise and to stay at or below `limit`. */
function risingIndices(
  path: string,
  records: Records,
  field: number,
  limit: number,
  target: string,
): number[] {
  const size = hydraRecordBytes[records.id];
  const indices: number[] = [];
  let previous = 0;
  for (let record = 0; record < records.count; record++) {
    const index = records.bytes.readUInt16LE(record * size + field);
    if (index < previous)
      throw invalidSoundFont(
        path,
        `is damaged: record ${record} of '${records.id}' goes back in '${target}'`,
      );
    if (index > limit)
      throw invalidSoundFont(
        path,
        `is damaged: record ${record} of '${records.id}' refers to '${target}' record ${index}, the last is ${limit}`,
      );
    previous = index;
    indices.push(index);
  }
  return indices;
}

/** The amounts of a zone: a later one replaces an earlier one, and what follows the reference does not count. */
function readGenerators(
  generators: Buffer,
  begin: number,
  end: number,
  reference: number,
): Map<number, number> {
  const amounts = new Map<number, number>();
  for (let record = begin; record < end && !amounts.has(reference); record++)
    amounts.set(generators.readUInt16LE(record * 4), generators.readUInt16LE(record * 4 + 2));
  return amounts;
}

function readModulators(modulators: Buffer, begin: number, end: number): Modulator[] {
  const list: Modulator[] = [];
  for (let at = begin * 10; at < end * 10; at += 10)
    list.push({
      destination: modulators.readUInt16LE(at + 2),
      amount: modulators.readInt16LE(at + 4),
      amountSource: modulators.readUInt16LE(at + 6),
    });
  return list;
}

/**
 * Reads and checks all zones: for each preset or instrument the list of its zones.
 * @throws SynthError SOUNDFONT_INVALID, or SOUNDFONT_UNSAFE for a modulator that libfluidsynth does not survive.
 */
export function readZones(bytes: SoundFontBytes, layout: SoundFontLayout, chunks: ZoneChunks): Zone[][] {
  const { path } = bytes;
  const headers = readRecords(bytes, layout, chunks.header);
  const bags = readRecords(bytes, layout, chunks.bag);
  const generators = readRecords(bytes, layout, chunks.gen);
  // Files without terminal generator or modulator exist and are played: the end may be the number of records.
  const modulatorChunk = layout.hydra[chunks.mod];
  const modulators = bytes.read(modulatorChunk.offset, Math.min(modulatorChunk.size, maxRecords * 10));
  const firstZone = risingIndices(path, headers, chunks.field, bags.count - 1, chunks.bag);
  const firstGenerator = risingIndices(path, bags, 0, generators.count, chunks.gen);
  const firstModulator = risingIndices(path, bags, 2, modulators.length / 10, chunks.mod);
  const zones: Zone[] = [];
  for (let zone = 0; zone + 1 < bags.count; zone++) {
    const amounts = readGenerators(
      generators.bytes,
      firstGenerator[zone] ?? 0,
      firstGenerator[zone + 1] ?? 0,
      chunks.reference,
    );
    const target = amounts.get(chunks.reference) ?? -1;
    if (target >= chunks.targets)
      throw invalidSoundFont(
        path,
        `is damaged: zone ${zone} of '${chunks.bag}' refers to ${chunks.targetName} ${target} of ${chunks.targets}`,
      );
    const own = readModulators(modulators, firstModulator[zone] ?? 0, firstModulator[zone + 1] ?? 0);
    checkModulators(path, chunks.mod, firstModulator[zone] ?? 0, own);
    zones.push({ target, generators: amounts, modulators: own });
  }
  return firstZone.slice(0, -1).map((first, index) => zones.slice(first, firstZone[index + 1]));
}
