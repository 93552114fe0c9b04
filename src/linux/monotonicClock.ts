/** CLOCK_MONOTONIC in microseconds, the clock of every event time in the program. */
import { clock, clockGettime } from './libc.js';

// struct timespec: 64-bit seconds and nanoseconds; the high words of both stay 0 in any uptime worth the name.
const time = new Uint32Array(4);

/** Microseconds since boot, time asleep not counted, with nanosecond resolution in the fraction. */
export function monotonicUs(): number {
  clockGettime(clock.monotonic, time);
  return (time[0] as number) * 1e6 + (time[2] as number) / 1e3;
}
