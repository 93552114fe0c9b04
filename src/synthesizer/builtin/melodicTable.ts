/** The melodic instruments, as data: what each sounds like, where it is sampled, and how the player shapes it. */

import type { EnsembleTimbre, Overtone, StruckTimbre } from './additive.js';
import type { PluckedTimbre } from './pluckedString.js';

/** One melodic instrument. Times are in seconds. */
export interface MelodicRecipe {
  /** At most 15 ASCII characters: sample names add the key. */
  readonly name: string;
  /** 0 to 127, in bank 0. */
  readonly program: number;
  /** Keys that get a sample of their own, ascending. */
  readonly roots: readonly number[];
  /** The `seconds` of a struck or plucked timbre hold at middle C: lower samples are longer, higher ones shorter. */
  readonly timbre: StruckTimbre | EnsembleTimbre | PluckedTimbre;
  /** Root mean square of the beginning of the samples, 0 to 1; balances the instruments by ear and by measurement. */
  readonly level: number;
  /** Decay and release are the times in which the level falls by 100 dB; `sustain` is in decibels below the peak. */
  readonly envelope: {
    readonly attack: number;
    readonly decay: number;
    readonly sustain: number;
    readonly release: number;
    /** Shortening of the decay per key, in timecents; none at middle C. */
    readonly decayPerKey: number;
  };
  /** The low-pass at full velocity: a multiple of the root's frequency, held between limits in hertz. */
  readonly brightness: {
    readonly harmonics: number;
    readonly limits: readonly [low: number, high: number];
    /** Cents by which the filter closes from the loudest note to the softest. */
    readonly softening: number;
  };
  /** Effect sends, in percent. */
  readonly reverb: number;
  readonly chorus: number;
  /** Depth of a slow tremolo, in decibels. */
  readonly tremolo?: number;
}

/** An overtone table row: ratio, level when struck, level when held, fade. */
function overtones(rows: readonly (readonly [number, number, number, number])[]): Overtone[] {
  return rows.map(([ratio, struck, held, fade]) => ({ ratio, struck, held, fade }));
}

/** One sample per octave, on every C from the lowest that is worth hearing. */
const octaves = [24, 36, 48, 60, 72, 84, 96, 108] as const;

/** The decay of a sound that is held rather than struck: it never gets going, for it has nowhere to fall to. */
const steady = { decay: 1, sustain: 0, decayPerKey: 0 } as const;

/** Where a sound that dies away would rest, in decibels below the peak. */
const silent = 100;

/** Every melodic instrument of the built-in font. */
export const melodicTable: readonly MelodicRecipe[] = [
  {
    name: 'Keys',
    program: 0,
    roots: octaves,
    timbre: {
      kind: 'struck',
      periods: 4,
      seconds: 0.5,
      overtones: overtones([
        [1, 1, 1, 2],
        [2, 0.6, 0.3, 3],
        [3, 0.4, 0.13, 5],
        [4, 0.3, 0.07, 6],
        [5, 0.22, 0.03, 8],
        [6, 0.17, 0.015, 9],
        [7, 0.13, 0.008, 10],
        [8, 0.1, 0, 12],
        [9, 0.07, 0, 14],
        [10, 0.05, 0, 16],
        // The tine: a short, high ring that fits no harmonic.
        [6.25, 0.1, 0, 16],
        [14.25, 0.09, 0, 24],
      ]),
    },
    level: 0.3,
    envelope: { attack: 0.001, decay: 14, sustain: silent, release: 0.7, decayPerKey: 35 },
    brightness: { harmonics: 14, limits: [3000, 14000], softening: 3600 },
    reverb: 15,
    chorus: 10,
  },
  {
    name: 'Bell',
    program: 14,
    roots: octaves,
    timbre: {
      kind: 'struck',
      periods: 16,
      seconds: 0.45,
      overtones: overtones([
        [1, 1, 1, 1],
        [2, 0.5, 0.25, 2],
        [2.75, 0.45, 0.15, 2],
        [4.0625, 0.4, 0.08, 3],
        [5.4375, 0.35, 0.04, 4],
        [6.75, 0.25, 0, 8],
        [8.9375, 0.2, 0, 12],
        [11.3125, 0.12, 0, 20],
      ]),
    },
    level: 0.3,
    envelope: { attack: 0.001, decay: 16, sustain: silent, release: 5, decayPerKey: 30 },
    brightness: { harmonics: 16, limits: [2000, 14000], softening: 4200 },
    reverb: 30,
    chorus: 5,
  },
  {
    name: 'Organ',
    program: 19,
    roots: octaves,
    timbre: {
      kind: 'struck',
      periods: 1,
      seconds: 0.12,
      overtones: overtones([
        [1, 1, 1, 1],
        [2, 0.75, 0.75, 1],
        // The percussion of the third harmonic and, above it, the click of the key contacts.
        [3, 0.8, 0.45, 3],
        [4, 0.4, 0.4, 1],
        [6, 0.2, 0.2, 1],
        [8, 0.22, 0.22, 1],
        [11, 0.15, 0, 16],
        [14, 0.15, 0, 16],
      ]),
    },
    level: 0.26,
    envelope: { ...steady, attack: 0.002, release: 0.12 },
    brightness: { harmonics: 24, limits: [6000, 14000], softening: 0 },
    reverb: 20,
    chorus: 25,
    tremolo: 0.6,
  },
  {
    name: 'Plucked String',
    program: 25,
    roots: octaves,
    timbre: { kind: 'plucked', seconds: 0.5, position: 0.18, damping: 1.5 },
    level: 0.3,
    envelope: { attack: 0.001, decay: 12, sustain: silent, release: 0.6, decayPerKey: 35 },
    brightness: { harmonics: 24, limits: [4000, 14000], softening: 3600 },
    reverb: 15,
    chorus: 5,
  },
  {
    name: 'Bass',
    program: 33,
    roots: octaves,
    timbre: {
      kind: 'struck',
      periods: 1,
      seconds: 0.35,
      overtones: overtones([
        [1, 1, 1, 1],
        [2, 0.8, 0.4, 2],
        [3, 0.55, 0.16, 3],
        [4, 0.4, 0.07, 4],
        [5, 0.3, 0.03, 5],
        [6, 0.25, 0.015, 6],
        [7, 0.18, 0, 7],
        [8, 0.15, 0, 8],
        [9, 0.1, 0, 10],
        [10, 0.08, 0, 12],
        [12, 0.06, 0, 16],
      ]),
    },
    level: 0.3,
    envelope: { attack: 0.001, decay: 10, sustain: silent, release: 0.25, decayPerKey: 20 },
    brightness: { harmonics: 12, limits: [1500, 8000], softening: 3600 },
    reverb: 5,
    chorus: 0,
  },
  {
    name: 'Strings',
    program: 48,
    // Below the lowest of a contrabass one sample serves: its beating only slows down.
    roots: [36, 48, 60, 72, 84, 96, 108],
    timbre: {
      kind: 'ensemble',
      seconds: 1,
      oscillators: [
        [1, 0, 0],
        [0.7, -6, 0.25],
        [0.7, 6, 0.25],
        [0.35, -14, 0.45],
        [0.35, 14, 0.45],
      ],
      harmonics: 60,
    },
    level: 0.26,
    envelope: { ...steady, attack: 0.25, release: 0.9 },
    brightness: { harmonics: 12, limits: [2500, 8000], softening: 2400 },
    reverb: 30,
    chorus: 15,
  },
  {
    name: 'Lead',
    program: 81,
    roots: octaves,
    timbre: {
      kind: 'ensemble',
      seconds: 0.5,
      oscillators: [
        [1, 0, 0],
        [0.4, -9, 0.2],
        [0.4, 9, 0.2],
      ],
      harmonics: 100,
    },
    level: 0.26,
    envelope: { ...steady, attack: 0.003, release: 0.2 },
    brightness: { harmonics: 20, limits: [5000, 14000], softening: 2400 },
    reverb: 15,
    chorus: 10,
  },
];
