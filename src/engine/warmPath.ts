/**
 * Plays keys that nobody hears, through a device and a play path of its own but the same code and the same library, so
 * that a real key finds them compiled and in the processor's caches: code that has slept for some milliseconds takes
 * several times as long as code that has just run.
 */
import { SynthError } from '../errors/errors.js';
import type { KeyboardDecoder } from '../input/keyboardDecoder.js';
import { errnoName } from '../linux/errno.js';
import { encodeInputEvent, inputEventSize } from '../linux/inputEvent.js';
import { eventType, key, syn } from '../linux/inputEventCodes.js';
import { close, errno, openFlag, pipe2, write } from '../linux/libc.js';
import { StreamDevice } from '../linux/streamDevice.js';
import { type FluidSynthesizer, inaudibleChannel } from '../synthesizer/fluidSynthesizer.js';
import { gainOf } from '../synthesizer/settings.js';
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

/** The two frames of a stroke, without a time: the device then takes that of their arrival. */
function frameOf(code: number, value: number): Uint8Array {
  const bytes = new Uint8Array(2 * inputEventSize);
  const view = new DataView(bytes.buffer);
  encodeInputEvent(view, 0, 0, eventType.key, code, value);
  encodeInputEvent(view, inputEventSize, 0, eventType.syn, syn.report, 0);
  return bytes;
}

/** Presses and releases the keys in turn, in a time of its own, through a pipe. */
class Strokes {
  private readonly path: PlayPath;
  private readonly decoder: KeyboardDecoder;
  private readonly frames = keys.map((code) => [frameOf(code, 1), frameOf(code, 0)] as const);
  private readonly device: StreamDevice;
  private readonly writeFd: number;
  private timeUs = 1e9;
  private next = 0;

  constructor(settings: EngineSettings, channel: number, synthesizer: FluidSynthesizer) {
    const output = new SoundingOutput(
      synthesizer,
      new CounterWriter(createCounters()),
      new EventRingWriter(createEventRing()),
    );
    // Neither the layer, which is to be heard on its channel, nor the arpeggiator, which would play on by itself.
    const performer = { ...settings.performer, channel, layer: undefined, arpeggiator: undefined };
    this.path = new PlayPath({ ...settings, performer }, settings.programs, output);
    this.decoder = this.path.addKeyboard();
    const ends = new Int32Array(2);
    if (pipe2(ends, openFlag.closeOnExec) !== 0) {
      throw new SynthError(
        'ENGINE_CRASHED',
        `The play thread could not create a pipe: ${errnoName(errno())}.`,
        'Raise the limit of open files: ulimit -n 1024',
      );
    }
    const [readFd = -1, writeFd = -1] = ends;
    this.writeFd = writeFd;
    // The device opens the pipe again, as the FIFO that it is.
    this.device = new StreamDevice(`/proc/self/fd/${readFd}`, 'keyboard');
    close(readFd);
  }

  stroke(): void {
    const frames = this.frames[this.next] as readonly [Uint8Array, Uint8Array];
    this.next = (this.next + 1) % keys.length;
    for (let half = 0; half < frames.length; half++) {
      this.timeUs += strokeUs;
      write(this.writeFd, frames[half] as Uint8Array, 2 * inputEventSize);
      this.device.read(this.timeUs, this.decoder);
      this.path.advance(this.timeUs);
    }
  }

  close(): void {
    this.device.close();
    close(this.writeFd);
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
    // Silent, because no reset takes back what has reached reverb and chorus.
    synthesizer.setGain(0);
    for (let count = 0; count < preparingStrokes; count++) {
      strokes.stroke();
      if (count % keys.length === 0) synthesizer.render(block, blockFrames);
    }
    strokes.close();
    synthesizer.reset();
    for (let count = 0; count < drainBlocks; count++) synthesizer.render(block, blockFrames);
    synthesizer.setGain(gainOf(settings.audio.gainDb));
  }

  /** Presses and releases one key that does not sound: some 20 µs. */
  stroke(): void {
    this.inaudible.stroke();
  }

  close(): void {
    this.inaudible.close();
  }
}
