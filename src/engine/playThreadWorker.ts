/**
 * The play thread as a Worker. It can be started before it is known what to play: its modules and libraries then load
 * while the main thread reads the configuration and checks the sound font.
 */
import { Worker } from 'node:worker_threads';
import type { Command, PlayThreadData } from './messages.js';

/** The file of the thread; a test may start another. */
const playThreadFile = new URL('./playThread.js', import.meta.url);

export class PlayThreadWorker {
  readonly worker: Worker;
  /** What it threw, if it has ended with an error. */
  failure: Error | undefined;

  constructor(file: URL = playThreadFile) {
    this.worker = new Worker(file, {
      name: 'play',
      // Nothing is allocated while playing; small spaces keep the process small.
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
    });
    this.worker.on('error', (error) => {
      this.failure = error;
    });
    // One that is never told to play does not keep the process.
    this.worker.unref();
  }

  /** True when the thread has ended. */
  get over(): boolean {
    return this.worker.threadId === -1;
  }

  /** Has it open everything and play. */
  play(data: PlayThreadData): void {
    this.worker.ref();
    this.worker.postMessage(data);
  }

  send(command: Command): void {
    this.worker.postMessage(command);
  }
}
