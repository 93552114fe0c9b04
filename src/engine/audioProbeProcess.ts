/**
 * A process that opens an audio driver, waits until it takes sound, closes it and ends with 0; with 1 when it does not
 * open. It writes a byte to its descriptor 3 just before: only from then on is it the server that it waits for. Whoever
 * started it kills it when it hangs, and it ends by itself should nobody be left to do so. Arguments: the driver's name and
 * the audio settings as JSON.
 */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { alarm } from '../linux/libc.js';
import { loadFluidLibrary } from '../synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import { probeDescriptor, probeStatus } from './audioRecovery.js';
import { PortAudioStream } from './portAudioStream.js';

const lookEveryMs = 20;
/** Not that of the instrument: JACK would take one for the other. */
const clientName = 'fw16-synth-probe';
/** Longer than the deadline of whoever started it. */
const longestSeconds = 10;

const [, , driver = '', settings = '{}'] = process.argv;
const audio = JSON.parse(settings) as AudioSettings;
const opened = await (driver === 'portaudio' ? probePortAudio() : probeLibrary());
process.exitCode = opened ? probeStatus.answers : probeStatus.refuses;

/** What takes its time from here on is the server's doing. */
function begin(): void {
  // A hung sound server holds the whole thread, so that no timer of Node's would ever fire.
  alarm(longestSeconds);
  writeSync(probeDescriptor, '.');
}

async function probeLibrary(): Promise<boolean> {
  const synthesizer = new FluidSynthesizer(loadFluidLibrary(), audio, clientName);
  begin();
  const found = synthesizer.openDriver(driver);
  while (found && synthesizer.audioClockMs() === 0) await delay(lookEveryMs);
  synthesizer.close();
  return found;
}

async function probePortAudio(): Promise<boolean> {
  begin();
  try {
    const stream = new PortAudioStream({ sampleRate: audio.sampleRate, blockFrames: audio.bufferSize });
    await stream.trial();
    await stream.close();
    return true;
  } catch {
    return false;
  }
}
