/**
 * A process that opens an audio driver, waits until it renders, closes it and ends with 0; with 1 when it does not
 * open. Whoever started it kills it when it hangs. Arguments: the driver's name and the audio settings as JSON.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { loadFluidLibrary } from '../synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import { probeStatus } from './audioRecovery.js';

const lookEveryMs = 20;

const [, , driver = '', settings = '{}'] = process.argv;
const synthesizer = new FluidSynthesizer(loadFluidLibrary(), JSON.parse(settings) as AudioSettings);
if (synthesizer.openDriver(driver)) {
  while (synthesizer.audioClockMs() === 0) await delay(lookEveryMs);
  synthesizer.close();
  process.exitCode = probeStatus.answers;
} else {
  synthesizer.close();
  process.exitCode = probeStatus.refuses;
}
