/** A plucked string after Karplus and Strong: one period that travels round and loses its edges on the way. */

import { type Noise, sine } from './portableMath.js';
import { loopGrid, loopMargin, type Waveform } from './waveform.js';

/** What distinguishes one string from another. */
export interface PluckedTimbre {
  readonly kind: 'plucked';
  /** Time from the pluck to the loop. */
  readonly seconds: number;
  /** Where the string is plucked, as a fraction of its length, 0 to 0.5; harmonics with a node there are missing. */
  readonly position: number;
  /** Loss in nepers per second at 1 kHz, or at a fundamental above it; grows with the square of the frequency. */
  readonly damping: number;
}

/** The filter is a mean of three neighbours; beyond a quarter of its weight on each side it would lose its top. */
const strongestDamping = 0.25;

/** Harmonics above this fraction of the sample rate are left out of the pluck. */
const highestFraction = 0.35;

/**
 * Renders a string of `hertz`. The filter is symmetric, which delays no harmonic, so that the period stays a whole
 * number of frames; the damping runs out towards the loop, which the last periods then repeat exactly.
 */
export function renderPlucked(
  timbre: PluckedTimbre,
  hertz: number,
  nominalRate: number,
  noise: Noise,
): Waveform {
  const period = Math.round(nominalRate / hertz);
  const rate = Math.round(hertz * period);
  const { length } = loopGrid(hertz, 1, rate);
  const start = Math.max(loopMargin, Math.round(timbre.seconds * rate)) + period;
  const frames = new Float64Array(start + length + loopMargin);

  // The pitch as rounded, for the last bits of `hertz` may differ between machines.
  const tuned = rate / period;
  const angle = (2 * Math.PI * Math.max(1000, tuned)) / rate;
  const strength = Math.min(strongestDamping, timbre.damping / (tuned * angle * angle));
  const pluck = pluckedShape(period, timbre.position, noise);
  frames.set(pluck);
  frames[period] = pluck[0] ?? 0;
  const damped = start - period;
  for (let frame = period + 1; frame < frames.length; frame++) {
    const side = frame < damped ? strength * (1 - frame / damped) : 0;
    const before = frames[frame - period - 1] ?? 0;
    const same = frames[frame - period] ?? 0;
    const after = frames[frame - period + 1] ?? 0;
    frames[frame] = same + side * (before - 2 * same + after);
  }
  return { frames, rate, loop: { start, end: start + length } };
}

/** One period with the harmonics of an ideal pluck, in phases by chance, as the noise of the original method has. */
function pluckedShape(period: number, position: number, noise: Noise): Float64Array {
  const shape = new Float64Array(period);
  const harmonics = Math.max(1, Math.floor(highestFraction * period));
  for (let harmonic = 1; harmonic <= harmonics; harmonic++) {
    const level = sine((harmonic * position) / 2) / harmonic;
    const phase = noise();
    for (let frame = 0; frame < period; frame++)
      shape[frame] = (shape[frame] ?? 0) + level * sine((harmonic * frame) / period + phase);
  }
  return shape;
}
