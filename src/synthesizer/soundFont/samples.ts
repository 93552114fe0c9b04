/** The sample headers of a sound font (SoundFont 2.04, 7.10). */
import { fieldText, type SoundFontBytes } from './bytes.js';
import { hydraRecordBytes, type SoundFontLayout } from './chunks.js';
import { invalidSoundFont } from './errors.js';
import type { LoopedSample } from './pitch.js';
import { readRecords } from './zones.js';

/** What the sample headers amount to. */
export interface SampleHeaders {
  /** Those in the file, the terminal record not counted; at least one. */
  readonly samples: readonly LoopedSample[];
  /** Those that cannot sound: in the ROM of a sound card, empty, or outside the sample data. They stay silent. */
  readonly silent: number;
  /** True when samples are compressed with Ogg Vorbis (SoundFont 3). */
  readonly compressed: boolean;
}

/** Bits of the sample type: 15 marks a ROM sample; 4, not in the specification, an Ogg Vorbis stream (SoundFont 3). */
const romFlag = 0x8000;
const vorbisFlag = 0x10;

/** In hertz. The specification recommends 400 to 50000; 20 times the usual rate is no recording. */
const maxSampleRate = 1_000_000;

/**
 * Checks the sample headers. Start and end count 16-bit words, in a compressed sample bytes. Wrong loop points are
 * let pass: many good fonts have them, and libfluidsynth moves them into the sample.
 * @param major the version of the file, 2 or 3
 * @throws SynthError SOUNDFONT_INVALID
 */
export function checkSamples(bytes: SoundFontBytes, layout: SoundFontLayout, major: number): SampleHeaders {
  const headers = readRecords(bytes, layout, 'shdr');
  const words = Math.floor(layout.smpl.size / 2);
  const samples: LoopedSample[] = [];
  let silent = 0;
  let compressed = false;
  for (let record = 0; record + 1 < headers.count; record++) {
    const at = record * hydraRecordBytes.shdr;
    const start = headers.bytes.readUInt32LE(at + 20);
    const end = headers.bytes.readUInt32LE(at + 24);
    const rate = headers.bytes.readUInt32LE(at + 36);
    const type = headers.bytes.readUInt16LE(at + 44);
    const name = fieldText(headers.bytes.subarray(at, at + 20));
    const label = `sample ${record} ('${name}')`;
    samples.push({
      name,
      start,
      end,
      rate,
      loopStart: headers.bytes.readUInt32LE(at + 28),
      loopEnd: headers.bytes.readUInt32LE(at + 32),
      key: headers.bytes.readUInt8(at + 40),
    });
    if ((type & romFlag) !== 0) {
      silent++;
      continue;
    }
    const vorbis = (type & vorbisFlag) !== 0;
    // libfluidsynth 2.3 checks such a sample as bytes and plays it as words: twice as far as the data reaches.
    if (vorbis && major < 3)
      throw invalidSoundFont(
        bytes.path,
        `calls its ${label} compressed, which version ${major} does not allow`,
      );
    // One word too many is the one excess that libfluidsynth 2.3 does not notice.
    if (!vorbis && start + 1 < end && end === words + 1)
      throw invalidSoundFont(bytes.path, `is damaged: its ${label} ends behind the sample data`);
    compressed ||= vorbis;
    const playable = start < end && end <= (vorbis ? layout.smpl.size : words);
    if (!playable) silent++;
    else if (rate > maxSampleRate)
      throw invalidSoundFont(bytes.path, `is damaged: its ${label} has a rate of ${rate} Hz`);
  }
  const count = headers.count - 1;
  if (count === 0) throw invalidSoundFont(bytes.path, 'has no samples');
  if (silent === count)
    throw invalidSoundFont(
      bytes.path,
      count === 1
        ? 'has one sample, which lies outside its sample data'
        : `has ${count} samples, all outside its sample data`,
      'Choose another sound font: this one needs the ROM of a sound card, or is damaged.',
    );
  return { samples, silent, compressed };
}
