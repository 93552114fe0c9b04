/** Runs one probe process to its end, or to the deadline. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProbeLimits } from './soundFontProbeLimits.js';
import { type ProbeLine, parseReport } from './soundFontProbeReport.js';

/** Starts the process that tries a font; its standard output and error have to be pipes. */
export type ProbeStarter = (path: string, limits: ProbeLimits) => ChildProcess;

/** How a probe process ended. */
export interface ProbeEnd {
  /** Its report, possibly cut short. */
  readonly lines: readonly ProbeLine[];
  /** The end of what it wrote to standard error. */
  readonly errors: string;
  /** The exit status, or null after a signal or a failed start. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when it was killed because its time was up. */
  readonly overdue: boolean;
  /** Why it could not be started, if it could not. */
  readonly startError: Error | undefined;
}

/** A report has at most some thousand short lines; what a broken process writes beyond that is dropped. */
const maxOutputChars = 4 << 20;
const maxErrorChars = 8 << 10;

/** A killed process that waits for a disk may remain; nobody has to wait with it. */
const killGraceMs = 500;

/**
 * Starts the probe process of this program, with a small heap, few threads and arenas, which each reserve address
 * space, and without options that are meant for the parent.
 */
export const startProbe: ProbeStarter = (path, limits) => {
  const script = fileURLToPath(new URL('./soundFontProbeProcess.js', import.meta.url));
  const environment = {
    ...process.env,
    NODE_OPTIONS: '',
    OMP_NUM_THREADS: '2',
    MALLOC_ARENA_MAX: '2',
    UV_THREADPOOL_SIZE: '1',
  };
  return spawn(
    process.execPath,
    ['--max-old-space-size=64', script, path, String(limits.memoryBytes), String(limits.cpuSeconds)],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment },
  );
};

/** Collects a stream: its beginning up to `head` characters, and after that its end up to `tail`. */
function collect(stream: Readable | null, head: number, tail: number): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    text += chunk;
    if (tail > 0) text = text.slice(-tail);
    else if (text.length > head) text = text.slice(0, head);
  });
  return () => text;
}

/**
 * Runs a probe.
 * @param deadlineMs after that many milliseconds it is killed
 * @throws the signal's reason when `signal` aborts it.
 */
export function runProbe(
  start: () => ChildProcess,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<ProbeEnd> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = start();
    const output = collect(child.stdout, maxOutputChars, 0);
    const errors = collect(child.stderr, 0, maxErrorChars);
    let overdue = false;
    let startError: Error | undefined;
    let grace: NodeJS.Timeout | undefined;

    const end = (status: number | null, killedBy: NodeJS.Signals | null): void => {
      clearTimeout(deadline);
      clearTimeout(grace);
      signal?.removeEventListener('abort', abort);
      resolve({
        lines: parseReport(output()),
        errors: errors(),
        status,
        signal: killedBy,
        overdue,
        startError,
      });
    };
    const kill = (): void => {
      child.kill('SIGKILL');
      grace = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        child.unref();
        end(null, 'SIGKILL');
      }, killGraceMs);
    };
    const abort = (): void => {
      kill();
      reject(signal?.reason);
    };
    const deadline = setTimeout(() => {
      // If this process was held up itself, the news that the child has ended may be waiting.
      setImmediate(() => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        overdue = true;
        kill();
      });
    }, deadlineMs);
    signal?.addEventListener('abort', abort, { once: true });
    child.once('error', (error) => {
      startError = error;
      if (child.pid === undefined) end(null, null);
    });
    child.once('close', end);
  });
}
