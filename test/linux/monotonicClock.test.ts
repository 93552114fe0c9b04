import t from 'tap';
import { monotonicUs } from '../../src/linux/monotonicClock.js';

t.test('it is the clock of process.hrtime, in microseconds', async (t) => {
  for (let turn = 0; turn < 1000; turn++) {
    const before = Number(process.hrtime.bigint()) / 1e3;
    const us = monotonicUs();
    const after = Number(process.hrtime.bigint()) / 1e3;
    // A hundredth of a microsecond, for the rounding after months of uptime.
    if (us < before - 0.01 || us > after + 0.01) t.fail(`${us} is not between ${before} and ${after}`);
  }
  const first = monotonicUs();
  t.ok(monotonicUs() >= first);
});
