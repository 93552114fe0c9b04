/** Sounds summed from sines that all fit a whole number of times into the loop, which therefore has no seam. */

import { sine, wholePower } from './portableMath.js';
import { loopGrid, loopMargin, type Waveform } from './waveform.js';

/** One sine of a struck sound. */
export interface Overtone {
  /** Frequency in multiples of the fundamental; rounded to what the loop can hold. */
  readonly ratio: number;
  /** Level at the first frame. */
  readonly struck: number;
  /** Level in the loop. */
  readonly held: number;
  /** How early the level falls from struck to held: a whole number, 1 for a straight line. */
  readonly fade: number;
}

/** A sound that settles from a bright attack into a steady loop. */
export interface StruckTimbre {
  readonly kind: 'struck';
  /** Periods in the loop: overtones can lie at multiples of the fundamental divided by this number. */
  readonly periods: number;
  /** Time from the first frame to the loop. */
  readonly seconds: number;
  readonly overtones: readonly Overtone[];
}

/** Several sawtooth oscillators slightly out of tune with each other, without an attack of their own. */
export interface EnsembleTimbre {
  readonly kind: 'ensemble';
  /** Length of the loop, after which the beating repeats. */
  readonly seconds: number;
  /**
   * Level, detuning in cents, and phase at the beginning in turns, of each oscillator. Pairs of opposite detuning and
   * like phase keep the whole in tune.
   */
  readonly oscillators: readonly (readonly [level: number, cents: number, phase: number])[];
  /** The most harmonics of an oscillator, 1 or more. */
  readonly harmonics: number;
}

/** Sines above this fraction of the sample rate are left out, so that keys above the root do not alias. */
const highestFraction = 0.4;

/** One cent as a fraction of a frequency, close enough for a detuning. */
const cent = Math.LN2 / 1200;

/** Renders a struck sound with a fundamental of `hertz`, at about `nominalRate` frames per second. */
export function renderStruck(timbre: StruckTimbre, hertz: number, nominalRate: number): Waveform {
  const { periods, length, rate } = loopGrid(hertz, timbre.periods, nominalRate);
  const start = loopMargin + Math.round(timbre.seconds * rate);
  const frames = new Float64Array(start + length + loopMargin);
  const table = sineTable(length);
  for (const { ratio, struck, held, fade } of timbre.overtones) {
    const cycles = Math.round(ratio * periods);
    addSine(frames, table, cycles, 0, (frame) =>
      frame < start ? held + (struck - held) * wholePower(1 - frame / start, fade) : held,
    );
  }
  return { frames, rate, loop: { start, end: start + length } };
}

/** Renders an ensemble with a fundamental of `hertz`, at about `nominalRate` frames per second. */
export function renderEnsemble(timbre: EnsembleTimbre, hertz: number, nominalRate: number): Waveform {
  const { periods, length, rate } = loopGrid(hertz, Math.round(timbre.seconds * hertz), nominalRate);
  const frames = new Float64Array(loopMargin + length + loopMargin);
  const table = sineTable(length);
  for (const [level, cents, phase] of timbre.oscillators) {
    const cycles = periods + Math.sign(cents) * Math.round(Math.abs(cents) * cent * periods);
    const offset = Math.round(phase * length);
    for (let harmonic = 1; harmonic <= timbre.harmonics; harmonic++)
      addSine(frames, table, cycles * harmonic, offset * harmonic, () => level / harmonic);
  }
  return { frames, rate, loop: { start: loopMargin, end: loopMargin + length } };
}

/** One turn of the sine in `length` steps. */
function sineTable(length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => sine(index / length));
}

/**
 * Adds a sine of `cycles` per length of the table. Stepping through the table by whole numbers repeats it exactly,
 * however long the sound is.
 */
function addSine(
  frames: Float64Array,
  table: Float64Array,
  cycles: number,
  offset: number,
  levelAt: (frame: number) => number,
): void {
  const length = table.length;
  if (cycles > highestFraction * length) return;
  let position = offset % length;
  for (let frame = 0; frame < frames.length; frame++) {
    frames[frame] = (frames[frame] ?? 0) + levelAt(frame) * (table[position] ?? 0);
    position += cycles;
    if (position >= length) position -= length;
  }
}
