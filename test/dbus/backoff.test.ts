import t from 'tap';
import { Backoff } from '../../src/dbus/backoff.js';

const settings = { firstMs: 100, longestMs: 1000 };
const waits = (backoff: Backoff, count: number): number[] =>
  Array.from({ length: count }, () => backoff.next());

t.test('it doubles up to the longest, half of it left to chance', async (t) => {
  t.same(waits(new Backoff(settings, () => 0), 6), [50, 100, 200, 400, 500, 500]);
  const late = new Backoff(settings, () => 0.999_999);
  t.same(waits(late, 6).map(Math.round), [100, 200, 400, 800, 1000, 1000]);
});

t.test('it starts anew after a success, and goes on for ever', async (t) => {
  const backoff = new Backoff(settings, () => 0);
  t.equal(waits(backoff, 5000).at(-1), 500);
  backoff.reset();
  t.equal(backoff.next(), 50);
});

t.test('chance is left to chance when nobody says otherwise', async (t) => {
  const first = new Backoff(settings).next();
  t.ok(first >= 50 && first < 100, String(first));
});
