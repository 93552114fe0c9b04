/** CLOCK_MONOTONIC in microseconds, the clock of every event time in the program. */

const { hrtime } = process;

/**
 * Microseconds since boot, time asleep not counted, with nanosecond resolution in the fraction. On Linux it is the
 * clock of `process.hrtime`, which takes a fifth of the time of a call of `clock_gettime` through the FFI; compiled,
 * the pair that it gives is never made.
 */
export function monotonicUs(): number {
  const time = hrtime();
  return time[0] * 1e6 + time[1] / 1e3;
}
