/**
 * Musical events from the play thread to whoever shows them, through shared memory: the writer never waits and never
 * allocates; a reader that is too slow misses the oldest and is told how many.
 *
 * One record is 4 words (time in a double, then type, channel, two data values and the source in bytes). `written` is
 * stored after the record it counts, and a record is only believed when it could not have been overwritten while it
 * was copied.
 */
import { type VelocitySource, velocitySources } from '../performance/musicalOutput.js';

const eventTypes = [
  'note-on',
  'note-off',
  'control-change',
  'program-change',
  'pitch-bend',
  'panic',
] as const;
export type MusicalEventType = (typeof eventTypes)[number];
export const eventTypeNumber = Object.fromEntries(eventTypes.map((type, index) => [type, index])) as Readonly<
  Record<MusicalEventType, number>
>;

export interface MusicalEvent {
  readonly type: MusicalEventType;
  readonly timeUs: number;
  readonly channel: number;
  /** Key, controller or bank; for a pitch bend its 14 bits. */
  readonly first: number;
  /** Velocity, value or program. */
  readonly second: number;
  /** What set the velocity of a note-on. */
  readonly source: VelocitySource;
}

const capacity = 4096;
const headerBytes = 8;
const recordBytes = 16;

/** Shared memory for one ring. */
export function createEventRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + capacity * recordBytes);
}

class Ring {
  readonly written: Int32Array;
  readonly times: Float64Array;
  readonly halves: Uint16Array;

  constructor(shared: SharedArrayBuffer) {
    this.written = new Int32Array(shared, 0, 1);
    this.times = new Float64Array(shared, headerBytes);
    this.halves = new Uint16Array(shared, headerBytes);
  }
}

/** The play thread's side. */
export class EventRingWriter {
  private readonly ring: Ring;

  constructor(shared: SharedArrayBuffer) {
    this.ring = new Ring(shared);
  }

  /** @param source Index into `velocitySources`. */
  push(type: number, channel: number, first: number, second: number, source: number, timeUs: number): void {
    const { written, times, halves } = this.ring;
    const sequence = written[0] as number;
    const slot = sequence & (capacity - 1);
    times[slot * 2] = timeUs;
    halves[slot * 8 + 4] = type | (source << 8);
    halves[slot * 8 + 5] = channel;
    halves[slot * 8 + 6] = first;
    halves[slot * 8 + 7] = second;
    Atomics.store(written, 0, (sequence + 1) | 0);
  }
}

/** The reader's side. There may be several; each sees every event. */
export class EventRingReader {
  /** Events that came too fast to be read. */
  missed = 0;

  private readonly ring: Ring;
  private read: number;

  constructor(shared: SharedArrayBuffer) {
    this.ring = new Ring(shared);
    this.read = Atomics.load(this.ring.written, 0);
  }

  /** Everything that was written since the last call, oldest first. */
  take(): MusicalEvent[] {
    const events: MusicalEvent[] = [];
    const { written } = this.ring;
    const end = Atomics.load(written, 0);
    this.skipOverwritten(end);
    while (this.read !== end) {
      const event = this.copy(this.read & (capacity - 1));
      // The writer may have come round while the record was copied.
      if (((Atomics.load(written, 0) - this.read) | 0) >= capacity)
        this.skipOverwritten(Atomics.load(written, 0));
      else {
        events.push(event);
        this.read = (this.read + 1) | 0;
      }
      if (((end - this.read) | 0) < 0) break;
    }
    return events;
  }

  private skipOverwritten(written: number): void {
    const behind = (written - this.read) | 0;
    const kept = capacity / 2;
    if (behind < capacity) return;
    this.missed += behind - kept;
    this.read = (written - kept) | 0;
  }

  private copy(slot: number): MusicalEvent {
    const { times, halves } = this.ring;
    const head = halves[slot * 8 + 4] as number;
    return {
      type: eventTypes[head & 0xff] ?? 'panic',
      source: velocitySources[head >> 8] ?? 'fixed',
      timeUs: times[slot * 2] as number,
      channel: halves[slot * 8 + 5] as number,
      first: halves[slot * 8 + 6] as number,
      second: halves[slot * 8 + 7] as number,
    };
  }
}
