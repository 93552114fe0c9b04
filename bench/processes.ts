/** Processes that the benchmark starts, and what /proc says about them. None outlives the benchmark. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface StartOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** A descriptor; nothing when left out. */
  readonly input?: number;
  /** The file that takes standard output and standard error. */
  readonly log: string;
}

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program. Its output goes to a file and not into a pipe, so that reading it does not wake the benchmark in
 * the middle of what it measures.
 */
export function startProcess(command: string, args: readonly string[], options: StartOptions): ChildProcess {
  const log = openSync(options.log, 'w');
  const stdio: StdioOptions = [options.input ?? 'ignore', log, log];
  const child = spawn(command, args, { stdio, env: { ...process.env, ...options.environment } });
  closeSync(log);
  running.add(child);
  child.on('error', () => running.delete(child));
  child.on('exit', () => running.delete(child));
  return child;
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** True when the process ended within so many milliseconds. */
export async function waitForExit(child: ChildProcess, milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (!ended(child) && performance.now() < until) await sleep(5);
  return ended(child);
}

/** Asks a process to end, and after 10 seconds makes it. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (ended(child)) return;
  child.kill('SIGTERM');
  if (await waitForExit(child, 10_000)) return;
  for (const pid of processTree(child.pid ?? 0).reverse()) killQuietly(pid);
  await waitForExit(child, 1000);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** Waits until a process has written what the pattern describes. Its output is in the error when it does not. */
export async function waitForOutput(
  child: ChildProcess,
  log: string,
  pattern: RegExp,
  milliseconds = 30_000,
): Promise<void> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const output = readFileSync(log, 'utf8');
    if (pattern.test(output)) return;
    if (ended(child)) throw new Error(`${child.spawnfile} ended before it was ready:\n${output}`);
    if (performance.now() > until) throw new Error(`${child.spawnfile} was not ready in time:\n${output}`);
    await sleep(1);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // processes and threads end while one looks at them
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A process and everything that it started, by pid. */
export function processTree(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

/** Resident memory of a process and everything that it started, in MiB. Pages that they share count in each. */
export function residentMemory(pid: number): number {
  const kilobytes = processTree(pid).map((each) =>
    Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${each}/status`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}

/** The threads of a process tree that have a real-time priority, as "name priority". */
export function realtimeThreads(pid: number): string[] {
  const threads = processTree(pid).flatMap((each) =>
    threadsOf(each).map((thread) => `/proc/${each}/task/${thread}`),
  );
  return threads.flatMap((path) => {
    // The name in parentheses may hold spaces; the fields after it are counted from the third.
    const fields = read(`${path}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
    const [priority, policy] = [Number(fields[37]), Number(fields[38])];
    return policy === 1 || policy === 2 ? [`${read(`${path}/comm`).trim()} ${priority}`] : [];
  });
}
