import t from 'tap';
import { Backoff } from '../../src/systemd/backoff.js';

/** A backoff whose timer the test fires. */
function recorded(): { backoff: Backoff; waits: number[]; attempts: () => number; fire: () => void } {
  const waits: number[] = [];
  let attempts = 0;
  let due: (() => void) | undefined;
  const backoff = new Backoff(
    () => attempts++,
    (callback, delayMs) => {
      waits.push(delayMs);
      due = callback;
      return () => {
        due = undefined;
      };
    },
  );
  return { backoff, waits, attempts: () => attempts, fire: () => due?.() };
}

t.test('later each time, up to a minute', async (t) => {
  const { backoff, waits, attempts, fire } = recorded();
  for (let i = 0; i < 8; i++) {
    backoff.retry();
    fire();
  }
  t.same(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  t.equal(attempts(), 8);
});

t.test('one attempt at a time', async (t) => {
  const { backoff, waits } = recorded();
  backoff.retry();
  backoff.retry();
  t.same(waits, [1000]);
});

t.test('begins anew', async (t) => {
  const { backoff, waits, attempts, fire } = recorded();
  backoff.retry();
  fire();
  backoff.retry();
  backoff.reset();
  fire();
  t.equal(attempts(), 1, 'what was called off does not come');
  backoff.retry();
  t.same(waits, [1000, 2000, 1000]);
});
