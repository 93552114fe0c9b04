/**
 * A process that opens an audio driver, waits until it takes sound, closes it and ends with 0; with 1 when it does not
 * open. Whoever started it kills it when it hangs. Arguments: the driver's name and the audio settings as JSON.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { loadFluidLibrary } from '../synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import { probeStatus } from './audioRecovery.js';
import { PortAudioStream } from './portAudioStream.js';

const lookEveryMs = 20;

const [, , driver = '', settings = '{}'] = process.argv;
const audio = JSON.parse(settings) as AudioSettings;
const opened = await (driver === 'portaudio' ? probePortAudio() : probeLibrary());
process.exitCode = opened ? probeStatus.answers : probeStatus.refuses;

async function probeLibrary(): Promise<boolean> {
  const synthesizer = new FluidSynthesizer(loadFluidLibrary(), audio);
  const found = synthesizer.openDriver(driver);
  while (found && synthesizer.audioClockMs() === 0) await delay(lookEveryMs);
  synthesizer.close();
  return found;
}

async function probePortAudio(): Promise<boolean> {
  try {
    const stream = new PortAudioStream({ sampleRate: audio.sampleRate, blockFrames: audio.bufferSize });
    await stream.trial();
    await stream.close();
    return true;
  } catch {
    return false;
  }
}
