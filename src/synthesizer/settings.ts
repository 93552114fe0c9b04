/** What can be set about the synthesizer and its audio driver. */
import type { AudioDriverName } from './audioDrivers.js';

export interface ReverbSettings {
  readonly enabled: boolean;
  /** 0 to 1. */
  readonly roomSize: number;
  /** 0 to 1. */
  readonly damping: number;
  /** 0 to 100. */
  readonly width: number;
  /** 0 to 1. */
  readonly level: number;
}

export interface ChorusSettings {
  readonly enabled: boolean;
  /** Voices, 0 to 99. */
  readonly voices: number;
  /** 0 to 10. */
  readonly level: number;
  /** Hertz, 0.1 to 5. */
  readonly speedHz: number;
  /** Milliseconds, 0 to 256. */
  readonly depthMs: number;
}

export interface AudioSettings {
  readonly driver: AudioDriverName;
  /** Hertz, 8000 to 96000. A JACK server's own rate wins. */
  readonly sampleRate: number;
  /** Frames in a period, 64 to 8192. A JACK or PipeWire server's own wins. */
  readonly bufferSize: number;
  /** Periods in the buffer, 2 to 64. */
  readonly periodCount: number;
  /** Decibels, −60 to 20; 0 dB is FluidSynth's gain of 1. */
  readonly gainDb: number;
  /** Voices, 1 to 65535. */
  readonly polyphony: number;
  readonly reverb: ReverbSettings;
  readonly chorus: ChorusSettings;
  /** The file that the driver `file` writes. */
  readonly file?: string;
}

/** FluidSynth's own defaults (fluid_rev.h, fluid_chorus.h, version 2.3), with a shorter buffer and 3 dB more gain. */
export const defaultAudio: AudioSettings = {
  driver: 'auto',
  sampleRate: 48000,
  bufferSize: 64,
  periodCount: 2,
  gainDb: -11,
  polyphony: 256,
  reverb: { enabled: true, roomSize: 0.2, damping: 0, width: 0.5, level: 0.9 },
  chorus: { enabled: true, voices: 3, level: 2, speedHz: 0.3, depthMs: 8 },
};

/** The linear gain of a level in decibels. */
export function gainOf(decibels: number): number {
  return 10 ** (decibels / 20);
}
