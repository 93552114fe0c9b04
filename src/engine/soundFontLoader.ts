/** Has sound fonts loaded by a thread of their own, one after the other. Belongs to the main thread. */
import { SynthError } from '../errors/errors.js';
import { startBareWorker } from './bareWorker.js';
import type { Command } from './messages.js';
import type { SoundFontLoaderAnswer, SoundFontLoaderData } from './soundFontLoaderThread.js';

const threadFile = new URL('./soundFontLoaderThread.js', import.meta.url);

export class SoundFontLoader {
  private readonly send: (command: Command) => void;
  private last: Promise<void> = Promise.resolve();

  /** @param send Reaches the play thread. */
  constructor(send: (command: Command) => void) {
    this.send = send;
  }

  /** Loads a sound font and sends the play thread `adopt-soundfont` or `abandon-soundfont`. */
  load(soundFont: string): void {
    this.last = this.last.then(async () => {
      const answer = await loadInThread({ soundFont });
      if ('address' in answer) this.send({ type: 'adopt-soundfont', address: answer.address });
      else this.send({ type: 'abandon-soundfont', fault: answer.fault });
    });
  }
}

function loadInThread(workerData: SoundFontLoaderData): Promise<SoundFontLoaderAnswer> {
  return new Promise((resolve) => {
    const worker = startBareWorker(threadFile, {
      name: 'sound font',
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
    });
    let answer: SoundFontLoaderAnswer | undefined;
    worker.once('message', (message: SoundFontLoaderAnswer) => {
      answer = message;
    });
    worker.once('error', (error) => {
      answer ??= { fault: ended(error.message) };
    });
    // The next begins when this one is gone: there is never more than one.
    worker.once('exit', () => resolve(answer ?? { fault: ended('it ended by itself') }));
  });
}

function ended(why: string): ReturnType<SynthError['toFault']> {
  return new SynthError(
    'SYNTHESIZER_FAILED',
    `The thread that loads sound fonts has failed: ${why}.`,
    'Load it again; if it fails again, report this message.',
  ).toFault();
}
