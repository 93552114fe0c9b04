import t from 'tap';
import { Retry } from '../../src/errors/retry.js';

/** A retry whose timer the test fires. */
function recorded(random = 0): { retry: Retry; waits: number[]; attempts: () => number; fire: () => void } {
  const waits: number[] = [];
  let attempts = 0;
  let due: (() => void) | undefined;
  const retry = new Retry(
    () => attempts++,
    { firstMs: 100, longestMs: 1000 },
    {
      random: () => random,
      startTimer: (callback, delayMs) => {
        waits.push(Math.round(delayMs));
        due = callback;
        return () => {
          due = undefined;
        };
      },
    },
  );
  return { retry, waits, attempts: () => attempts, fire: () => due?.() };
}

t.test('later each time up to the longest, half of it left to chance', async (t) => {
  for (const [random, expected] of [
    [0, [50, 100, 200, 400, 500, 500]],
    [0.999_999, [100, 200, 400, 800, 1000, 1000]],
  ] as const) {
    const { retry, waits, attempts, fire } = recorded(random);
    for (let i = 0; i < 6; i++) {
      retry.later();
      fire();
    }
    t.same(waits, expected);
    t.equal(attempts(), 6);
  }
});

t.test('goes on for ever', async (t) => {
  const { retry, waits, fire } = recorded();
  for (let i = 0; i < 5000; i++) {
    retry.later();
    fire();
  }
  t.equal(waits.at(-1), 500);
});

t.test('one attempt at a time', async (t) => {
  const { retry, waits } = recorded();
  retry.later();
  retry.later();
  t.same(waits, [50]);
});

t.test('begins anew', async (t) => {
  const { retry, waits, attempts, fire } = recorded();
  retry.later();
  fire();
  retry.later();
  retry.reset();
  fire();
  t.equal(attempts(), 1, 'what was called off does not come');
  retry.later();
  t.same(waits, [50, 100, 50]);
});

t.test('at once, when there is something to wait for', async (t) => {
  const { retry, waits, attempts, fire } = recorded();
  retry.now();
  t.equal(attempts(), 0);
  retry.later();
  retry.now();
  t.equal(attempts(), 1);
  fire();
  t.equal(attempts(), 1, 'not a second time');
  retry.later();
  t.same(waits, [50, 50]);
});

t.test('by the clock and by chance when nobody says otherwise', async (t) => {
  await new Promise<void>((resolve) => {
    new Retry(resolve, { firstMs: 1, longestMs: 1 }).later();
  });
  t.pass('it came');
});
