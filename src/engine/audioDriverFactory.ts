/** Which driver a name stands for: one of the library, none, or one for which the play thread renders. */
import type { PollSet } from '../linux/pollSet.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import { LibraryDriver, noDriver } from './audioDriver.js';
import type { AudioDriverFactory } from './audioOutput.js';
import type { Notification } from './messages.js';
import { PortAudioDriver } from './portAudioDriver.js';

/** @param notify Reaches the main thread, which starts processes for the play thread. */
export function audioDriverFactory(
  audio: AudioSettings,
  synthesizer: FluidSynthesizer,
  poll: PollSet,
  notify: (notification: Notification) => void,
): AudioDriverFactory {
  return (name) => {
    if (name === 'none') return noDriver;
    if (name !== 'portaudio') return new LibraryDriver(name, synthesizer);
    return new PortAudioDriver(audio, synthesizer, poll, {
      start: (descriptor, request) => notify({ type: 'start-portaudio', descriptor, request }),
      end: () => notify({ type: 'end-portaudio' }),
    });
  };
}
