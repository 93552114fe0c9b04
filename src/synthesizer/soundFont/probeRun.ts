/** Runs one probe process to its end, or to the deadline. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProbeLimits } from './probeLimits.js';
import { type ProbeLine, parseReport } from './probeReport.js';

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

/**
 * How long to wait for the end of a process that was killed, or of the pipes of one that has ended: a process that
 * waits for a disk may remain, and nobody has to wait with it.
 */
const killGraceMs = 500;

const script = fileURLToPath(new URL('./probeProcess.js', import.meta.url));

/** The arguments of Node for the probe process: a small heap, as it reserves address space. */
export function probeArguments(path: string, limits: ProbeLimits): string[] {
  return ['--max-old-space-size=64', script, path, String(limits.memoryBytes), String(limits.cpuSeconds)];
}

/** The environment of the probe process: few threads and arenas, and no options that are meant for the parent. */
export function probeEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_OPTIONS: '',
    OMP_NUM_THREADS: '2',
    MALLOC_ARENA_MAX: '2',
    UV_THREADPOOL_SIZE: '1',
  };
}

/** Starts the probe process of this program. */
export const startProbe: ProbeStarter = (path, limits) =>
  spawn(process.execPath, probeArguments(path, limits), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: probeEnvironment(),
  });

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

/** Starts the process; a failure that Node reports at once is told like one that it reports later. */
function startOrFail(start: () => ChildProcess): ChildProcess | Error {
  try {
    return start();
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** A process while it is being waited for: resolves its promise once, and is killed at most once. */
class ProbeWait {
  private readonly child: ChildProcess;
  private readonly output: () => string;
  private readonly errors: () => string;
  private readonly deadline: NodeJS.Timeout;
  private grace: NodeJS.Timeout | undefined;
  private startError: Error | undefined;
  private overdue = false;
  private ended = false;
  private readonly onEnd: (end: ProbeEnd) => void;

  constructor(child: ChildProcess, deadlineMs: number, onEnd: (end: ProbeEnd) => void) {
    this.child = child;
    this.onEnd = onEnd;
    this.output = collect(child.stdout, maxOutputChars, 0);
    this.errors = collect(child.stderr, 0, maxErrorChars);
    // If this process was held up itself, the news that the child has ended may be waiting: it is heard first.
    this.deadline = setTimeout(() => setImmediate(() => this.expire()), deadlineMs);
    child.on('error', (error) => {
      this.startError ??= error;
      if (child.pid === undefined) this.end(null, null);
    });
    child.once('close', (status, signal) => this.end(status, signal));
  }

  /** Kills the process; the end of it is waited for, but not for ever. */
  kill(): void {
    this.child.kill('SIGKILL');
    this.endSoon();
  }

  private expire(): void {
    if (this.ended) return;
    // A process that has ended itself may have left its pipes to another one.
    const exited = this.child.exitCode !== null || this.child.signalCode !== null;
    this.overdue = !exited;
    if (exited) this.endSoon();
    else this.kill();
  }

  private endSoon(): void {
    if (this.ended) return;
    this.grace ??= setTimeout(() => {
      this.child.stdout?.destroy();
      this.child.stderr?.destroy();
      this.child.unref();
      this.end(this.child.exitCode, this.child.signalCode);
    }, killGraceMs);
  }

  private end(status: number | null, signal: NodeJS.Signals | null): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.deadline);
    clearTimeout(this.grace);
    const { startError, overdue } = this;
    this.onEnd({
      lines: parseReport(this.output()),
      errors: this.errors(),
      status,
      signal,
      overdue,
      startError,
    });
  }
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
    const child = startOrFail(start);
    if (child instanceof Error) {
      resolve({ lines: [], errors: '', status: null, signal: null, overdue: false, startError: child });
      return;
    }
    const wait = new ProbeWait(child, deadlineMs, (end) => {
      signal?.removeEventListener('abort', abort);
      resolve(end);
    });
    const abort = (): void => {
      wait.kill();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}
