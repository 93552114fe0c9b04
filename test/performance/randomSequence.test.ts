import t from 'tap';
import { seededSequence } from '../../src/performance/randomSequence.js';

t.test('numbers are from 0 to below 1, spread evenly', async (t) => {
  const random = seededSequence(7);
  const counts = new Array<number>(10).fill(0);
  for (let index = 0; index < 10_000; index++) {
    const number = random(index);
    t.ok(number >= 0 && number < 1, `${number}`);
    counts[Math.floor(number * 10)] = (counts[Math.floor(number * 10)] ?? 0) + 1;
  }
  t.ok(
    counts.every((count) => count > 850 && count < 1150),
    counts.join(' '),
  );
});

t.test('an index always gives the same number, and each seed another sequence', async (t) => {
  const numbers = (seed: number) => [5, 3, 0, 4].map(seededSequence(seed));
  t.same(numbers(1), numbers(1));
  t.notSame(numbers(1), numbers(2));
  t.equal(new Set(numbers(1)).size, 4);
});
