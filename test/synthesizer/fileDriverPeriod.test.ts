import fc from 'fast-check';
import t from 'tap';
import { fileDriverPeriod } from '../../src/synthesizer/fileDriverPeriod.js';

t.test('a period that the timer does not outlast is kept', async (t) => {
  for (const frames of [64, 240, 256, 480, 1024]) t.equal(fileDriverPeriod(frames, 48_000), frames);
  t.equal(fileDriverPeriod(64, 44_100), 64);
});

t.test('a period that the timer outlasts becomes as long as the timer', async (t) => {
  t.equal(fileDriverPeriod(128, 48_000), 144);
  t.equal(fileDriverPeriod(512, 48_000), 528);
  t.equal(fileDriverPeriod(64, 96_000), 96);
  t.equal(fileDriverPeriod(64, 22_050), 67);
});

t.test('the longest period grows no longer', async (t) => {
  t.equal(fileDriverPeriod(8192, 48_000), 8160);
});

t.test('no period is shorter than its timer, nor far from what was asked for', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 8192 }),
        fc.integer({ min: 8000, max: 96_000 }),
        (frames, rate) => {
          const period = fileDriverPeriod(frames, rate);
          const ms = (period * 1000) / rate;
          return Math.round(ms) <= ms && period <= 8192 && Math.abs(period - frames) <= rate / 1000 + 1;
        },
      ),
      { numRuns: 2000 },
    ),
  );
});
