/**
 * How long a real-time thread of this process may run without waiting for anything. RealtimeKit grants a priority only
 * to a process that has bounded it: at the soft limit the kernel sends SIGXCPU, at the hard one SIGKILL.
 */
import koffi from 'koffi';
import { errno, schedSetscheduler } from './libc.js';

const RLIMIT_RTTIME = 15;
const SCHED_OTHER = 0;
const SCHED_RESET_ON_FORK = 0x40000000;

/** Microseconds; `unlimited` for none. */
export interface RealtimeLimit {
  readonly soft: bigint;
  readonly hard: bigint;
}

/** RLIM_INFINITY. */
export const unlimited = 2n ** 64n - 1n;

const libc = koffi.load('libc.so.6');
const getrlimit: (resource: number, limit: BigUint64Array) => number = libc.func(
  'int getrlimit(int resource, void *limit)',
);
const setrlimit: (resource: number, limit: BigUint64Array) => number = libc.func(
  'int setrlimit(int resource, const void *limit)',
);

/** The limit as the kernel has it. */
export function realtimeLimit(): RealtimeLimit {
  const limit = new BigUint64Array(2);
  getrlimit(RLIMIT_RTTIME, limit);
  const [soft = unlimited, hard = unlimited] = limit;
  return { soft, hard };
}

/**
 * Lowers both limits, for good; a limit that is lower already stays.
 * @returns 0, or the errno value for which it was refused.
 */
export function lowerRealtimeLimit({ soft, hard }: RealtimeLimit): number {
  const now = realtimeLimit();
  const newHard = least(now.hard, hard);
  const limit = new BigUint64Array([least(now.soft, soft, newHard), newHard]);
  return setrlimit(RLIMIT_RTTIME, limit) === 0 ? 0 : errno();
}

/**
 * Makes a thread of this process an ordinary one again.
 * @param threadId As the kernel numbers it.
 * @returns 0, or the errno value for which it was refused.
 */
export function endRealtime(threadId: number): number {
  // The flag was set with the priority, and only root may take it away.
  const policy = SCHED_OTHER | SCHED_RESET_ON_FORK;
  return schedSetscheduler(threadId, policy, new Int32Array(1)) === 0 ? 0 : errno();
}

function least(...values: bigint[]): bigint {
  return values.reduce((one, other) => (one < other ? one : other));
}
