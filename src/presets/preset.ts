/** A preset: a named way of playing. */
import type { ArpeggiatorMode } from '../performance/arpeggiatorSettings.js';
import type { VelocityMode } from '../performance/velocity/settings.js';

/** What a preset sets. What it does not name stays as it is. */
export interface PresetSettings {
  /** An absolute path; empty for the built-in sound font. */
  readonly soundFont?: string;
  /** 0 to 16383; only with a program. */
  readonly bank?: number;
  /** 0 to 127; of bank 0 unless there is a bank. */
  readonly program?: number;
  /** 0 to 9. */
  readonly octave?: number;
  /** Semitones, −24 to 24. */
  readonly transpose?: number;
  readonly velocityMode?: VelocityMode;
  readonly layer?: boolean;
  readonly arpeggiator?: ArpeggiatorMode;
  /** Beats a minute, 20 to 400. */
  readonly tempo?: number;
  /** Decibels, −60 to 20. */
  readonly gainDb?: number;
  /** 0 to 1. */
  readonly reverbLevel?: number;
  /** 0 to 10. */
  readonly chorusLevel?: number;
}

export interface Preset {
  /** 1 to 64 characters; see `presetName.ts`. */
  readonly name: string;
  /** One line of at most 500 characters; may be empty. */
  readonly description: string;
  /** At most 16 different ones, each of 1 to 32 characters. */
  readonly tags: readonly string[];
  readonly favourite: boolean;
  readonly settings: PresetSettings;
}

/** A preset as it is listed. */
export interface PresetSummary {
  /** Unique, 1 to 100 characters. */
  readonly name: string;
  /** One line; may be empty. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly favourite: boolean;
  /** Came with the program: it can be loaded and marked, but not deleted or overwritten. */
  readonly builtIn: boolean;
}
