/** Real-time priority for the calling thread, and what was really granted. */
import { errnoName } from './errno.js';
import { errno, gettid, prctl, schedGetparam, schedGetscheduler, schedSetscheduler } from './libc.js';

/** Scheduling of a thread, read back from the kernel, never assumed. */
export interface GrantedScheduling {
  readonly policy: 'fifo' | 'round-robin' | 'other';
  /** Real-time priority, 1 to 99, or 0 without a real-time policy. */
  readonly priority: number;
  /** How it came about: set directly, or denied and why. */
  readonly how: string;
}

/**
 * Above every ordinary thread and below every audio thread, so that a flood of keys never delays rendering: JACK clients
 * run at 5 by default (jackd -P 10, less 5), PulseAudio at 5, FluidSynth asks for 60, PipeWire for 83.
 */
export const playThreadPriority = 4;

const SCHED_OTHER = 0;
const SCHED_FIFO = 1;
const SCHED_RR = 2;
const SCHED_RESET_ON_FORK = 0x40000000;
const PR_SET_TIMERSLACK = 29;

/**
 * Asks the kernel directly for SCHED_FIFO. Without the permission (a process that is not privileged has it up to its
 * RLIMIT_RTPRIO) the thread stays as it was, with timers as exact as an ordinary thread may have them.
 * @param priority 1 to 99.
 */
export function requestRealtime(priority: number = playThreadPriority): GrantedScheduling {
  prctl(PR_SET_TIMERSLACK, 1);
  const parameter = new Int32Array(1);
  parameter[0] = priority;
  const failed = schedSetscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, parameter) !== 0;
  const why = failed ? errnoName(errno()) : '';
  return readScheduling(failed ? `denied (${why})` : 'set directly');
}

/** Gives a real-time priority back: the calling thread is an ordinary one again. */
export function releaseRealtime(): void {
  // The flag stays: an ordinary process may set it, and not take it back.
  schedSetscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, new Int32Array(1));
}

/** The number by which another process may give the calling thread a priority. */
export function ownThreadId(): number {
  return gettid();
}

/** The calling thread's scheduling as the kernel reports it. */
export function readScheduling(how = 'read back'): GrantedScheduling {
  const policy = schedGetscheduler(0) & ~SCHED_RESET_ON_FORK;
  const parameter = new Int32Array(1);
  schedGetparam(0, parameter);
  const name = policy === SCHED_FIFO ? 'fifo' : policy === SCHED_RR ? 'round-robin' : 'other';
  return { policy: name, priority: policy === SCHED_OTHER ? 0 : (parameter[0] ?? 0), how };
}
