/** The drum kit, as data: the sounds, and the keys of the General MIDI percussion map that play them. */

import type { PercussionTimbre } from './percussion.js';

/** A drum sound. */
export interface DrumRecipe {
  readonly timbre: PercussionTimbre;
  /** Highest magnitude of the sample, 0 to 1. */
  readonly peak: number;
}

/** Where a drum sound is played. */
export interface DrumPad {
  /** Lowest and highest key, 0 to 127. */
  readonly keys: readonly [low: number, high: number];
  readonly drum: DrumName;
  /** Semitones up or down from the recorded pitch. */
  readonly tune?: number;
  /** Place between left (-50) and right (50), in percent as the format counts them. */
  readonly pan?: number;
  /** Pads of the same group, 1 to 127, cut each other off. */
  readonly group?: number;
}

/** Rates for sounds that have no treble and for those that are nothing else, in frames per second. */
const dull = 24_000;
const bright = 36_000;

/** Pitches of struck metal, in hertz; their ratios avoid small whole numbers. */
const plate = [263, 367, 421, 563, 683, 829] as const;

/** The sounds by name. */
export const drumSounds = {
  kick: {
    peak: 0.95,
    timbre: {
      seconds: 0.45,
      rate: dull,
      layers: [
        { kind: 'tone', level: 1, halfLife: 0.055, hertz: [210, 48], bend: 0.016 },
        { kind: 'noise', level: 0.9, halfLife: 0.003, band: [800, 6000] },
      ],
    },
  },
  stick: {
    peak: 0.5,
    timbre: {
      seconds: 0.12,
      rate: bright,
      layers: [
        { kind: 'tone', level: 0.7, halfLife: 0.008, hertz: [1750, 1700], bend: 0.01 },
        { kind: 'tone', level: 0.5, halfLife: 0.012, hertz: [520, 480], bend: 0.01 },
        { kind: 'noise', level: 0.8, halfLife: 0.003, band: [1500, 9000] },
      ],
    },
  },
  snare: {
    peak: 0.95,
    timbre: {
      seconds: 0.4,
      rate: bright,
      layers: [
        { kind: 'tone', level: 0.7, halfLife: 0.03, hertz: [260, 182], bend: 0.012 },
        { kind: 'tone', level: 0.3, halfLife: 0.02, hertz: [400, 331], bend: 0.012 },
        { kind: 'noise', level: 1.3, halfLife: 0.045, band: [1200, 9000] },
        { kind: 'noise', level: 1.2, halfLife: 0.006, band: [2500, 12000] },
      ],
    },
  },
  clap: {
    peak: 0.75,
    timbre: {
      seconds: 0.4,
      rate: bright,
      layers: [
        { kind: 'noise', level: 1, halfLife: 0.005, band: [900, 5000] },
        { kind: 'noise', level: 0.9, halfLife: 0.005, band: [900, 5000], delay: 0.011 },
        { kind: 'noise', level: 0.9, halfLife: 0.005, band: [900, 5000], delay: 0.023 },
        { kind: 'noise', level: 1, halfLife: 0.045, band: [1000, 5000], delay: 0.034 },
      ],
    },
  },
  tom: {
    peak: 0.85,
    timbre: {
      seconds: 0.65,
      rate: dull,
      layers: [
        { kind: 'tone', level: 1, halfLife: 0.08, hertz: [185, 110], bend: 0.03 },
        { kind: 'tone', level: 0.25, halfLife: 0.035, hertz: [290, 178], bend: 0.03 },
        { kind: 'noise', level: 0.6, halfLife: 0.006, band: [600, 5000] },
      ],
    },
  },
  closedHat: {
    peak: 0.5,
    timbre: {
      seconds: 0.16,
      rate: bright,
      layers: [
        { kind: 'metal', level: 1, halfLife: 0.018, pitches: plate, band: [7000, 15000] },
        { kind: 'noise', level: 0.7, halfLife: 0.018, band: [7000, 16000] },
      ],
    },
  },
  openHat: {
    peak: 0.5,
    timbre: {
      seconds: 0.65,
      rate: bright,
      layers: [
        { kind: 'metal', level: 1, halfLife: 0.11, pitches: plate, band: [6500, 15000] },
        { kind: 'noise', level: 0.7, halfLife: 0.1, band: [7000, 16000] },
      ],
    },
  },
  crash: {
    peak: 0.6,
    timbre: {
      seconds: 1.5,
      rate: bright,
      layers: [
        { kind: 'metal', level: 0.5, halfLife: 0.3, pitches: plate, band: [2500, 12000] },
        { kind: 'noise', level: 0.8, halfLife: 0.28, band: [3500, 14000] },
        { kind: 'noise', level: 0.9, halfLife: 0.05, band: [1500, 12000] },
      ],
    },
  },
  ride: {
    peak: 0.6,
    timbre: {
      seconds: 1,
      rate: bright,
      layers: [
        { kind: 'metal', level: 0.7, halfLife: 0.25, pitches: [431, 587, 743, 919], band: [4500, 12000] },
        { kind: 'noise', level: 0.35, halfLife: 0.2, band: [6000, 14000] },
        { kind: 'noise', level: 0.7, halfLife: 0.008, band: [4000, 14000] },
      ],
    },
  },
  rideBell: {
    peak: 0.5,
    timbre: {
      seconds: 0.8,
      rate: bright,
      layers: [
        { kind: 'tone', level: 0.5, halfLife: 0.16, hertz: [1047, 1047], bend: 1 },
        { kind: 'tone', level: 0.6, halfLife: 0.14, hertz: [2689, 2689], bend: 1 },
        { kind: 'tone', level: 0.4, halfLife: 0.1, hertz: [4423, 4423], bend: 1 },
        { kind: 'noise', level: 0.5, halfLife: 0.1, band: [6000, 14000] },
      ],
    },
  },
  cowbell: {
    peak: 0.5,
    timbre: {
      seconds: 0.4,
      rate: bright,
      layers: [
        { kind: 'metal', level: 1, halfLife: 0.05, pitches: [541, 807], band: [700, 3500] },
        { kind: 'metal', level: 1, halfLife: 0.01, pitches: [541, 807], band: [700, 6000] },
      ],
    },
  },
  shaker: {
    peak: 0.4,
    timbre: {
      seconds: 0.16,
      rate: bright,
      layers: [
        { kind: 'noise', level: 0.6, halfLife: 0.01, band: [5000, 12000] },
        { kind: 'noise', level: 1, halfLife: 0.02, band: [5000, 12000], delay: 0.02 },
      ],
    },
  },
} as const satisfies Record<string, DrumRecipe>;

/** The name of a drum sound. */
export type DrumName = keyof typeof drumSounds;

/** Hi-hats: one foot, one pair of cymbals. */
const hat = { pan: 12, group: 1 } as const;

/** Pads in ascending order without gaps; keys outside the General MIDI map repeat what is next to them. */
export const drumPads: readonly DrumPad[] = [
  { keys: [0, 35], drum: 'kick', tune: -2 },
  { keys: [36, 36], drum: 'kick' },
  { keys: [37, 37], drum: 'stick', pan: -8 },
  { keys: [38, 38], drum: 'snare' },
  { keys: [39, 39], drum: 'clap', pan: 6 },
  { keys: [40, 40], drum: 'snare', tune: 3 },
  { keys: [41, 41], drum: 'tom', tune: -5, pan: -24 },
  { keys: [42, 42], drum: 'closedHat', ...hat },
  { keys: [43, 43], drum: 'tom', tune: -2, pan: -16 },
  { keys: [44, 44], drum: 'closedHat', tune: -3, ...hat },
  { keys: [45, 45], drum: 'tom', pan: -8 },
  { keys: [46, 46], drum: 'openHat', ...hat },
  { keys: [47, 47], drum: 'tom', tune: 3, pan: 4 },
  { keys: [48, 48], drum: 'tom', tune: 5, pan: 12 },
  { keys: [49, 49], drum: 'crash', pan: -20 },
  { keys: [50, 50], drum: 'tom', tune: 8, pan: 20 },
  { keys: [51, 51], drum: 'ride', pan: 20 },
  { keys: [52, 52], drum: 'crash', tune: -4, pan: 24 },
  { keys: [53, 53], drum: 'rideBell', pan: 20 },
  { keys: [54, 54], drum: 'shaker', tune: 4, pan: -12 },
  { keys: [55, 55], drum: 'crash', tune: 5, pan: -10 },
  { keys: [56, 56], drum: 'cowbell', pan: 10 },
  { keys: [57, 57], drum: 'crash', tune: 2, pan: 20 },
  { keys: [58, 58], drum: 'shaker', tune: -6, pan: 16 },
  { keys: [59, 59], drum: 'ride', tune: -2, pan: 24 },
  // Hand drums, from bongos to timbales.
  { keys: [60, 60], drum: 'tom', tune: 16, pan: 10 },
  { keys: [61, 61], drum: 'tom', tune: 12, pan: 10 },
  { keys: [62, 63], drum: 'tom', tune: 10, pan: -10 },
  { keys: [64, 64], drum: 'tom', tune: 6, pan: -10 },
  { keys: [65, 65], drum: 'tom', tune: 14, pan: 14 },
  { keys: [66, 66], drum: 'tom', tune: 9, pan: 14 },
  { keys: [67, 67], drum: 'cowbell', tune: 9, pan: -14 },
  { keys: [68, 68], drum: 'cowbell', tune: 5, pan: -14 },
  { keys: [69, 74], drum: 'shaker', pan: -12 },
  { keys: [75, 75], drum: 'stick', tune: 7, pan: 8 },
  { keys: [76, 76], drum: 'stick', tune: 2, pan: 8 },
  { keys: [77, 77], drum: 'stick', tune: -3, pan: 8 },
  { keys: [78, 79], drum: 'tom', tune: 18 },
  { keys: [80, 81], drum: 'rideBell', tune: 7, pan: -16 },
  { keys: [82, 127], drum: 'shaker', tune: 2 },
];
