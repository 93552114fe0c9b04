/** What each key that is down was struck as, whatever has become of its note. */
import type { VelocitySource } from './musicalOutput.js';

const none = -1;

export class PressedKeys {
  private readonly notes: Int16Array;
  private readonly velocities: Uint8Array;
  private readonly sources: VelocitySource[];
  /** The number of each key's strike. */
  private readonly strikes: Float64Array;
  private struck = 0;

  /** @param keyCodes Key codes are 0 to `keyCodes` − 1. */
  constructor(keyCodes: number) {
    this.notes = new Int16Array(keyCodes).fill(none);
    this.velocities = new Uint8Array(keyCodes);
    this.sources = new Array<VelocitySource>(keyCodes).fill('fixed');
    this.strikes = new Float64Array(keyCodes);
  }

  /** A key plays a note, 0 to 127, with a velocity of 1 to 127. */
  press(code: number, note: number, velocity: number, source: VelocitySource): void {
    this.notes[code] = note;
    this.velocities[code] = velocity;
    this.sources[code] = source;
    this.strikes[code] = ++this.struck;
  }

  /** @returns The note that the key played, or −1 for none. */
  release(code: number): number {
    const note = this.notes[code] as number;
    this.notes[code] = none;
    return note;
  }

  /** The releases of the keys that are down mean nothing any more. */
  clear(): void {
    this.notes.fill(none);
  }

  /** The note of a key, or −1. */
  noteOf(code: number): number {
    return this.notes[code] as number;
  }

  velocityOf(code: number): number {
    return this.velocities[code] as number;
  }

  sourceOf(code: number): VelocitySource {
    return this.sources[code] as VelocitySource;
  }

  /** The key that was struck last of those that play a note, or −1. */
  lastWith(note: number): number {
    let last = none;
    let strike = 0;
    for (let code = 0; code < this.notes.length; code++) {
      if (this.notes[code] !== note || (this.strikes[code] as number) <= strike) continue;
      last = code;
      strike = this.strikes[code] as number;
    }
    return last;
  }
}
