import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { velocityCurves } from '../../../src/performance/velocity/curves.js';
import { defaultTiming, TimingVelocity } from '../../../src/performance/velocity/timing.js';

const keyCodes = 768;
const [q, w] = [16, 17];

/** The velocity of the second of two keys that are this far apart. */
function afterMs(intervalMs: number, settings = defaultTiming): number {
  const timing = new TimingVelocity(keyCodes, settings);
  timing.press(q, 1_000_000);
  return timing.press(w, 1_000_000 + intervalMs * 1000);
}

t.test('the first note has the velocity 64', async (t) => {
  const timing = new TimingVelocity(keyCodes, defaultTiming);
  t.ok(timing.isFirst);
  t.equal(timing.press(q, 123), 64);
  t.notOk(timing.isFirst);
});

/** 127 at 10 ms and below, 30 at 500 ms and above, straight in between. */
const documented: readonly (readonly [intervalMs: number, velocity: number])[] = [
  [0, 127],
  [9, 127],
  [10, 127],
  [108, 107.6],
  [255, 78.5],
  [402, 49.4],
  [500, 30],
  [501, 30],
  [60_000, 30],
];
for (const [intervalMs, velocity] of documented) {
  t.test(`${intervalMs} ms give ${velocity}`, async (t) => {
    t.ok(Math.abs(afterMs(intervalMs) - velocity) < 1e-9, `${afterMs(intervalMs)}`);
  });
}

t.test('the curves meet at the ends, and bend in between', async (t) => {
  for (const curve of velocityCurves) {
    t.equal(afterMs(10, { ...defaultTiming, curve }), 127);
    t.equal(afterMs(500, { ...defaultTiming, curve }), 30);
  }
  const [straight, early, late] = velocityCurves.map((curve) => afterMs(255, { ...defaultTiming, curve }));
  // 30 + 97 × log10(5.5), and 30 + 97 × (√10 − 1) / 9.
  t.equal(straight, 78.5);
  t.ok(Math.abs((early ?? 0) - 101.82) < 0.01, `logarithmic: ${early}`);
  t.ok(Math.abs((late ?? 0) - 53.3) < 0.01, `exponential: ${late}`);
});

t.test('the time since the release of the same key counts when it is the shorter', async (t) => {
  const timing = new TimingVelocity(keyCodes, defaultTiming);
  timing.press(q, 0);
  timing.release(q, 390_000);
  t.ok(
    Math.abs(timing.press(q, 400_000) - 127) < 1e-9,
    '10 ms after its release, 400 ms after the key before',
  );
  timing.release(q, 410_000);
  t.ok(Math.abs(timing.press(w, 655_000) - 78.5) < 1e-9, 'the release of another key does not count');
});

t.test('a release before any press does not make the first note any louder', async (t) => {
  const timing = new TimingVelocity(keyCodes, defaultTiming);
  timing.release(q, 1000);
  t.ok(timing.isFirst);
  t.equal(timing.press(q, 2000), 64);
});

t.test('equal bounds make a step', async (t) => {
  const settings = { ...defaultTiming, fastMs: 100, slowMs: 100 };
  t.equal(afterMs(99, settings), 127);
  t.equal(afterMs(101, settings), 30);
});

t.test('new settings hold from the next press on', async (t) => {
  const timing = new TimingVelocity(keyCodes, defaultTiming);
  timing.press(q, 0);
  timing.configure({ ...defaultTiming, loudest: 90 });
  t.equal(timing.press(w, 5000), 90);
});

t.test('a shorter interval is never softer, and all of them are within softest and loudest', async () => {
  const interval = fc.double({ min: 0, max: 700, noNaN: true });
  fc.assert(
    fc.property(interval, interval, fc.constantFrom(...velocityCurves), (a, b, curve) => {
      const settings = { ...defaultTiming, curve };
      const shorter = afterMs(Math.min(a, b), settings);
      const longer = afterMs(Math.max(a, b), settings);
      assert.ok(longer >= 30 && longer <= shorter && shorter <= 127, `${shorter}, ${longer}`);
    }),
    { numRuns: 500 },
  );
});
