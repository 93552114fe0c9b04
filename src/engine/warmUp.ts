/**
 * Plays some keys before there is an audio driver, so that the play path is compiled, and the library's code and data
 * are in memory, when the first real key comes: a note through code that was never run takes several times as long.
 */
import { eventType, key, syn } from '../linux/inputEventCodes.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { CounterWriter, createCounters } from './counters.js';
import { createEventRing, EventRingWriter } from './eventRing.js';
import type { EngineSettings } from './messages.js';
import { PlayPath } from './playPath.js';
import { SoundingOutput } from './soundingOutput.js';

const rounds = 150;
const keys = [key.z, key.a, key.q, key.digit2, key.leftShift, key.p, key.slash, key.space];
const strokeUs = 30_000;
const blockFrames = 64;
/** Renders away what the library has queued. */
const drainBlocks = 8;

/** Takes some milliseconds; the synthesizer is then as it was. */
export function warmUp(settings: EngineSettings, synthesizer: FluidSynthesizer): void {
  const output = new SoundingOutput(
    synthesizer,
    new CounterWriter(createCounters()),
    new EventRingWriter(createEventRing()),
  );
  const path = new PlayPath(settings, settings.programs, output);
  const decoder = path.addKeyboard();
  const block = new Int16Array(blockFrames * 2);
  let timeUs = 0;
  for (let round = 0; round < rounds; round++) {
    for (const code of keys) {
      for (let value = 1; value >= 0; value--) {
        timeUs += strokeUs;
        path.advance(timeUs);
        decoder.event(eventType.key, code, value, timeUs);
        decoder.event(eventType.syn, syn.report, 0, timeUs);
      }
    }
    synthesizer.render(block, blockFrames);
  }
  path.panic(timeUs);
  synthesizer.reset();
  for (let count = 0; count < drainBlocks; count++) synthesizer.render(block, blockFrames);
}
