/** Processes that the benchmark starts. None outlives it: each is stopped by its own id. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface StartOptions {
  /** Added to the benchmark's own environment; undefined takes a variable away. */
  readonly environment?: NodeJS.ProcessEnv;
  /** A descriptor; nothing when left out. */
  readonly input?: number;
  /** The file that takes standard output and standard error. */
  readonly log: string;
}

const running = new Set<ChildProcess>();
let ending = false;

// The last resort; what ends in order has stopped everything by then.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program. Its output goes to a file and not into a pipe, so that reading it does not wake the benchmark in
 * the middle of what it measures.
 */
export function startProcess(command: string, args: readonly string[], options: StartOptions): ChildProcess {
  if (ending) throw new Error('the benchmark is ending');
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

/** True when the process ended within so many milliseconds. Sleeps until then: nothing polls while it measures. */
export async function waitForExit(child: ChildProcess, milliseconds: number): Promise<boolean> {
  if (ended(child)) return true;
  try {
    await once(child, 'exit', { signal: AbortSignal.timeout(milliseconds) });
  } catch {
    // Too late, or it never started; the next line tells them apart.
  }
  return ended(child);
}

/** Asks a process to end, and after so many milliseconds makes it. */
export async function stopProcess(child: ChildProcess, milliseconds = 10_000): Promise<void> {
  if (ended(child)) return;
  child.kill('SIGTERM');
  if (await waitForExit(child, milliseconds)) return;
  child.kill('SIGKILL');
  await waitForExit(child, 1000);
}

/** Stops everything that runs and lets nothing start any more: the benchmark was interrupted. */
export async function stopEverything(): Promise<void> {
  ending = true;
  // The youngest first: the JACK server is the oldest, and its clients take their leave of it.
  for (const child of [...running].reverse()) await stopProcess(child, 2000);
}

/** Runs a program to its end and returns what it wrote. Throws when it fails, or takes longer than that. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: StartOptions,
  milliseconds: number,
): Promise<string> {
  const child = startProcess(command, args, options);
  const inTime = await waitForExit(child, milliseconds);
  if (!inTime) await stopProcess(child);
  const output = readFileSync(options.log, 'utf8');
  if (!inTime) throw new Error(`${command} did not end within ${milliseconds / 1000} s:\n${output}`);
  if (child.exitCode !== 0) throw new Error(`${command} failed:\n${output}`);
  return output;
}

/**
 * Waits until a process has written what the pattern describes. Its output is in the error when it does not, and it is
 * stopped then.
 */
export async function waitForOutput(
  child: ChildProcess,
  log: string,
  pattern: RegExp,
  milliseconds = 30_000,
): Promise<string> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const output = readFileSync(log, 'utf8');
    if (pattern.test(output)) return output;
    if (ended(child)) throw new Error(`${child.spawnfile} ended before it was ready:\n${output}`);
    if (performance.now() > until) {
      await stopProcess(child);
      throw new Error(`${child.spawnfile} was not ready in time:\n${output}`);
    }
    await sleep(1);
  }
}
