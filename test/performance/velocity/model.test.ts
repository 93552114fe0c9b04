import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { KeyRow } from '../../../src/performance/keymap.js';
import { velocityCurves } from '../../../src/performance/velocity/curves.js';
import { VelocityModel } from '../../../src/performance/velocity/model.js';
import {
  combinations,
  defaultVelocity,
  type VelocitySettings,
  velocityModes,
} from '../../../src/performance/velocity/settings.js';

const keyCodes = 768;
const longPauseMs = 1000;

/** A model whose bounds do not come into play, unless a test says so. */
function modelOf(settings: Partial<VelocitySettings>): VelocityModel {
  return new VelocityModel(keyCodes, { ...defaultVelocity, minimum: 1, maximum: 127, ...settings });
}

interface Strike {
  /** Milliseconds since the strike before. */
  readonly afterMs?: number;
  readonly row?: KeyRow | undefined;
  readonly accent?: -1 | 0 | 1;
}

/** The velocities of strikes of different keys, one after the other. */
function play(model: VelocityModel, strikes: readonly Strike[]): number[] {
  let timeUs = 0;
  return strikes.map((strike, index) => {
    timeUs += (strike.afterMs ?? longPauseMs) * 1000;
    model.strike(100 + index, 'row' in strike ? strike.row : 'q', strike.accent ?? 0, timeUs);
    return model.velocity;
  });
}

t.test('timing: the interval alone, rounded', async (t) => {
  const model = modelOf({ mode: 'timing' });
  t.same(
    play(model, [{}, { afterMs: 10, row: 'z' }, { afterMs: 108 }, { afterMs: 500 }]),
    [64, 127, 108, 30],
  );
  t.equal(model.source, 'timing');
});

t.test('timing: a release of the same key counts', async (t) => {
  const model = modelOf({ mode: 'timing' });
  model.strike(16, 'q', 0, 0);
  model.release(16, 790_000);
  model.strike(16, 'q', 0, 800_000);
  t.equal(model.velocity, 127);
});

t.test('position: the rows play 40, 80 and 110, whenever', async (t) => {
  const model = modelOf({ mode: 'position' });
  t.same(play(model, [{ row: 'z' }, { row: 'a', afterMs: 5 }, { row: 'q', afterMs: 5 }]), [40, 80, 110]);
  t.equal(model.source, 'position');
});

t.test('position: a key without a row is timed', async (t) => {
  const model = modelOf({ mode: 'position' });
  t.same(play(model, [{ row: undefined }, { row: undefined, afterMs: 10 }]), [64, 127]);
  t.equal(model.source, 'timing');
});

t.test('position: its curve bends what lies between 0 and 127', async (t) => {
  const rows = [{ row: 'z' }, { row: 'a' }, { row: 'q' }] as const;
  const [softer, louder] = (['exponential', 'logarithmic'] as const).map((positionCurve) =>
    play(modelOf({ mode: 'position', positionCurve }), rows),
  );
  // 127 × (10^(v/127) − 1) / 9 and 127 × log10(1 + 9 v/127).
  t.same(softer, [15, 46, 90]);
  t.same(louder, [74, 105, 120]);
});

t.test('fixed: always the same, with no regard to accents', async (t) => {
  const model = modelOf({ mode: 'fixed', fixed: 73 });
  t.same(play(model, [{ row: 'z' }, { accent: 1, afterMs: 1 }, { accent: -1 }]), [73, 73, 73]);
  t.equal(model.source, 'fixed');
});

t.test('pressure: reported as unavailable, and the note says that it is fixed', async (t) => {
  const model = modelOf({ mode: 'pressure', fixed: 88 });
  t.equal(model.availability('pressure'), 'unavailable');
  t.same(play(model, [{ row: 'z' }, { row: 'q', afterMs: 10 }]), [88, 88]);
  t.equal(model.source, 'fixed');
  for (const mode of velocityModes.filter((mode) => mode !== 'pressure')) {
    t.equal(model.availability(mode), 'available', mode);
  }
});

t.test('Shift adds 20 and Ctrl takes 20', async (t) => {
  const model = modelOf({ mode: 'position' });
  const strikes: Strike[] = [
    { row: 'a' },
    { row: 'a', accent: 1 },
    { row: 'a', accent: -1 },
    { row: 'q', accent: 1 },
  ];
  t.same(play(model, strikes), [80, 100, 60, 127]);
  t.same(play(modelOf({ mode: 'timing' }), [{ accent: 1 }, { accent: -1, afterMs: 500 }]), [84, 10]);
  t.same(play(modelOf({ mode: 'position', accentAmount: 5 }), [{ row: 'a', accent: -1 }]), [75]);
});

t.test('cascade: the row, and for keys without one the timing', async (t) => {
  const model = modelOf({ mode: 'combined', combination: 'cascade' });
  t.same(play(model, [{ row: 'z' }, { row: 'a', afterMs: 10 }]), [40, 80]);
  t.equal(model.source, 'position');
  model.strike(200, undefined, 0, 1_020_000);
  t.same([model.velocity, model.source], [127, 'timing']);
});

t.test('blend: timing moves the row by as much as 20, averaged over three notes', async (t) => {
  const model = modelOf({ mode: 'combined' });
  // Nothing is known of the first; then each note is 10 ms after the one before: offsets 0, 20, 20, 20.
  const fast = { row: 'a', afterMs: 10 } as const;
  t.same(play(model, [{ row: 'a' }, fast, fast, fast]), [80, 90, 93, 100]);
  t.equal(model.source, 'combined');
});

t.test('blend: slow playing takes as much as fast playing adds', async (t) => {
  const slow = { row: 'a', afterMs: 500 } as const;
  t.same(play(modelOf({ mode: 'combined' }), [{ row: 'a' }, slow, slow, slow, slow]), [80, 70, 67, 60, 60]);
});

t.test('blend: an interval in the middle leaves the row as it is', async (t) => {
  const middling = { row: 'a', afterMs: 255 } as const;
  t.same(play(modelOf({ mode: 'combined' }), [{ row: 'a' }, middling, middling]), [80, 80, 80]);
});

t.test('blend: a change of row or an accent acts at once', async (t) => {
  const fast = { afterMs: 10 } as const;
  const strikes: Strike[] = [
    { row: 'a' },
    ...[fast, fast, fast].map((strike) => ({ ...strike, row: 'a' as const })),
    { ...fast, row: 'z' },
    { ...fast, row: 'z', accent: 1 },
  ];
  t.same(play(modelOf({ mode: 'combined' }), strikes).slice(-2), [60, 80]);
});

t.test('blend: its depth can be set', async (t) => {
  const fast = { row: 'a', afterMs: 10 } as const;
  t.same(play(modelOf({ mode: 'combined', timingDepth: 0 }), [{ row: 'a' }, fast]), [80, 80]);
  t.same(play(modelOf({ mode: 'combined', timingDepth: 40 }), [{ row: 'a' }, fast]), [80, 100]);
});

t.test('blend: a timing that knows only one velocity moves nothing', async (t) => {
  const timing = { ...defaultVelocity.timing, loudest: 64, softest: 64 };
  t.same(play(modelOf({ mode: 'combined', timing }), [{ row: 'a' }, { row: 'a', afterMs: 10 }]), [80, 80]);
});

t.test('the softest that can be played is the minimum, the loudest the maximum', async (t) => {
  const slow = { row: 'z', afterMs: 500, accent: -1 } as const;
  const fast = { row: 'q', afterMs: 10, accent: 1 } as const;
  for (const [minimum, maximum] of [
    [1, 127],
    [20, 100],
    [64, 64],
  ] as const) {
    const model = modelOf({ mode: 'combined', minimum, maximum });
    t.equal(play(model, [slow, slow, slow, slow]).at(-1), minimum);
    t.equal(play(model, [fast, fast, fast, fast]).at(-1), maximum);
  }
  t.same(play(modelOf({ mode: 'fixed', fixed: 100, maximum: 90 }), [{}]), [90]);
});

t.test('a new mode finds the past as it was', async (t) => {
  const model = modelOf({ mode: 'fixed' });
  play(model, [{}]);
  model.configure({ ...defaultVelocity, mode: 'timing' });
  model.strike(50, 'q', 0, 1_010_000);
  t.equal(model.velocity, 127, '10 ms after a note of the mode before');
});

const settings = fc.record({
  mode: fc.constantFrom(...velocityModes),
  combination: fc.constantFrom(...combinations),
  positionCurve: fc.constantFrom(...velocityCurves),
  fixed: fc.integer({ min: 1, max: 127 }),
  accentAmount: fc.integer({ min: 0, max: 126 }),
  timingDepth: fc.integer({ min: 0, max: 126 }),
  bounds: fc.tuple(fc.integer({ min: 1, max: 127 }), fc.integer({ min: 1, max: 127 })),
});
const row = fc.constantFrom<KeyRow | undefined>('z', 'a', 'q', undefined);
const accent = fc.constantFrom<-1 | 0 | 1>(-1, 0, 1);
const strikes = fc.array(fc.record({ afterMs: fc.double({ min: 0, max: 2000, noNaN: true }), row, accent }), {
  minLength: 1,
  maxLength: 30,
});

t.test('whatever is set and played, a velocity is an integer within its bounds', async () => {
  fc.assert(
    fc.property(settings, strikes, ({ bounds, ...rest }, played) => {
      const [minimum, maximum] = [Math.min(...bounds), Math.max(...bounds)];
      for (const velocity of play(modelOf({ ...rest, minimum, maximum }), played)) {
        assert.ok(Number.isInteger(velocity) && velocity >= minimum && velocity <= maximum, `${velocity}`);
        assert.ok(velocity >= 1 && velocity <= 127);
      }
    }),
    { numRuns: 500 },
  );
});

t.test('in every mode a shorter interval before the last note is never softer', async () => {
  const lastMs = fc.double({ min: 0, max: 700, noNaN: true });
  fc.assert(
    fc.property(settings, strikes, row, lastMs, lastMs, ({ bounds: _, ...rest }, played, lastRow, a, b) => {
      const after = (afterMs: number) =>
        play(modelOf(rest), [...played, { afterMs, row: lastRow }]).at(-1) ?? 0;
      assert.ok(after(Math.min(a, b)) >= after(Math.max(a, b)));
    }),
    { numRuns: 300 },
  );
});

t.test('a row further out is never softer', async () => {
  fc.assert(
    fc.property(settings, strikes, ({ bounds: _, ...rest }, played) => {
      const [z = 0, a = 0, q = 0] = (['z', 'a', 'q'] as const).map((last) =>
        play(modelOf(rest), [...played, { row: last }]).at(-1),
      );
      assert.ok(z <= a && a <= q, `${z}, ${a}, ${q}`);
    }),
    { numRuns: 200 },
  );
});
