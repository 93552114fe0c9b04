import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { shape, velocityCurves } from '../../../src/performance/velocity/curves.js';

for (const curve of velocityCurves) {
  t.test(`${curve} leads from 0 to 1 and holds outside`, async (t) => {
    t.equal(shape(curve, 0), 0);
    t.equal(shape(curve, 1), 1);
    t.equal(shape(curve, -3), 0);
    t.equal(shape(curve, Number.POSITIVE_INFINITY), 1);
    t.equal(shape(curve, Number.NEGATIVE_INFINITY), 0);
    t.equal(shape(curve, Number.NaN), 0, 'what is no number counts as nothing');
  });

  t.test(`${curve} never falls and stays within 0 to 1`, async () => {
    const x = fc.double({ min: -1, max: 2, noNaN: true });
    fc.assert(
      fc.property(x, x, (a, b) => {
        const [low, high] = [shape(curve, Math.min(a, b)), shape(curve, Math.max(a, b))];
        assert.ok(low >= 0 && low <= high && high <= 1, `${low}, ${high}`);
      }),
      { numRuns: 500 },
    );
  });
}

t.test('linear is straight; logarithmic is loud early and exponential late', async (t) => {
  t.equal(shape('linear', 0.25), 0.25);
  // log10(1 + 9 × 0.25) and (10^0.25 − 1) / 9.
  t.ok(Math.abs(shape('logarithmic', 0.25) - 0.5119) < 1e-4);
  t.ok(Math.abs(shape('exponential', 0.25) - 0.0865) < 1e-4);
});

t.test('logarithmic and exponential undo each other', async () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
      assert.ok(Math.abs(shape('logarithmic', shape('exponential', x)) - x) < 1e-12);
    }),
  );
});
