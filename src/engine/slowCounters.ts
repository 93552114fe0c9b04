/** Numbers that need not be up to date on every turn of the play thread's loop. */
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import type { AudioOutput } from './audioOutput.js';
import { type CounterWriter, counter } from './counters.js';
import type { DeviceTable } from './deviceTable.js';
import type { PlayPath } from './playPath.js';
import type { SoundingOutput } from './soundingOutput.js';

/** What is counted elsewhere. */
export interface CountedParts {
  readonly path: PlayPath;
  readonly output: SoundingOutput;
  readonly devices: DeviceTable;
  readonly synthesizer: FluidSynthesizer;
  readonly audio: AudioOutput;
}

/** Takes over the sums into the shared counters. */
export function updateSlowCounters(counters: CounterWriter, parts: CountedParts): void {
  const { path, output, devices, synthesizer, audio } = parts;
  counters.set(counter.malformed, path.statistics.malformed);
  counters.set(counter.backwards, path.statistics.backwards);
  counters.set(counter.resyncs, path.statistics.resyncs);
  counters.set(counter.chatter, path.strokes.chatter);
  counters.set(counter.notesOutOfRange, path.performer.outOfRange);
  counters.set(counter.notesHeld, path.performer.heldNotes + output.remote.count);
  counters.set(counter.restamped, devices.restamped());
  counters.set(counter.devices, devices.count());
  counters.set(counter.voices, synthesizer.activeVoices());
  counters.set(counter.audioClockMs, synthesizer.audioClockMs());
  counters.set(counter.audioInterruptions, audio.interruptions);
  counters.set(counter.audioUnderruns, audio.underruns);
}
