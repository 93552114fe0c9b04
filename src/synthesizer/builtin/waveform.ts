/** Sound on its way to becoming a sample: tuned, measured, and rounded to sixteen bits. */

/** A stretch of sound at any level, with the loop that continues it. */
export interface Waveform {
  readonly frames: Float64Array;
  /** Frames per second, a whole number. */
  readonly rate: number;
  /** First frame of the loop and first frame after it; a stretch without a loop ends by itself. */
  readonly loop: { readonly start: number; readonly end: number } | undefined;
}

/** A loop of whole periods, and the sample rate that puts those periods in tune. */
export interface LoopGrid {
  /** Periods in the loop. */
  readonly periods: number;
  /** Frames in the loop. */
  readonly length: number;
  /** Frames per second, near the rate that was asked for. */
  readonly rate: number;
}

/** Frames that the format wants to see before a loop and again after it. */
export const loopMargin = 8;

/** The shortest loop, in frames; the format asks for 32. */
const shortestLoop = 64;

/**
 * Fits `periods` periods of `hertz`, or the least multiple of that number that makes a loop long enough, into a whole
 * number of frames at about `nominalRate`. The rate takes up what the rounding of the length leaves, and its own
 * rounding to a whole number is below a tenth of a cent: no sample needs a pitch correction.
 */
export function loopGrid(hertz: number, periods: number, nominalRate: number): LoopGrid {
  const framesPerGroup = (periods * nominalRate) / hertz;
  const fitted = periods * Math.ceil(shortestLoop / framesPerGroup);
  const length = Math.round((fitted * nominalRate) / hertz);
  return { periods: fitted, length, rate: Math.round((hertz * length) / fitted) };
}

/** The root mean square of the frames from `start` up to, without, `end`. */
export function rmsOf(frames: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (const frame of frames.subarray(start, end)) sum += frame * frame;
  return Math.sqrt(sum / (end - start));
}

/** The largest magnitude among the frames. */
export function peakOf(frames: Float64Array): number {
  let peak = 0;
  for (const frame of frames) peak = Math.max(peak, Math.abs(frame));
  return peak;
}

/** Rounds scaled frames to sixteen bits. Throws where a point would clip: the level in a table is then too high. */
export function quantise(frames: Float64Array, scale: number): Int16Array {
  return Int16Array.from(frames, (frame) => {
    const point = Math.round(frame * scale * 32767);
    if (point > 32767 || point < -32767) throw new RangeError(`sample clips at ${frame * scale}`);
    return point;
  });
}
