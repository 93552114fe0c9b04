/** Keeps every core busy, the way a compiler does: one spinning process per core at normal priority. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess, stopProcess } from './processes.js';

// Each looks now and then whether the benchmark still lives, so that none spins on after it was killed.
const spin = `const parent = process.ppid;
for (;;) { for (let i = 0; i < 1e8; i++); if (process.ppid !== parent) process.exit(); }`;

/** Runs something while every core is busy. */
export async function withBusyCores<Result>(work: () => Promise<Result>): Promise<Result> {
  const spinners = Array.from({ length: availableParallelism() }, () =>
    startProcess(process.execPath, ['-e', spin], { log: '/dev/null' }),
  );
  try {
    await sleep(500); // the scheduler has spread them by then
    return await work();
  } finally {
    await Promise.all(spinners.map(stopProcess));
  }
}
