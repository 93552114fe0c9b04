/** Where the musical logic sends what it decided. */

/**
 * What set the velocity of a note.
 * - `timing`: how soon it followed other keys
 * - `position`: the row its key is in
 * - `pressure`: a touchpad or an aftertouch sensor
 * - `combined`: a mixture of the above
 * - `fixed`: the configured value
 * - `midi`: the MIDI device that played it
 * - `remote`: the program that played it
 */
export const velocitySources = [
  'timing',
  'position',
  'pressure',
  'combined',
  'fixed',
  'midi',
  'remote',
] as const;
export type VelocitySource = (typeof velocitySources)[number];

/**
 * Is told ahead of notes whose times are known, so that it can sound them by a clock that is better than its caller's.
 * The note-ons and note-offs are given to the `MusicalOutput` none the less, when their time has come: for an output
 * that does not look ahead they are all there is.
 */
export interface NoteScheduler {
  /** A note that `noteOn` is to begin at `startUs`, and `noteOff` to end at `endUs`, unless it is taken back. */
  scheduleNote(channel: number, key: number, velocity: number, startUs: number, endUs: number): void;
  /**
   * The first note of a run has just been begun by `noteOn`, and is to end at `endUs`: the times of those that follow
   * count from when it is heard. A note of another channel may begin with it.
   */
  scheduleFirst(channel: number, key: number, startUs: number, endUs: number): void;
  /** A note that began or is to begin at `startUs` is to end at `endUs` instead. Ignored when it was not scheduled. */
  moveEnd(channel: number, key: number, startUs: number, endUs: number): void;
  /** Takes back the scheduled notes that have not begun and were to begin at `fromUs` or later. */
  cancelScheduled(fromUs: number): void;
}

/**
 * Receives musical events in the order in which they are to sound. Channels 0 to 15, keys and 7-bit values 0 to 127,
 * times in microseconds of CLOCK_MONOTONIC (or of the recording, in virtual time). Implementations allocate nothing.
 */
export interface MusicalOutput {
  /** Undefined for an output to which the time of the call is good enough, or the time that is said in it. */
  readonly scheduler?: NoteScheduler | undefined;
  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void;
  noteOff(channel: number, key: number, timeUs: number): void;
  controlChange(channel: number, controller: number, value: number, timeUs: number): void;
  programChange(channel: number, bank: number, program: number, timeUs: number): void;
  pitchBend(channel: number, value: number, timeUs: number): void;
  /** Every note of every channel has ended; voices that ring are cut. */
  panic(timeUs: number): void;
}
