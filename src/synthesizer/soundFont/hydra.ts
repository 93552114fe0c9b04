/**
 * The preset data of a sound font, its hydra (SoundFont 2.04, section 7): presets consist of zones that refer to
 * instruments, which consist of zones that refer to samples. Every reference is an index that has to be in bounds.
 */
import { fieldText, type SoundFontBytes } from './bytes.js';
import { hydraRecordBytes, type SoundFontLayout } from './chunks.js';
import { invalidSoundFont } from './errors.js';
import { checkPitches, type LoopedSample } from './pitch.js';
import { type Records, readRecords, readZones } from './zones.js';

/** A sound that can be chosen. */
export interface SoundFontPreset {
  /** 0 to 16383; 128 holds the drums by custom. */
  readonly bank: number;
  /** 0 to 127. */
  readonly program: number;
  readonly name: string;
}

/** Generators that refer (SoundFont 2.04, 8.1.2). */
const instrumentGenerator = 41;
const sampleGenerator = 53;

/**
 * libfluidsynth makes an object for each pair of a preset zone and a zone of its instrument when it loads the font.
 * The largest collections have some ten thousand; crafted ones reach billions and exhaust the memory.
 */
const maxVoiceZones = 1_000_000;

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
 * @param samples what zones can refer to
 * @throws SynthError SOUNDFONT_INVALID or SOUNDFONT_UNSAFE
 */
export function checkHydra(
  bytes: SoundFontBytes,
  layout: SoundFontLayout,
  samples: readonly LoopedSample[],
): SoundFontPreset[] {
  const presets = readPresets(readRecords(bytes, layout, 'phdr'));
  if (presets.length === 0) throw invalidSoundFont(bytes.path, 'has no presets');
  const instrumentZones = readZones(bytes, layout, {
    header: 'inst',
    field: 20,
    bag: 'ibag',
    mod: 'imod',
    gen: 'igen',
    reference: sampleGenerator,
    targetName: 'sample',
    targets: samples.length,
  });
  const presetZones = readZones(bytes, layout, {
    header: 'phdr',
    field: 24,
    bag: 'pbag',
    mod: 'pmod',
    gen: 'pgen',
    reference: instrumentGenerator,
    targetName: 'instrument',
    targets: instrumentZones.length,
  });
  let voiceZones = 0;
  for (const zones of presetZones)
    for (const zone of zones) voiceZones += instrumentZones[zone.target]?.length ?? 0;
  if (voiceZones > maxVoiceZones)
    throw invalidSoundFont(
      bytes.path,
      `would need ${voiceZones} zones in memory, more than ${maxVoiceZones}`,
    );
  checkPitches(bytes.path, presetZones, instrumentZones, samples);
  return presets;
}
