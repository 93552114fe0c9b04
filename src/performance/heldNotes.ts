/**
 * Pairs note-ons with note-offs. A key's release ends exactly the note that its press began, whatever was changed in
 * between, and each note of each channel is on or off: every note-on gets exactly one note-off.
 */
import { channelCount, keyCount } from '../midi/messages.js';
import type { MusicalOutput, VelocitySource } from './musicalOutput.js';

const none = -1;

export class HeldNotes {
  private readonly output: MusicalOutput;
  /** What each key holds: channel × 128 + note, or −1. */
  private readonly noteOfKey: Int16Array;
  /** How many keys hold each note. */
  private readonly holders = new Uint8Array(channelCount * keyCount);
  private sounding = 0;

  /** @param keyCodes Key codes are 0 to `keyCodes` − 1. */
  constructor(keyCodes: number, output: MusicalOutput) {
    this.output = output;
    this.noteOfKey = new Int16Array(keyCodes).fill(none);
  }

  /** Notes that are on. */
  get count(): number {
    return this.sounding;
  }

  /**
   * A key begins a note. When another key holds the same note already, that one ends and the note begins anew; it then
   * lasts until the last of the keys is up.
   */
  press(
    code: number,
    channel: number,
    note: number,
    velocity: number,
    source: VelocitySource,
    timeUs: number,
  ): void {
    if (this.noteOfKey[code] !== none) this.release(code, timeUs);
    const slot = channel * keyCount + note;
    const holders = this.holders[slot] as number;
    if (holders > 0) this.output.noteOff(channel, note, timeUs);
    else this.sounding++;
    this.noteOfKey[code] = slot;
    this.holders[slot] = holders + 1;
    this.output.noteOn(channel, note, velocity, source, timeUs);
  }

  /** A key is up. Keys that hold nothing are ignored. */
  release(code: number, timeUs: number): void {
    const slot = this.noteOfKey[code] as number;
    if (slot === none) return;
    this.noteOfKey[code] = none;
    const holders = (this.holders[slot] as number) - 1;
    this.holders[slot] = holders;
    if (holders > 0) return;
    this.sounding--;
    this.output.noteOff(slot >> 7, slot & 127, timeUs);
  }

  /** Every note ends now; the releases of their keys mean nothing any more. */
  releaseAll(timeUs: number): void {
    this.noteOfKey.fill(none);
    for (let slot = 0; slot < this.holders.length && this.sounding > 0; slot++) {
      if (this.holders[slot] === 0) continue;
      this.holders[slot] = 0;
      this.sounding--;
      this.output.noteOff(slot >> 7, slot & 127, timeUs);
    }
  }
}
