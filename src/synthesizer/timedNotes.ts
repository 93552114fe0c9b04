/**
 * Notes that begin and end by the audio clock. They are handed to a sequencer ahead of their time, and taken back when
 * they are not to be. Who plays reports each begin and end at about its time, and is told whether the sequencer sees to
 * it.
 */
import { channelCount, keyCount } from '../midi/messages.js';
import { AudioClock } from './audioClock.js';
import type { Synthesizer } from './synthesizer.js';

/** What plays events at a time of the audio clock, in whole milliseconds: `FluidSequencer`. Tickets are 1 to 32767. */
export interface NoteSequencer {
  nowMs(): number;
  noteOn(ms: number, ticket: number, channel: number, key: number, velocity: number): void;
  noteOff(ms: number, ticket: number, channel: number, key: number): void;
  /** Takes back the event of a ticket, if it has not been played. */
  remove(ticket: number): void;
  /** Takes back every event. */
  removeAll(): void;
}

/**
 * - `unknown`: not scheduled
 * - `scheduled`: the sequencer sees to it
 * - `dropped`: it was scheduled while the audio clock stood still, and is not to sound
 */
export type Begin = 'unknown' | 'scheduled' | 'dropped';

/** More notes than are planned at a time, on two channels. */
const places = 64;
/** A note that was to end so long ago, and has not been reported to, never will be. */
const longestOverdueUs = 1e6;
const firstTicket = 2;
const lastTicket = 32_000;

/**
 * - `free`: for another note
 * - `waiting`: its begin has not been reported
 * - `begun`: its end has not been reported
 * - `ended`: the sequencer sees to its end, if it has not done so already
 */
type State = 'free' | 'waiting' | 'begun' | 'ended';

class Place {
  state: State = 'free';
  dropped = false;
  channel = 0;
  key = 0;
  startUs = 0;
  endUs = 0;
  startMs = 0;
  endMs = 0;
  /** Of the note-on, and of the note-off. */
  onTicket = 0;
  offTicket = 0;
}

export class TimedNotes {
  private readonly sequencer: NoteSequencer;
  private readonly synthesizer: Pick<Synthesizer, 'noteOff'>;
  private readonly nowUs: () => number;
  private readonly clock: AudioClock;
  private readonly places = Array.from({ length: places }, () => new Place());
  /** Notes that wait or have begun. */
  private used = 0;
  /** When each note of each channel is to end: one that follows must not begin before. */
  private readonly offMs = new Float64Array(channelCount * keyCount);
  private ticket = firstTicket;
  /** When the first notes of the run began. */
  private runUs = Number.NEGATIVE_INFINITY;

  /**
   * @param synthesizer What the sequencer plays on: for what is to end now.
   * @param blockMs How long a block is that is rendered at once, in milliseconds.
   * @param nowUs The monotonic clock, in microseconds.
   */
  constructor(
    sequencer: NoteSequencer,
    synthesizer: Pick<Synthesizer, 'noteOff'>,
    blockMs: number,
    nowUs: () => number,
  ) {
    this.sequencer = sequencer;
    this.synthesizer = synthesizer;
    this.nowUs = nowUs;
    this.clock = new AudioClock(blockMs);
  }

  /** A note that is to begin and end at these times. */
  schedule(channel: number, key: number, velocity: number, startUs: number, endUs: number): void {
    this.look();
    const place = this.take(channel, key, startUs, endUs);
    if (place === undefined || place.dropped) return;
    const slot = channel * keyCount + key;
    place.startMs = Math.max(this.clock.msAt(startUs), this.offMs[slot] as number);
    place.onTicket = this.nextTicket();
    this.sequencer.noteOn(place.startMs, place.onTicket, channel, key, velocity);
    this.sendOff(place);
  }

  /**
   * The first note of a run has just begun without the sequencer, and is to end at this time. Those that follow count
   * from when it is heard; of several that begin at one time the first counts.
   */
  scheduleFirst(channel: number, key: number, startUs: number, endUs: number): void {
    this.look();
    if (this.clock.stalled) return;
    if (startUs !== this.runUs) this.clock.anchor(startUs);
    this.runUs = startUs;
    const place = this.take(channel, key, startUs, endUs);
    if (place === undefined) return;
    place.state = 'begun';
    place.startMs = this.clock.msAt(startUs);
    this.sendOff(place);
  }

  /** A note is to end at another time than was said. Ignored when it is not known. */
  moveEnd(channel: number, key: number, startUs: number, endUs: number): void {
    this.look();
    const place = this.find(channel, key, startUs);
    if (place === undefined) return;
    place.endUs = endUs;
    if (place.dropped) return;
    this.sequencer.remove(place.offTicket);
    this.sendOff(place);
  }

  /** Takes back what has not begun and was to begin at a time or later. */
  cancel(fromUs: number): void {
    if (this.used === 0) return;
    for (const place of this.places) {
      if (place.state !== 'waiting' || place.startUs < fromUs) continue;
      if (!place.dropped) this.withdraw(place);
      if (this.mayBeOn(place)) this.synthesizer.noteOff(place.channel, place.key);
      this.release(place);
    }
  }

  /** A note begins: whether the sequencer sees to it. */
  begin(channel: number, key: number, timeUs: number): Begin {
    const place = this.find(channel, key, timeUs);
    if (place === undefined || place.state !== 'waiting') return 'unknown';
    place.state = 'begun';
    return place.dropped ? 'dropped' : 'scheduled';
  }

  /** A note ends. @returns True when the sequencer sees to it; what it was to do later is taken back. */
  end(channel: number, key: number, timeUs: number): boolean {
    if (this.used === 0) return false;
    for (const place of this.places) {
      if (place.state !== 'begun' || place.key !== key || place.channel !== channel) continue;
      this.release(place);
      if (place.dropped) return true;
      if (timeUs >= place.endUs) {
        place.state = 'ended';
        return true;
      }
      this.withdraw(place);
      return false;
    }
    return false;
  }

  /** Takes back everything, and ends what has begun; what is reported from now on is unknown. */
  clear(): void {
    this.endAll();
    for (const place of this.places) this.release(place);
  }

  private look(): void {
    if (!this.clock.look(this.nowUs(), this.sequencer.nowMs())) this.endAll();
  }

  /** The sequencer is not to play anything of what it was given. */
  private endAll(): void {
    this.sequencer.removeAll();
    this.offMs.fill(0);
    for (const place of this.places) {
      if (this.mayBeOn(place)) this.synthesizer.noteOff(place.channel, place.key);
      if (place.state === 'ended') place.state = 'free';
      place.dropped = true;
    }
  }

  private mayBeOn(place: Place): boolean {
    if (place.state === 'ended') return this.isEnding(place);
    if (place.state === 'free' || place.dropped) return false;
    // The audio is rendered a period ahead, so the note may have begun.
    return place.state === 'begun' || this.sequencer.nowMs() >= place.startMs;
  }

  /** Its end has been reported, but the audio may not have come to it. */
  private isEnding(place: Place): boolean {
    return place.state === 'ended' && place.endMs >= this.sequencer.nowMs();
  }

  private sendOff(place: Place): void {
    // Of two events at one time the sequencer plays the note-off first.
    const ms = Math.max(this.clock.msAt(place.endUs), place.startMs + 1);
    // What is sent late waits for the next block all the same.
    place.endMs = Math.max(ms, this.sequencer.nowMs());
    place.offTicket = this.nextTicket();
    this.offMs[place.channel * keyCount + place.key] = ms;
    this.sequencer.noteOff(ms, place.offTicket, place.channel, place.key);
  }

  private withdraw(place: Place): void {
    this.sequencer.remove(place.onTicket);
    this.sequencer.remove(place.offTicket);
    this.offMs[place.channel * keyCount + place.key] = 0;
  }

  private find(channel: number, key: number, startUs: number): Place | undefined {
    if (this.used === 0) return undefined;
    return this.places.find(
      (place) =>
        (place.state === 'waiting' || place.state === 'begun') &&
        place.startUs === startUs &&
        place.key === key &&
        place.channel === channel,
    );
  }

  private take(channel: number, key: number, startUs: number, endUs: number): Place | undefined {
    const overdueUs = this.nowUs() - longestOverdueUs;
    const place = this.places.find(
      (each) =>
        each.state === 'free' ||
        (each.state === 'ended' && !this.isEnding(each)) ||
        (each.state === 'begun' && each.endUs < overdueUs),
    );
    if (place === undefined) return undefined;
    this.release(place);
    this.used++;
    place.state = 'waiting';
    place.dropped = this.clock.stalled;
    place.channel = channel;
    place.key = key;
    place.startUs = startUs;
    place.endUs = endUs;
    place.onTicket = 0;
    return place;
  }

  private release(place: Place): void {
    if (place.state === 'waiting' || place.state === 'begun') this.used--;
    place.state = 'free';
  }

  private nextTicket(): number {
    this.ticket = this.ticket === lastTicket ? firstTicket : this.ticket + 1;
    return this.ticket;
  }
}
