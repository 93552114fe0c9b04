/**
 * Buckets for times in microseconds: sixteen for each doubling, so that a value read back is at most 1/16 off. The
 * scheme is that of HdrHistogram with one significant hexadecimal digit.
 */

const subBucketBits = 4;
const subBuckets = 1 << subBucketBits;
/** Longer times, from about 134 s, fall into the last bucket. */
const maximumUs = 2 ** 27 - 1;

/** Buckets of a histogram. */
export const bucketCount = bucketOf(maximumUs) + 1;

/** The bucket of a time in microseconds; negative times count as 0. */
export function bucketOf(us: number): number {
  const value = us > 0 ? Math.min(us, maximumUs) | 0 : 0;
  if (value < subBuckets) return value;
  const exponent = 31 - Math.clz32(value);
  return (exponent - subBucketBits) * subBuckets + (value >> (exponent - subBucketBits));
}

/** The middle of a bucket, in microseconds. */
export function bucketMiddleUs(bucket: number): number {
  if (bucket < 2 * subBuckets) return bucket + 0.5;
  const shift = Math.floor(bucket / subBuckets) - 1;
  return ((bucket % subBuckets) + subBuckets + 0.5) * 2 ** shift;
}

/**
 * The smallest bucket value that at least a share of the counted times does not exceed; undefined when none was
 * counted.
 * @param share 0 to 1: 0.5 is the median.
 */
export function percentile(counts: ArrayLike<number>, share: number): number | undefined {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) total += counts[bucket] ?? 0;
  if (total === 0) return undefined;
  let seen = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    seen += counts[bucket] ?? 0;
    if (seen >= share * total && seen > 0) return bucketMiddleUs(bucket);
  }
  return undefined;
}
