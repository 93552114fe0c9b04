/** Shapes that turn how strongly something was done into how loud it is. */

/**
 * - `linear`: straight
 * - `logarithmic`: rises early, so that little effort is already loud
 * - `exponential`: rises late, so that only effort is loud; the mirror of `logarithmic`
 */
export const velocityCurves = ['linear', 'logarithmic', 'exponential'] as const;
export type VelocityCurve = (typeof velocityCurves)[number];

/** The steepness of the bent curves: the ratio of their slopes at the two ends. */
const ratio = 10;

/** Maps 0 to 1 onto 0 to 1, rising. Values outside are taken to the nearer end. */
export function shape(curve: VelocityCurve, x: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  if (curve === 'linear') return x;
  if (curve === 'exponential') return (ratio ** x - 1) / (ratio - 1);
  return Math.log1p((ratio - 1) * x) / Math.log(ratio);
}
