import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { collectGarbage, releaseMemory } from '../../src/engine/garbage.js';

/** A reference that holds nothing, to an object that nothing else holds once this has returned. */
const loose = (): WeakRef<object> => new WeakRef({ large: new Array(1000).fill(0) });

for (const what of ['data', 'code'] as const) {
  t.test(`garbage is collected at once: ${what}`, async (t) => {
    const reference = loose();
    t.ok(reference.deref());
    // A reference that was looked at lives to the end of the turn.
    await turn();
    collectGarbage(what);
    t.equal(reference.deref(), undefined);
  });
}

t.test('code that has been forgotten runs', (t) => {
  const double = (value: number): number => value * 2;
  t.equal(double(2), 4);
  collectGarbage('code');
  collectGarbage('code');
  t.equal(double(3), 6);
  t.end();
});

t.test('what nobody needs goes back to the system', (t) => {
  const pieces = Array.from({ length: 400 }, () => new Array(20_000).fill(0.5));
  const before = process.memoryUsage.rss();
  pieces.length = 0;
  releaseMemory();
  t.ok(process.memoryUsage.rss() < before - 30e6, 'at least half of the 64 MB');
  t.end();
});
