/**
 * The play thread. It never returns to its event loop while it runs, and it is the only thread that plays through
 * libfluidsynth.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { faultOf } from '../errors/errors.js';
import { type FluidLibrary, loadFluidLibrary } from '../synthesizer/fluidLibrary.js';
import type { Notification, PlayThreadData } from './messages.js';
import { PlayLoop } from './playLoop.js';

/** Plays until it is told to stop; the thread's event loop stands still meanwhile. */
function play(port: MessagePort, data: PlayThreadData, library: () => FluidLibrary): void {
  try {
    new PlayLoop(port, data, library()).run();
  } catch (error) {
    const fault = faultOf(
      error,
      'ENGINE_CRASHED',
      'Run fw16-synth again; if it fails again, report this message.',
    );
    port.postMessage({ type: 'failed', fault } satisfies Notification);
  }
}

/** Loads the library now, and says what is wrong with it when it is needed. */
function preloadLibrary(): () => FluidLibrary {
  try {
    const library = loadFluidLibrary();
    return () => library;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const library = preloadLibrary();
  // Without anything to play the thread is dismissed, and ends here.
  port.once('message', (data: PlayThreadData | undefined) => {
    if (data !== undefined) play(port, data, library);
  });
}
