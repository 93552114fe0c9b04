/** The few statistics that the report needs. None of them changes its argument; an empty one gives NaN. */

/** How a set of values lies. */
export interface Spread {
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * The nearest-rank percentile: the smallest value that at least `percent` per cent (0 to 100) of the values do not
 * exceed. It is always one of the values, so that a p99 is a latency that somebody heard.
 */
export function percentile(values: readonly number[], percent: number): number {
  const rank = Math.ceil((percent * values.length) / 100);
  return sorted(values)[Math.max(rank, 1) - 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const ordered = sorted(values);
  const upper = ordered[Math.floor(ordered.length / 2)] ?? Number.NaN;
  const lower = ordered[Math.ceil(ordered.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Extremes, quartiles (nearest rank) and median. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    min: percentile(values, 0),
    lowerQuartile: percentile(values, 25),
    median: median(values),
    upperQuartile: percentile(values, 75),
    max: percentile(values, 100),
  };
}

/** What lies between the 50th and the 99th percentile: how uneven latencies feel. */
export function jitter(values: readonly number[]): number {
  return percentile(values, 99) - percentile(values, 50);
}

/** `subject[i] / peer[i]` of every pair that is complete and whose peer is not 0. */
export function pairRatios(subject: readonly number[], peer: readonly number[]): number[] {
  const ratios: number[] = [];
  for (const [index, value] of subject.entries()) {
    const ratio = value / (peer[index] ?? Number.NaN);
    if (Number.isFinite(ratio)) ratios.push(ratio);
  }
  return ratios;
}

/**
 * Each value over the one before it. For the runs of one program this is what the ratio of two equal programs looks
 * like on this machine now: a difference within its spread is noise.
 */
export function selfRatios(values: readonly number[]): number[] {
  return pairRatios(values.slice(1), values);
}
