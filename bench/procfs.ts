/** What /proc says about a process and all that it started. */
import { readdirSync, readFileSync } from 'node:fs';

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // processes and threads end while one looks at them
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);
  } catch {
    return [];
  }
}

/** A process and everything that it started, by pid. */
export function processTree(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    read(`${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

/** The rows of /proc/PID/status that resident memory is in; the first is the sum of the others. */
export const memoryKinds = ['VmRSS', 'RssAnon', 'RssFile', 'RssShmem'] as const;

export type MemoryKind = (typeof memoryKinds)[number];

/** Resident memory of a process tree in MiB. Pages that several processes share count in each. */
export function residentMemory(pid: number): Record<MemoryKind, number> {
  const states = processTree(pid).map((each) => read(`/proc/${each}/status`));
  const sum = (kind: MemoryKind): number =>
    states.reduce(
      (kilobytes, state) =>
        kilobytes + Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm').exec(state)?.[1] ?? 0),
      0,
    ) / 1024;
  return {
    VmRSS: sum('VmRSS'),
    RssAnon: sum('RssAnon'),
    RssFile: sum('RssFile'),
    RssShmem: sum('RssShmem'),
  };
}

/** Processor time that a process tree has had so far, in ms, exact to the scheduler's nanoseconds. */
export function processorTime(pid: number): number {
  const nanoseconds = processTree(pid)
    .flatMap(threadsOf)
    .map((thread) => Number(read(`${thread}/schedstat`).split(' ')[0]));
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

/** The threads of a process tree that have a real-time priority, as "name priority". */
export function realtimeThreads(pid: number): string[] {
  return processTree(pid)
    .flatMap(threadsOf)
    .flatMap((path) => {
      // The name in parentheses may hold spaces; the fields after it are counted from the third.
      const fields = read(`${path}/stat`)
        .replace(/^.*\) /s, '')
        .split(' ');
      const [priority, policy] = [Number(fields[37]), Number(fields[38])];
      return policy === 1 || policy === 2 ? [`${read(`${path}/comm`).trim()} ${priority}`] : [];
    });
}

/** Memory of one process in MiB. */
export interface ProcessMemory {
  /** Resident, pages that it shares with others included: its share of node's own binary above all. */
  readonly resident: number;
  /** The same, each shared page divided by those who share it. */
  readonly proportional: number;
  /** What is in no file: heaps and stacks. */
  readonly anonymous: number;
}

/** Memory of one process, without what it started. */
export function processMemory(pid: number): ProcessMemory {
  const sums = read(`/proc/${pid}/smaps_rollup`);
  const of = (kind: string): number =>
    Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm').exec(sums)?.[1] ?? Number.NaN) / 1024;
  return { resident: of('Rss'), proportional: of('Pss'), anonymous: of('Anonymous') };
}

/** How often the threads of a process have slept and been woken so far. */
export function wakeUps(pid: number): number {
  return threadsOf(pid)
    .map((thread) => Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(read(`${thread}/status`))?.[1] ?? 0))
    .reduce((sum, value) => sum + value, 0);
}
