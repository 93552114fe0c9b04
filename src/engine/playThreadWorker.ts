/**
 * The play thread as a Worker. It can be started before it is known what to play: its modules and libraries then load
 * while the main thread reads the configuration and checks the sound font.
 */
import { closeSync, writeSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { withinDeadline } from '../errors/deadlines.js';
import { startBareWorker } from './bareWorker.js';
import type { Command, PlayThreadData } from './messages.js';

/** The file of the thread; a test may start another. */
const playThreadFile = new URL('./playThread.js', import.meta.url);

const bytesOfOne = new BigUint64Array([1n]);

export class PlayThreadWorker {
  readonly worker: Worker;
  /** What it threw, if it has ended with an error. */
  failure: Error | undefined;

  private wakeFd = -1;
  private isTold = false;
  /** The end of the process waits for the thread, which may wait for a key for ever. */
  private readonly endAtExit = (): void => this.send({ type: 'stop' });

  constructor(file: URL = playThreadFile) {
    this.worker = startBareWorker(file, {
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
    this.isTold = true;
    this.worker.ref();
    process.on('exit', this.endAtExit);
    this.worker.postMessage(data);
  }

  /**
   * It was not told to play, and is not going to be. A process that ends while one of its threads loads a library is
   * aborted by Node (the addon cannot throw what it has to), so that nothing ends before this has.
   */
  async dismiss(): Promise<void> {
    if (this.isTold || this.over) return;
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    this.worker.ref();
    this.worker.postMessage(undefined);
    // One that hangs in a library: the end of the process is as good as it gets.
    await withinDeadline('stop', ended).catch(() => undefined);
  }

  /** Posts a command and wakes the thread: at once, or as soon as it has told how. */
  send(command: Command): void {
    this.worker.postMessage(command);
    this.wake();
  }

  /** It has told how to wake it: see the notification `started`. What has been sent so far is seen now. */
  wakeBy(fd: number): void {
    this.wakeFd = fd;
    this.wake();
  }

  /** The thread has ended: the descriptor that woke it is closed. */
  close(): void {
    process.off('exit', this.endAtExit);
    if (this.wakeFd >= 0) closeSync(this.wakeFd);
    this.wakeFd = -1;
  }

  private wake(): void {
    if (this.wakeFd >= 0) writeSync(this.wakeFd, bytesOfOne);
  }
}
