import t from 'tap';
import { PeriodMeter } from '../../src/engine/periodMeter.js';

const lookUs = 250;

/**
 * Looks every quarter of a millisecond at the clock of a driver that renders `periodMs` at a time, and returns what the
 * meter says, and when. The driver's first period is over at `phase` periods.
 */
function measure(
  meter: PeriodMeter,
  periodMs: number,
  phase: number,
): { periodMs: number | undefined; afterMs: number } {
  for (let nowUs = 0; nowUs < 5e6; nowUs += lookUs) {
    const periods = Math.max(0, Math.floor(nowUs / 1000 / periodMs + 1 - phase));
    const measured = meter.observe(Math.floor(periods * periodMs), nowUs);
    if (measured !== undefined) return { periodMs: measured, afterMs: nowUs / 1000 };
  }
  return { periodMs: undefined, afterMs: 5000 };
}

for (const [frames, rate] of [
  [64, 48_000],
  [128, 44_100],
  [256, 48_000],
  [1024, 48_000],
  [4096, 48_000],
  [8192, 44_100],
] as const) {
  const periodMs = (frames / rate) * 1000;
  t.test(`${frames} frames at ${rate} Hz are measured within 2 %`, async (t) => {
    for (const phase of [0.01, 0.5, 0.99]) {
      const measured = measure(new PeriodMeter(), periodMs, phase);
      const error = Math.abs((measured.periodMs ?? 0) / periodMs - 1);
      t.ok(error < 0.02, `${measured.periodMs} ms for ${periodMs} ms`);
      t.ok(measured.afterMs <= 1500, `${measured.afterMs} ms`);
    }
  });
}

t.test('a clock that stands still has no period', async (t) => {
  const meter = new PeriodMeter();
  t.ok(Number.isNaN(measure(meter, 1e9, 0.5).periodMs));
});

t.test('it measures once, until it is started anew', async (t) => {
  const meter = new PeriodMeter();
  t.ok(meter.measuring);
  measure(meter, 10, 0.5);
  t.notOk(meter.measuring);
  t.equal(meter.observe(1e6, 1e9), undefined);
  meter.restart();
  t.ok(meter.measuring);
  const again = measure(meter, 5, 0.5).periodMs ?? 0;
  t.ok(Math.abs(again - 5) < 0.1, `${again} ms: nothing of the time before is left`);
});
