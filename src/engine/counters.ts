/**
 * Numbers that the play thread keeps in shared memory and other threads read: no message, no lock. The play thread is
 * the only writer. Each slot is one aligned 32-bit word, so that a reader sees a whole value, if not the newest; they
 * wrap after 2³² − 1.
 */
import { bucketCount, bucketOf } from './histogram.js';

/** Slots, in the order in which they lie. */
const slots = [
  /** Turns of the loop: it advances at least four times a second while the instrument is active. */
  'heartbeat',
  /** Kernel events received. */
  'events',
  'malformed',
  'backwards',
  'resyncs',
  /** Bounces of keys that were held back. */
  'chatter',
  /** Timestamps that were replaced by the time of arrival. */
  'restamped',
  'notesOn',
  'notesOff',
  /** Notes that were not sounded because there was no audio. */
  'notesMuted',
  /** Strokes whose note would be outside 0 to 127. */
  'notesOutOfRange',
  /** Notes that are on now. */
  'notesHeld',
  /** Voices that sound now. */
  'voices',
  /** The audio clock in milliseconds. */
  'audioClockMs',
  /** Times that the audio clock stood still and came back. */
  'audioInterruptions',
  /** Times that the sound card ran dry; only the driver `portaudio` tells. */
  'audioUnderruns',
  /** Devices that are open. */
  'devices',
] as const;

export type CounterName = (typeof slots)[number];

const slotIndex = Object.fromEntries(slots.map((name, index) => [name, index])) as Record<
  CounterName,
  number
>;

/** Slot numbers, for the writer. */
export const counter: Readonly<Record<CounterName, number>> = slotIndex;

const latencyOffset = slots.length;
const velocityOffset = latencyOffset + bucketCount;
const velocityCount = 128;
const words = velocityOffset + velocityCount;

/** A copy of all counters at about one time. */
export interface CounterSnapshot {
  readonly values: Readonly<Record<CounterName, number>>;
  /** Microseconds from an event's timestamp to the return of its note-on, by `histogram.ts`. */
  readonly latencyUs: Uint32Array;
  /** Notes by velocity, 0 to 127. */
  readonly velocities: Uint32Array;
}

/** Shared memory for one play thread. */
export function createCounters(): SharedArrayBuffer {
  return new SharedArrayBuffer(words * 4);
}

/** The play thread's side. */
export class CounterWriter {
  private readonly memory: Uint32Array;

  constructor(shared: SharedArrayBuffer) {
    this.memory = new Uint32Array(shared);
  }

  set(slot: number, value: number): void {
    this.memory[slot] = value;
  }

  add(slot: number): void {
    this.memory[slot] = (this.memory[slot] as number) + 1;
  }

  /** Counts a note that was started: how long after its event, and how loud. */
  note(latencyUs: number, velocity: number): void {
    this.scheduledNote(velocity);
    this.add(latencyOffset + bucketOf(latencyUs));
  }

  /** Counts a note that was started at its time by the audio clock. */
  scheduledNote(velocity: number): void {
    this.add(slotIndex.notesOn);
    this.add(velocityOffset + velocity);
  }
}

/** Every other thread's side. */
export class CounterReader {
  private readonly memory: Uint32Array;

  constructor(shared: SharedArrayBuffer) {
    this.memory = new Uint32Array(shared);
  }

  get(name: CounterName): number {
    return Atomics.load(this.memory, slotIndex[name]);
  }

  snapshot(): CounterSnapshot {
    const copy = this.memory.slice();
    const values = Object.fromEntries(slots.map((name, index) => [name, copy[index]]));
    return {
      values: values as Record<CounterName, number>,
      latencyUs: copy.subarray(latencyOffset, velocityOffset),
      velocities: copy.subarray(velocityOffset),
    };
  }
}
