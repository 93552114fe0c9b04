import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { bucketCount, bucketMiddleUs, bucketOf, percentile } from '../../src/engine/histogram.js';

/** The longest time that has a bucket of its own, in microseconds. */
const longestUs = 2 ** 27 - 1;
const timeUs = fc.oneof(fc.integer({ min: 0, max: longestUs }), fc.integer({ min: 0, max: 5000 }));

/** How far a value that is read back may be from the one that was counted. */
function bound(us: number): number {
  return Math.max(0.5, us / 16);
}

t.test('a time read back is at most a sixteenth off', async (t) => {
  for (let us = 0; us < 5000; us++)
    assert.ok(Math.abs(bucketMiddleUs(bucketOf(us)) - us) <= bound(us), `${us}`);
  fc.assert(
    fc.property(timeUs, (us) => Math.abs(bucketMiddleUs(bucketOf(us)) - us) <= bound(us)),
    { numRuns: 2000 },
  );
  t.equal(bucketMiddleUs(bucketOf(longestUs)) > longestUs * (1 - 1 / 16), true);
});

t.test('what is read back is the middle of a bucket: as often too long as too short', async (t) => {
  let error = 0;
  for (let us = 1024; us < 2048; us++) error += bucketMiddleUs(bucketOf(us)) - us;
  t.ok(Math.abs(error / 1024) <= 0.5, `${error / 1024} us on average`);
});

t.test('buckets follow one another without a gap', async (t) => {
  const seen = new Set<number>();
  let before = 0;
  for (let us = 0; us <= 1_000_000; us++) {
    const bucket = bucketOf(us);
    assert.ok(bucket === before || bucket === before + 1, `${us}`);
    seen.add(bucket);
    before = bucket;
  }
  t.equal(seen.size, before + 1);
  t.equal(bucketOf(longestUs), bucketCount - 1);
});

t.test('what is out of range goes to the ends', async (t) => {
  t.equal(bucketOf(-1), 0);
  t.equal(bucketOf(Number.NaN), 0);
  t.equal(bucketOf(longestUs + 1), bucketCount - 1);
  t.equal(bucketOf(1e15), bucketCount - 1);
  t.equal(bucketOf(Number.POSITIVE_INFINITY), bucketCount - 1);
});

t.test('without counts there is no percentile', async (t) => {
  t.equal(percentile(new Uint32Array(bucketCount), 0.5), undefined);
});

t.test('a percentile is as near to the exact one as a bucket is to its times', async () => {
  fc.assert(
    fc.property(
      fc.array(timeUs, { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0, 0.01, 0.25, 0.5, 0.9, 0.99, 1),
      (times, share) => {
        const counts = new Uint32Array(bucketCount);
        for (const us of times) counts[bucketOf(us)] = (counts[bucketOf(us)] ?? 0) + 1;
        const sorted = [...times].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
        const found = percentile(counts, share) ?? Number.NaN;
        assert.ok(Math.abs(found - exact) <= bound(exact), `${found} for ${exact}`);
      },
    ),
    { numRuns: 500 },
  );
});
