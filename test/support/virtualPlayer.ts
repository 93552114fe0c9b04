/** A player on virtual audio, in virtual time: the way from strokes to sound without threads, devices or clocks. */
import { CounterReader, CounterWriter, createCounters } from '../../src/engine/counters.js';
import { createEventRing, EventRingReader, EventRingWriter } from '../../src/engine/eventRing.js';
import { SoundingOutput } from '../../src/engine/soundingOutput.js';
import { defaultArpeggiator } from '../../src/performance/arpeggiatorSettings.js';
import { Performer, type PerformerSettings } from '../../src/performance/performer.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { TimedNotes } from '../../src/synthesizer/timedNotes.js';
import type { VirtualAudio } from './virtualAudio.js';

export const sixteenths = { ...defaultArpeggiator, mode: 'up' } as const;

export class VirtualPlayer {
  readonly audio: VirtualAudio;
  readonly performer: Performer;
  readonly output: SoundingOutput;
  readonly counters: CounterReader;
  readonly events: EventRingReader;
  nowUs = 0;

  private readonly lateUs: () => number;

  /**
   * @param lateUs How late the play thread is each time that it wakes up, in microseconds.
   * @param scheduled False to let notes sound when the play thread begins them.
   */
  constructor(
    audio: VirtualAudio,
    settings: Partial<PerformerSettings> = {},
    lateUs: () => number = () => 0,
    scheduled = true,
  ) {
    this.audio = audio;
    this.lateUs = lateUs;
    const counters = createCounters();
    const ring = createEventRing();
    const timed = new TimedNotes(audio, audio, audio.blockMs, () => this.nowUs);
    this.counters = new CounterReader(counters);
    this.events = new EventRingReader(ring);
    this.output = new SoundingOutput(
      audio,
      new CounterWriter(counters),
      new EventRingWriter(ring),
      scheduled ? timed : undefined,
    );
    const velocity = { ...defaultVelocity, mode: 'fixed' } as const;
    const fixed = { octave: 4, transpose: 0, channel: 0, bank: 0, program: 0, velocity };
    this.performer = new Performer({ ...fixed, ...settings }, [], this.output);
  }

  /** Lets the player and the audio go on until a time. */
  runTo(timeUs: number): void {
    while (true) {
      const dueUs = this.performer.nextDeadlineUs();
      if (dueUs > timeUs) break;
      this.passTo(Math.min(timeUs, Math.max(this.nowUs, dueUs) + this.lateUs()));
      this.performer.advance(this.nowUs);
    }
    this.passTo(timeUs);
  }

  /** The audio goes on while the play thread is held up; then it makes up for it. */
  sleep(us: number): void {
    this.passTo(this.nowUs + us);
    this.performer.advance(this.nowUs);
  }

  private passTo(timeUs: number): void {
    this.audio.renderTo(timeUs);
    this.nowUs = timeUs;
  }
}
