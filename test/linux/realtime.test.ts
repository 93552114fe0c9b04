/**
 * Every request is made in a child process, so that the threads of the tests stay as they are, and what it reports is
 * compared with what /proc says of the same thread.
 */
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { type GrantedScheduling, playThreadPriority } from '../../src/linux/realtime.js';

const realtimeFile = new URL('../../src/linux/realtime.js', import.meta.url).href;

/** A thread's scheduling by /proc/thread-self/stat: fields 40 and 41, counted from 1. */
interface Observed {
  /** 0 SCHED_OTHER, 1 SCHED_FIFO, 2 SCHED_RR. */
  readonly policy: number;
  readonly priority: number;
}

interface Report {
  readonly granted: GrantedScheduling;
  readonly observed: Observed;
  /** The same of a process that the child starts. */
  readonly inherited: Observed;
  readonly timerSlackNs: number;
}

/** Runs `call`, an expression of the functions of realtime.ts, after `before`, and says what came of it. */
function inChild(call: string, before = ''): Report {
  const script = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    import koffi from 'koffi';
    import { ownThreadId, readScheduling, releaseRealtime, requestRealtime } from ${JSON.stringify(realtimeFile)};
    const libc = koffi.load('libc.so.6');
    // Node's own refuses where its event loop may use io_uring.
    const becomeUser = libc.func('int seteuid(unsigned int euid)');
    const scheduling = (stat) => {
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { priority: Number(fields[37]), policy: Number(fields[38]) };
    };
    ${before}
    const granted = ${call};
    const observed = scheduling(readFileSync('/proc/thread-self/stat', 'utf8'));
    const inherited = scheduling(execFileSync('cat', ['/proc/self/stat'], { encoding: 'utf8' }));
    const timerSlackNs = libc.func('int prctl(int option, unsigned long a)')(30, 0);
    if (process.getuid() === 0) becomeUser(0);
    console.log(JSON.stringify({ granted, observed, inherited, timerSlackNs }));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return JSON.parse(output) as Report;
}

/** Takes the right to real-time priorities away from the process, as a user without an audio group has it. */
const unprivileged = `
  const RLIMIT_RTPRIO = 14;
  const limit = new BigUint64Array([0n, 0n]);
  if (libc.func('int setrlimit(int resource, const void *limit)')(RLIMIT_RTPRIO, limit) !== 0) {
    throw new Error('setrlimit');
  }
  if (process.getuid() === 0) becomeUser(65534);
`;

const policyName = ['other', 'fifo', 'round-robin'];

t.test('what is reported is what was granted', async (t) => {
  const { granted, observed, timerSlackNs } = inChild('requestRealtime()');
  t.equal(granted.policy, policyName[observed.policy]);
  t.equal(granted.priority, observed.priority);
  // Whether this machine lets the tests have it is its own business, but it is all or nothing.
  if (granted.how === 'set directly') t.match(granted, { policy: 'fifo', priority: playThreadPriority });
  else t.match(granted, { policy: 'other', priority: 0, how: 'denied (EPERM)' });
  t.ok(timerSlackNs <= 1, 'timers are as exact as they can be');
});

t.test('denied', async (t) => {
  const { granted, observed, timerSlackNs } = inChild('requestRealtime()', unprivileged);
  t.same(granted, { policy: 'other', priority: 0, how: 'denied (EPERM)' });
  t.same(observed, { policy: 0, priority: 0 });
  t.equal(timerSlackNs, 1, 'the timers are exact all the same');
});

t.test('a priority that does not exist', async (t) => {
  t.same(inChild('requestRealtime(100)').granted, { policy: 'other', priority: 0, how: 'denied (EINVAL)' });
});

t.test('what the play thread starts does not inherit its priority', async (t) => {
  const { inherited } = inChild('requestRealtime()');
  t.same(inherited, { policy: 0, priority: 0 });
});

t.test('given back', async (t) => {
  const { granted, observed } = inChild(
    "(releaseRealtime(), readScheduling('given back'))",
    'requestRealtime();',
  );
  t.same(granted, { policy: 'other', priority: 0, how: 'given back' });
  t.same(observed, { policy: 0, priority: 0 });
});

t.test('given back by a process that may not ask for it again', async (t) => {
  const before = `requestRealtime(); ${unprivileged}`;
  const { observed } = inChild("(releaseRealtime(), readScheduling('given back'))", before);
  t.same(observed, { policy: 0, priority: 0 });
});

t.test('the number of the thread is that of the kernel', async (t) => {
  const { granted } = inChild('({ how: String(ownThreadId()), pid: process.pid })');
  t.match(granted, { how: String((granted as unknown as { pid: number }).pid) });
});

t.test('reading back', async (t) => {
  t.same(inChild('readScheduling()').granted, { policy: 'other', priority: 0, how: 'read back' });
  const { granted, observed } = inChild(
    "readScheduling('afterwards')",
    "const SCHED_RR = 2; libc.func('int sched_setscheduler(int pid, int policy, const void *p)')(0, SCHED_RR, new Int32Array([3]));",
  );
  t.equal(granted.how, 'afterwards');
  t.equal(granted.policy, policyName[observed.policy], 'whatever the policy is');
  t.equal(granted.priority, observed.priority);
});

t.test('below every audio thread', async (t) => {
  const lowestAudioPriority = 5;
  t.ok(playThreadPriority >= 1 && playThreadPriority < lowestAudioPriority);
});
