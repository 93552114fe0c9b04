/** A thread that loads what its file names, and nothing else. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread without the modules that the flags of this process would load into every thread before its own:
 * a debugger's or a test runner's hooks take longer than the rest of a start.
 */
export function startBareWorker(file: URL, options: WorkerOptions): Worker {
  return new Worker(file, { ...options, execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
}
