import t from 'tap';
import { combinations, defaultVelocity, velocityModes } from '../../../src/performance/velocity/settings.js';

t.test('the modes and combinations are those that are documented', async (t) => {
  t.same([...velocityModes].sort(), ['combined', 'fixed', 'position', 'pressure', 'timing']);
  t.same([...combinations].sort(), ['blend', 'cascade']);
});

t.test('the defaults are those that are documented', async (t) => {
  t.match(defaultVelocity, {
    mode: 'combined',
    combination: 'blend',
    timingDepth: 20,
    accentAmount: 20,
    timing: { fastMs: 10, slowMs: 500, loudest: 127, softest: 30, first: 64, curve: 'linear' },
    position: { z: 40, a: 80, q: 110 },
  });
});

t.test('every velocity among them is one that a note can have', async (t) => {
  const { fixed, minimum, maximum, timing, position } = defaultVelocity;
  const velocities = [
    fixed,
    minimum,
    maximum,
    timing.loudest,
    timing.softest,
    timing.first,
    ...Object.values(position),
  ];
  for (const velocity of velocities) t.ok(Number.isInteger(velocity) && velocity >= 1 && velocity <= 127);
  t.ok(minimum < maximum && timing.softest < timing.loudest && timing.fastMs < timing.slowMs);
});
