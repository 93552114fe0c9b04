/** What a WAV file holds, for tests that listen to it. */
import { readFileSync } from 'node:fs';

export interface WavSound {
  readonly sampleRate: number;
  /** The first channel, between −1 and 1. */
  readonly left: Float32Array;
}

/** Reads a RIFF WAVE file of 16-bit samples, whatever chunks it has besides. @throws Error when it is none. */
export function readWav(path: string): WavSound {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${path} is no WAV file`);
  let channels = 0;
  let sampleRate = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === 'fmt ') {
      channels = bytes.readUInt16LE(at + 10);
      sampleRate = bytes.readUInt32LE(at + 12);
      if (bytes.readUInt16LE(at + 22) !== 16) throw new Error(`${path} has no 16-bit samples`);
    } else if (id === 'data') {
      // A file whose writer was ended without warning may promise more than it has.
      const end = Math.min(at + 8 + size, bytes.length);
      return { sampleRate, left: firstChannel(bytes.subarray(at + 8, end), channels) };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`${path} has no sound`);
}

function firstChannel(bytes: Buffer, channels: number): Float32Array {
  const samples = new Float32Array(Math.floor(bytes.length / (2 * channels)));
  for (let frame = 0; frame < samples.length; frame++)
    samples[frame] = bytes.readInt16LE(frame * 2 * channels) / 32_768;
  return samples;
}

/** The first frame that is louder than −60 dB of full scale; −1 when none is. */
export function onset(samples: Float32Array): number {
  return samples.findIndex((sample) => Math.abs(sample) > 0.001);
}

/** The longest run of frames that are exactly 0: sound that was lost, where something should sound. */
export function longestSilence(samples: Float32Array): number {
  let longest = 0;
  let run = 0;
  for (const sample of samples) {
    run = sample === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
