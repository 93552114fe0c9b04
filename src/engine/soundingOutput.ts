/** Musical events to the synthesizer, to the counters and to the ring. */
import { monotonicUs } from '../linux/monotonicClock.js';
import { controller } from '../midi/messages.js';
import { type MusicalOutput, type VelocitySource, velocitySources } from '../performance/musicalOutput.js';
import type { Synthesizer } from '../synthesizer/synthesizer.js';
import { type CounterWriter, counter } from './counters.js';
import { type EventRingWriter, eventTypeNumber } from './eventRing.js';

export class SoundingOutput implements MusicalOutput {
  /**
   * True while nothing renders: notes are then kept from the synthesizer, which would queue them and sound them all
   * at once when rendering goes on.
   */
  muted = false;
  /** The last program that the sound font did not have; the loop reports and clears it. */
  missingProgram: { bank: number; program: number } | undefined;

  private readonly synthesizer: Synthesizer;
  private readonly counters: CounterWriter;
  private readonly ring: EventRingWriter;

  constructor(synthesizer: Synthesizer, counters: CounterWriter, ring: EventRingWriter) {
    this.synthesizer = synthesizer;
    this.counters = counters;
    this.ring = ring;
  }

  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void {
    if (this.muted) this.counters.add(counter.notesMuted);
    else this.synthesizer.noteOn(channel, key, velocity);
    this.counters.note(monotonicUs() - timeUs, velocity);
    const sourceNumber = velocitySources.indexOf(source);
    this.ring.push(eventTypeNumber['note-on'], channel, key, velocity, sourceNumber, timeUs);
  }

  noteOff(channel: number, key: number, timeUs: number): void {
    if (!this.muted) this.synthesizer.noteOff(channel, key);
    this.counters.add(counter.notesOff);
    this.ring.push(eventTypeNumber['note-off'], channel, key, 0, 0, timeUs);
  }

  controlChange(channel: number, number: number, value: number, timeUs: number): void {
    this.synthesizer.controlChange(channel, number, value);
    this.ring.push(eventTypeNumber['control-change'], channel, number, value, 0, timeUs);
  }

  programChange(channel: number, bank: number, program: number, timeUs: number): void {
    if (!this.synthesizer.selectProgram(channel, bank, program)) this.missingProgram = { bank, program };
    this.ring.push(eventTypeNumber['program-change'], channel, bank, program, 0, timeUs);
  }

  pitchBend(channel: number, value: number, timeUs: number): void {
    this.synthesizer.pitchBend(channel, value);
    this.ring.push(eventTypeNumber['pitch-bend'], channel, value, 0, 0, timeUs);
  }

  panic(timeUs: number): void {
    this.synthesizer.allSoundOff();
    this.synthesizer.controlChange(0, controller.resetAllControllers, 0);
    this.ring.push(eventTypeNumber.panic, 0, 0, 0, 0, timeUs);
  }
}
