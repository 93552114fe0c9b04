/**
 * Plays keys that nobody hears, through a play path of its own but the same code and the same library, so that a real
 * key finds them compiled and in the processor's caches: code that has slept for some milliseconds takes several times
 * as long as code that has just run.
 */
import { eventType, key, syn } from '../linux/inputEventCodes.js';
import { type FluidSynthesizer, inaudibleChannel } from '../synthesizer/fluidSynthesizer.js';
import { CounterWriter, createCounters } from './counters.js';
import { createEventRing, EventRingWriter } from './eventRing.js';
import type { EngineSettings } from './messages.js';
import { PlayPath } from './playPath.js';
import { SoundingOutput } from './soundingOutput.js';

const keys = [key.z, key.a, key.q, key.digit2, key.p, key.slash, key.i, key.l] as const;
const strokeUs = 30_000;
const preparingStrokes = 200;
const blockFrames = 64;
/** Blocks after which the library has let go of every voice that was reset. */
const drainBlocks = 8;

/** Strokes the keys in turn, in a time of its own. */
class Strokes {
  private readonly path: PlayPath;
  private readonly decoder: ReturnType<PlayPath['addKeyboard']>;
  private timeUs = 0;
  private next = 0;

  constructor(settings: EngineSettings, channel: number, synthesizer: FluidSynthesizer) {
    const output = new SoundingOutput(
      synthesizer,
      new CounterWriter(createCounters()),
      new EventRingWriter(createEventRing()),
    );
    const performer = { ...settings.performer, channel };
    this.path = new PlayPath({ ...settings, performer }, settings.programs, output);
    this.decoder = this.path.addKeyboard();
  }

  stroke(): void {
    const code = keys[this.next] as number;
    this.next = (this.next + 1) % keys.length;
    for (let value = 1; value >= 0; value--) {
      this.timeUs += strokeUs;
      this.path.advance(this.timeUs);
      this.decoder.event(eventType.key, code, value, this.timeUs);
      this.decoder.event(eventType.syn, syn.report, 0, this.timeUs);
    }
  }
}

export class WarmPath {
  private readonly settings: EngineSettings;
  private readonly synthesizer: FluidSynthesizer;
  private readonly inaudible: Strokes;

  constructor(settings: EngineSettings, synthesizer: FluidSynthesizer) {
    this.settings = settings;
    this.synthesizer = synthesizer;
    this.inaudible = new Strokes(settings, inaudibleChannel, synthesizer);
  }

  /** For the time before there is an audio driver: some milliseconds of notes that are rendered to nowhere. */
  prepare(): void {
    const { synthesizer, settings } = this;
    const strokes = new Strokes(settings, settings.performer.channel, synthesizer);
    const block = new Int16Array(blockFrames * 2);
    for (let count = 0; count < preparingStrokes; count++) {
      strokes.stroke();
      if (count % keys.length === 0) synthesizer.render(block, blockFrames);
    }
    synthesizer.reset();
    for (let count = 0; count < drainBlocks; count++) synthesizer.render(block, blockFrames);
  }

  /** Presses and releases one key that does not sound, while a driver runs or not: about 10 µs. */
  stroke(): void {
    this.inaudible.stroke();
  }
}
