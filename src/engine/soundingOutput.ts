/** Musical events to the synthesizer, to the counters and to the ring. */
import { monotonicUs } from '../linux/monotonicClock.js';
import { controller, keyCount } from '../midi/messages.js';
import { HeldNotes } from '../performance/heldNotes.js';
import {
  type MusicalOutput,
  type NoteScheduler,
  type VelocitySource,
  velocitySources,
} from '../performance/musicalOutput.js';
import type { Synthesizer } from '../synthesizer/synthesizer.js';
import type { TimedNotes } from '../synthesizer/timedNotes.js';
import { ChannelPrograms } from './channelPrograms.js';
import { type CounterWriter, counter } from './counters.js';
import { type EventRingWriter, eventTypeNumber } from './eventRing.js';

export class SoundingOutput implements MusicalOutput, NoteScheduler {
  /** The last program that the sound font did not have; the loop reports and clears it. */
  missingProgram: { bank: number; program: number } | undefined;
  /**
   * Notes from programs instead of keys, by their keys. A note that a player holds as well ends with the first of the
   * two that ends.
   */
  readonly remote: HeldNotes;
  readonly programs = new ChannelPrograms();

  private readonly synthesizer: Synthesizer;
  private readonly counters: CounterWriter;
  private readonly ring: EventRingWriter;
  private readonly timed: TimedNotes | undefined;
  private silent = false;

  /** @param timed For notes that are scheduled; without it they sound when they are begun. */
  constructor(synthesizer: Synthesizer, counters: CounterWriter, ring: EventRingWriter, timed?: TimedNotes) {
    this.timed = timed;
    this.synthesizer = synthesizer;
    this.counters = counters;
    this.ring = ring;
    this.remote = new HeldNotes(keyCount, this);
  }

  /**
   * True while nothing renders: notes are then kept from the synthesizer, which would queue them and sound them all
   * at once when rendering goes on.
   */
  get muted(): boolean {
    return this.silent;
  }

  set muted(muted: boolean) {
    this.silent = muted;
    if (muted) this.timed?.clear();
  }

  get scheduler(): NoteScheduler | undefined {
    return this.timed === undefined ? undefined : this;
  }

  scheduleNote(channel: number, key: number, velocity: number, startUs: number, endUs: number): void {
    if (!this.silent) this.timed?.schedule(channel, key, velocity, startUs, endUs);
  }

  scheduleFirst(channel: number, key: number, startUs: number, endUs: number): void {
    if (!this.silent) this.timed?.scheduleFirst(channel, key, startUs, endUs);
  }

  moveEnd(channel: number, key: number, startUs: number, endUs: number): void {
    this.timed?.moveEnd(channel, key, startUs, endUs);
  }

  cancelScheduled(fromUs: number): void {
    this.timed?.cancel(fromUs);
  }

  /** Chooses a program without telling anybody. @returns False when the sound font does not have it. */
  select(channel: number, bank: number, program: number): boolean {
    const found = this.synthesizer.selectProgram(channel, bank, program);
    if (found) this.programs.note(channel, bank, program);
    return found;
  }

  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void {
    const begin = this.timed?.begin(channel, key, timeUs) ?? 'unknown';
    if (this.silent || begin === 'dropped') this.counters.add(counter.notesMuted);
    else if (begin === 'unknown') this.synthesizer.noteOn(channel, key, velocity);
    if (begin === 'unknown') this.counters.note(monotonicUs() - timeUs, velocity);
    else this.counters.scheduledNote(velocity);
    const sourceNumber = velocitySources.indexOf(source);
    this.ring.push(eventTypeNumber['note-on'], channel, key, velocity, sourceNumber, timeUs);
  }

  noteOff(channel: number, key: number, timeUs: number): void {
    const scheduled = this.timed?.end(channel, key, timeUs) ?? false;
    if (!this.silent && !scheduled) this.synthesizer.noteOff(channel, key);
    this.counters.add(counter.notesOff);
    this.ring.push(eventTypeNumber['note-off'], channel, key, 0, 0, timeUs);
  }

  controlChange(channel: number, number: number, value: number, timeUs: number): void {
    this.synthesizer.controlChange(channel, number, value);
    this.ring.push(eventTypeNumber['control-change'], channel, number, value, 0, timeUs);
  }

  programChange(channel: number, bank: number, program: number, timeUs: number): void {
    if (!this.select(channel, bank, program)) this.missingProgram = { bank, program };
    this.ring.push(eventTypeNumber['program-change'], channel, bank, program, 0, timeUs);
  }

  pitchBend(channel: number, value: number, timeUs: number): void {
    this.synthesizer.pitchBend(channel, value);
    this.ring.push(eventTypeNumber['pitch-bend'], channel, value, 0, 0, timeUs);
  }

  panic(timeUs: number): void {
    this.remote.releaseAll(timeUs);
    this.timed?.clear();
    this.synthesizer.allSoundOff();
    this.synthesizer.controlChange(0, controller.resetAllControllers, 0);
    this.ring.push(eventTypeNumber.panic, 0, 0, 0, 0, timeUs);
  }
}
