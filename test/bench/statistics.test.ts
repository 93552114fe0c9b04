import t from 'tap';
import { jitter, median, pairRatios, percentile, selfRatios, spreadOf } from '../../bench/statistics.js';

const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

t.test('percentile takes the nearest rank', (t) => {
  t.equal(percentile(oneToHundred, 50), 50);
  t.equal(percentile(oneToHundred, 99), 99);
  t.equal(percentile(oneToHundred, 100), 100);
  t.equal(percentile(oneToHundred, 0), 1, 'the 0th is the least');
  t.equal(percentile([15, 20, 35, 40, 50], 40), 20);
  t.equal(percentile([3, 1, 2], 99), 3, 'a p99 of few values is the greatest');
  t.equal(percentile([7], 50), 7);
  t.equal(percentile(oneToHundred, 7), 7, 'a rank that is a whole number stays one: 0.07 × 100 is not');
  t.equal(percentile(oneToHundred.slice(0, 80), 99), 100, 'the p99 of 80 values is the greatest');
  t.equal(percentile([...oneToHundred, ...oneToHundred], 99), 99, 'the p99 of 200 is the third greatest');
  t.end();
});

t.test('numbers are ordered as numbers', (t) => {
  t.equal(percentile([10, 9, 100, -1], 100), 100);
  t.equal(median([10, 9, 100]), 10);
  t.end();
});

t.test('median of odd and even counts', (t) => {
  t.equal(median([3, 1, 2]), 2);
  t.equal(median([4, 1, 3, 2]), 2.5);
  t.equal(median([5]), 5);
  t.end();
});

t.test('spread', (t) => {
  t.same(spreadOf([4, 2, 1, 3]), { min: 1, lowerQuartile: 1, median: 2.5, upperQuartile: 3, max: 4 });
  t.same(spreadOf([5]), { min: 5, lowerQuartile: 5, median: 5, upperQuartile: 5, max: 5 });
  t.end();
});

t.test('jitter is the distance from p50 to p99', (t) => {
  t.equal(jitter(oneToHundred), 49);
  t.equal(jitter([5, 5, 5]), 0);
  t.end();
});

t.test('ratios leave out what has no partner', (t) => {
  t.same(pairRatios([2, 3, 9], [1, 2]), [2, 1.5]);
  t.same(pairRatios([1, 2, 0], [0, 4, 0]), [0.5], 'nothing is divided by 0');
  t.same(pairRatios([Number.NaN, 4], [1, 2]), [2]);
  t.same(selfRatios([2, 4, 1]), [2, 0.25]);
  t.same(selfRatios([2]), []);
  t.end();
});

t.test('nothing in, NaN out; arguments stay as they are', (t) => {
  t.ok(Number.isNaN(percentile([], 50)));
  t.ok(Number.isNaN(median([])));
  t.ok(Number.isNaN(jitter([])));
  const values = [3, 1, 2];
  spreadOf(values);
  t.same(values, [3, 1, 2]);
  t.end();
});
