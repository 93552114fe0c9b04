/** Where the musical logic sends what it decided. */

/**
 * What set the velocity of a note.
 * - `timing`: how soon it followed other keys
 * - `position`: the row its key is in
 * - `pressure`: a touchpad or an aftertouch sensor
 * - `combined`: a mixture of the above
 * - `fixed`: the configured value
 * - `midi`: the MIDI device that played it
 */
export const velocitySources = ['timing', 'position', 'pressure', 'combined', 'fixed', 'midi'] as const;
export type VelocitySource = (typeof velocitySources)[number];

/**
 * Receives musical events in the order in which they are to sound. Channels 0 to 15, keys and 7-bit values 0 to 127,
 * times in microseconds of CLOCK_MONOTONIC (or of the recording, in virtual time). Implementations allocate nothing.
 */
export interface MusicalOutput {
  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void;
  noteOff(channel: number, key: number, timeUs: number): void;
  controlChange(channel: number, controller: number, value: number, timeUs: number): void;
  programChange(channel: number, bank: number, program: number, timeUs: number): void;
  pitchBend(channel: number, value: number, timeUs: number): void;
  /** Every note of every channel has ended; voices that ring are cut. */
  panic(timeUs: number): void;
}
