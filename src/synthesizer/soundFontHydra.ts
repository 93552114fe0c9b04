/**
 * The preset data of a sound font, its hydra (SoundFont 2.04, section 7): presets consist of zones that refer to
 * instruments, which consist of zones that refer to samples. Every reference is an index that has to be in bounds.
 */
import type { SoundFontBytes } from './soundFontBytes.js';
import { type HydraId, hydraRecordBytes, type SoundFontLayout } from './soundFontChunks.js';
import { invalidSoundFont } from './soundFontErrors.js';
import { fieldText } from './soundFontText.js';

/** A sound that can be chosen. */
export interface SoundFontPreset {
  /** 0 to 16383; 128 holds the drums by custom. */
  readonly bank: number;
  /** 0 to 127. */
  readonly program: number;
  readonly name: string;
}

/** Generator numbers (SoundFont 2.04, 8.1.2). */
const instrumentGenerator = 41;
const sampleGenerator = 53;

/** References have 16 bits; the terminal record comes on top. */
const maxRecords = 65_536 + 1;

/**
 * libfluidsynth makes an object for each pair of a preset zone and a zone of its instrument when it loads the font.
 * The largest collections have some ten thousand; crafted ones reach billions and exhaust the memory.
 */
const maxVoiceZones = 1_000_000;

/** The records of one part of the hydra. */
export interface Records {
  readonly id: HydraId;
  readonly bytes: Buffer;
  readonly count: number;
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

/** The zones of presets or instruments. */
interface Zones {
  /** For each header the index of its first zone; one more for the end. */
  readonly firstZone: readonly number[];
  /** For each zone what it refers to, -1 for a global zone. */
  readonly target: readonly number[];
}

interface ZoneChunks {
  readonly header: Records;
  /** Offset of the zone index in a header record. */
  readonly field: number;
  readonly bag: HydraId;
  readonly mod: HydraId;
  readonly gen: HydraId;
  /** The generator that ends a zone with its reference, and how many records it can choose from. */
  readonly reference: number;
  readonly targets: number;
  readonly targetName: string;
}

function readZones(bytes: SoundFontBytes, layout: SoundFontLayout, chunks: ZoneChunks): Zones {
  const { path } = bytes;
  const bags = readRecords(bytes, layout, chunks.bag);
  const generators = readRecords(bytes, layout, chunks.gen);
  const firstZone = risingIndices(path, chunks.header, chunks.field, bags.count - 1, chunks.bag);
  // Files without a terminal generator or modulator exist and are played: the end may be the number of records.
  const modulators = layout.hydra[chunks.mod].size / hydraRecordBytes[chunks.mod];
  const firstGenerator = risingIndices(path, bags, 0, generators.count, chunks.gen);
  risingIndices(path, bags, 2, modulators, chunks.mod);
  const target: number[] = [];
  for (let zone = 0; zone + 1 < bags.count; zone++) {
    let found = -1;
    const end = firstGenerator[zone + 1] ?? 0;
    for (let generator = firstGenerator[zone] ?? 0; generator < end && found < 0; generator++)
      if (generators.bytes.readUInt16LE(generator * 4) === chunks.reference)
        found = generators.bytes.readUInt16LE(generator * 4 + 2);
    if (found >= chunks.targets)
      throw invalidSoundFont(
        path,
        `is damaged: zone ${zone} of '${chunks.bag}' refers to ${chunks.targetName} ${found} of ${chunks.targets}`,
      );
    target.push(found);
  }
  return { firstZone, target };
}

function readPresets(headers: Records): SoundFontPreset[] {
  const presets: SoundFontPreset[] = [];
  for (let record = 0; record + 1 < headers.count; record++) {
    const at = record * hydraRecordBytes.phdr;
    const program = headers.bytes.readUInt16LE(at + 20);
    const bank = headers.bytes.readUInt16LE(at + 22);
    // MIDI cannot reach others.
    if (program < 128 && bank < 16_384)
      presets.push({ bank, program, name: fieldText(headers.bytes.subarray(at, at + 20)) });
  }
  return presets.sort((a, b) => a.bank - b.bank || a.program - b.program);
}

/**
 * Checks presets, instruments and their zones, and lists the presets by bank and program.
 * @param sampleCount how many samples zones can refer to
 * @throws SynthError SOUNDFONT_INVALID
 */
export function checkHydra(
  bytes: SoundFontBytes,
  layout: SoundFontLayout,
  sampleCount: number,
): SoundFontPreset[] {
  const header = readRecords(bytes, layout, 'phdr');
  const instrument = readRecords(bytes, layout, 'inst');
  const presets = readPresets(header);
  if (presets.length === 0) throw invalidSoundFont(bytes.path, 'has no presets');
  const instrumentZones = readZones(bytes, layout, {
    header: instrument,
    field: 20,
    bag: 'ibag',
    mod: 'imod',
    gen: 'igen',
    reference: sampleGenerator,
    targets: sampleCount,
    targetName: 'sample',
  });
  const presetZones = readZones(bytes, layout, {
    header,
    field: 24,
    bag: 'pbag',
    mod: 'pmod',
    gen: 'pgen',
    reference: instrumentGenerator,
    targets: instrument.count - 1,
    targetName: 'instrument',
  });
  let voiceZones = 0;
  for (const index of presetZones.target)
    if (index >= 0)
      voiceZones += (instrumentZones.firstZone[index + 1] ?? 0) - (instrumentZones.firstZone[index] ?? 0);
  if (voiceZones > maxVoiceZones)
    throw invalidSoundFont(
      bytes.path,
      `would need ${voiceZones} zones in memory, more than ${maxVoiceZones}`,
    );
  return presets;
}
