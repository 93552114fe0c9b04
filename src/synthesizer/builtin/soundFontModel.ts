/** What a SoundFont 2 file contains, as plain data, and the units that its parameters are stored in. */

/** The generators (SoundFont 2.04, section 8.1.2) that the built-in font uses, by their numbers in the file. */
export const generator = {
  initialFilterFc: 8,
  initialFilterQ: 9,
  modEnvToFilterFc: 11,
  modLfoToVolume: 13,
  chorusEffectsSend: 15,
  reverbEffectsSend: 16,
  pan: 17,
  freqModLfo: 22,
  freqVibLfo: 24,
  decayModEnv: 28,
  sustainModEnv: 29,
  attackVolEnv: 34,
  holdVolEnv: 35,
  decayVolEnv: 36,
  sustainVolEnv: 37,
  releaseVolEnv: 38,
  keynumToVolEnvDecay: 40,
  instrument: 41,
  keyRange: 43,
  coarseTune: 51,
  fineTune: 52,
  sampleId: 53,
  sampleModes: 54,
  scaleTuning: 56,
  exclusiveClass: 57,
  overridingRootKey: 58,
} as const;

/** A generator's number in the file. */
export type GeneratorNumber = (typeof generator)[keyof typeof generator];

/** A generator and its amount, -32768 to 32767, in the generator's own unit. */
export type GeneratorAmount = readonly [GeneratorNumber, number];

/** A modulator record: what moves which generator by how much. */
export interface Modulator {
  /** Source operator, 16 bits. */
  readonly source: number;
  readonly destination: GeneratorNumber;
  /** Full excursion in the destination's unit, -32768 to 32767. */
  readonly amount: number;
}

/** The MIDI velocity, linear, from 1 at velocity 0 down to 0 at velocity 127. */
export const softness = 0x0102;

/** Recorded points and how they are to be played. */
export interface Sample {
  /** At most 19 ASCII characters, unique in the font. */
  readonly name: string;
  /** At least 48 points. */
  readonly points: Int16Array;
  /** Points per second at which the sample sounds at its root key, 400 to 50000. */
  readonly rate: number;
  /** The MIDI key that it sounds at `rate`, 0 to 127. */
  readonly rootKey: number;
  /** First point of the loop and first point after it; at least 8 points lie before and after. */
  readonly loop: { readonly start: number; readonly end: number } | undefined;
}

/** The part of an instrument that plays one sample over a range of keys. */
export interface InstrumentZone {
  /** Lowest and highest key, 0 to 127. */
  readonly keys: readonly [low: number, high: number];
  readonly sample: Sample;
  readonly generators: readonly GeneratorAmount[];
}

/** An instrument, which the built-in font exposes as exactly one preset. */
export interface Instrument {
  /** At most 19 ASCII characters. */
  readonly name: string;
  /** 0 to 127, or 128 for percussion. */
  readonly bank: number;
  /** 0 to 127. */
  readonly program: number;
  /** What holds for every zone that does not say otherwise. */
  readonly generators: readonly GeneratorAmount[];
  readonly modulators: readonly Modulator[];
  readonly zones: readonly InstrumentZone[];
}

/** A whole font. */
export interface SoundFont {
  /** At most 255 ASCII characters, as all texts of the font. */
  readonly name: string;
  readonly comment: string;
  readonly instruments: readonly Instrument[];
}

/** A duration in seconds (0.001 to 100) as timecents. */
export function timecents(seconds: number): number {
  return Math.round(1200 * Math.log2(seconds));
}

/** A frequency in hertz as cents above 8.176 Hz, which is key 0; the unit of filters and of oscillators. */
export function absoluteCents(hertz: number): number {
  return Math.round(1200 * Math.log2(hertz / 440) + 6900);
}
