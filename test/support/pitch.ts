/** Measurements on rendered sound: level, and the fundamental frequency. */

/** Lowest and highest fundamental that is looked for, in hertz. */
const lowestHz = 25;
const highestHz = 5000;

/** A period counts as found when what changes from one to the next is below this part of the signal's power. */
const clearDip = 0.15;

/** The most frames that are compared with their successors one period later. */
const longestWindow = 8192;

/** Root mean square of samples; 0 for none. */
export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/**
 * The fundamental frequency of a steady stretch of sound, in hertz between 25 and 5000, or undefined when it has none:
 * silence, noise, or a stretch shorter than two periods of the lowest pitch (0.08 s).
 *
 * The method is YIN: the first lag at which the sound resembles itself well, relative to all shorter lags, is one
 * period. A single period is placed to a fraction of a frame by a parabola; the same dip many periods later is then
 * located in the same way, which divides the error by their number. Tones come out within 0.2 cents.
 */
export function estimatePitchHz(samples: Float32Array, sampleRate: number): number | undefined {
  const longestLag = Math.ceil(sampleRate / lowestHz);
  const window = Math.min(longestWindow, samples.length - longestLag - 1);
  if (window < longestLag || rms(samples) < 1e-6) return undefined;
  const dip = firstDip(samples, window, Math.floor(sampleRate / highestHz), longestLag);
  if (dip === undefined) return undefined;

  let period = refine(samples, window, dip);
  // Doubling the distance keeps the guess well inside the right dip at every step.
  for (let periods = 2; periods * period + 2 < samples.length - window && periods <= 16; periods *= 2)
    period = refine(samples, window, Math.round(periods * period)) / periods;
  return sampleRate / period;
}

/**
 * The median pitch of some stretches of 0.2 s, one or two of which a busy machine may have torn; undefined when most
 * have none.
 */
export function medianPitchHz(samples: Float32Array, sampleRate: number): number | undefined {
  const length = Math.floor(sampleRate / 5);
  const pitches: number[] = [];
  for (let from = 0; from + length <= samples.length; from += length / 2)
    pitches.push(estimatePitchHz(samples.subarray(from, from + length), sampleRate) ?? 0);
  pitches.sort((a, b) => a - b);
  return pitches[Math.floor(pitches.length / 2)] || undefined;
}

/** The power of the difference between `window` frames and those `lag` frames later. */
function difference(samples: Float32Array, window: number, lag: number): number {
  let sum = 0;
  for (let index = 0; index < window; index++) {
    const step = (samples[index] ?? 0) - (samples[index + lag] ?? 0);
    sum += step * step;
  }
  return sum;
}

/** The bottom of the first dip whose difference is small against the mean of all shorter lags. */
function firstDip(
  samples: Float32Array,
  window: number,
  shortestLag: number,
  longestLag: number,
): number | undefined {
  let total = 0;
  let best: { lag: number; relative: number } | undefined;
  for (let lag = 1; lag <= longestLag; lag++) {
    const value = difference(samples, window, lag);
    total += value;
    const relative = (value * lag) / total;
    if (lag < shortestLag) continue;
    if (relative < clearDip && relative < (best?.relative ?? Number.POSITIVE_INFINITY))
      best = { lag, relative };
    else if (best) return best.lag;
  }
  return undefined;
}

/** The lag of least difference near `lag`, between frames by a parabola through three neighbours. */
function refine(samples: Float32Array, window: number, lag: number): number {
  let bottom = lag;
  let here = difference(samples, window, bottom);
  let left = difference(samples, window, bottom - 1);
  let right = difference(samples, window, bottom + 1);
  while (left < here || right < here) {
    const step = left < right ? -1 : 1;
    bottom += step;
    [left, here, right] =
      step < 0
        ? [difference(samples, window, bottom - 1), left, here]
        : [here, right, difference(samples, window, bottom + 1)];
  }
  const curvature = left - 2 * here + right;
  return curvature > 0 ? bottom + (left - right) / (2 * curvature) : bottom;
}
