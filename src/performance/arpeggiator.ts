/**
 * Which of the held notes comes next. It knows nothing of time: `arpeggioPlayer.ts` asks it for a note at each step.
 */
import { keyCount } from '../midi/messages.js';
import type { ArpeggiatorMode } from './arpeggiatorSettings.js';
import type { VelocitySource } from './musicalOutput.js';
import { type RandomSequence, seededSequence } from './randomSequence.js';

/** No note. */
export const noNote = -1;
const defaultSeed = 0x0f16;

/** Where an arpeggio is. Whoever plans steps ahead keeps one where the plan may have to be taken back to. */
export class ArpeggioPosition {
  /** The note of the last step, or `noNote` before the first. */
  note = noNote;
  /** In the mode `up-down`: on the way up. */
  rising = true;
  /** Random numbers that have been used up. */
  draws = 0;

  copy(from: ArpeggioPosition): void {
    this.note = from.note;
    this.rising = from.rising;
    this.draws = from.draws;
  }

  /** The next step is the first. Random numbers are not used twice. */
  restart(): void {
    this.note = noNote;
    this.rising = true;
  }
}

export class Arpeggiator {
  mode: ArpeggiatorMode = 'off';

  private readonly random: RandomSequence;
  private readonly playing = new Uint8Array(keyCount);
  /** How many keys hold each note. */
  private readonly holders = new Uint16Array(keyCount);
  private readonly velocities = new Uint8Array(keyCount);
  private readonly sources = new Array<VelocitySource>(keyCount).fill('fixed');
  private notes = 0;
  private heldKeys = 0;
  private hold = false;
  private pedal = false;

  constructor(random: RandomSequence = seededSequence(defaultSeed)) {
    this.random = random;
  }

  /** Notes that are played in turn. */
  get count(): number {
    return this.notes;
  }

  has(note: number): boolean {
    return this.playing[note] === 1;
  }

  velocityOf(note: number): number {
    return this.velocities[note] as number;
  }

  sourceOf(note: number): VelocitySource {
    return this.sources[note] as VelocitySource;
  }

  /**
   * A key holds a note, 0 to 127, with a velocity of 1 to 127; when another key holds it too, the later velocity counts.
   * @returns True when it is the first of a new chord, in place of one that was played on.
   */
  addNote(note: number, velocity: number, source: VelocitySource): boolean {
    const replaces = this.hold && !this.pedal && this.heldKeys === 0 && this.notes > 0;
    if (replaces) this.dropReleased();
    this.heldKeys++;
    this.holders[note] = (this.holders[note] as number) + 1;
    if (!this.has(note)) this.notes++;
    this.playing[note] = 1;
    this.setVelocity(note, velocity, source);
    return replaces;
  }

  /** Changes the velocity of a note that is played. */
  setVelocity(note: number, velocity: number, source: VelocitySource): void {
    this.velocities[note] = velocity;
    this.sources[note] = source;
  }

  /** One of the keys that hold a note is up. */
  removeNote(note: number): void {
    const holders = this.holders[note] as number;
    if (holders === 0) return;
    this.heldKeys--;
    this.holders[note] = holders - 1;
    if (holders === 1 && !this.hold && !this.pedal) this.drop(note);
  }

  /** Whether notes are played on after their keys are up, until others are pressed. */
  setHold(hold: boolean): void {
    this.hold = hold;
    if (!hold && !this.pedal) this.dropReleased();
  }

  /** While the pedal is down, notes are played on after their keys are up, with all that are pressed meanwhile. */
  setPedal(down: boolean): void {
    this.pedal = down;
    if (!down && !this.hold) this.dropReleased();
  }

  /** Lets go of the notes that are played on although their keys are up. */
  dropReleased(): void {
    for (let note = 0; note < keyCount; note++)
      if (this.holders[note] === 0 && this.has(note)) this.drop(note);
  }

  /** Lets go of every note, held or not. */
  clear(): void {
    this.playing.fill(0);
    this.holders.fill(0);
    this.notes = 0;
    this.heldKeys = 0;
  }

  /** Goes on to the next note and returns it; `noNote` when there is none. */
  step(position: ArpeggioPosition): number {
    if (this.notes === 0) return noNote;
    position.note = this.choose(position);
    return position.note;
  }

  private choose(position: ArpeggioPosition): number {
    const { note } = position;
    switch (this.mode) {
      case 'down':
        return this.below(note === noNote ? keyCount : note);
      case 'up-down':
        return this.turning(position);
      case 'random':
        return this.any(position);
      default:
        return this.above(note);
    }
  }

  private turning(position: ArpeggioPosition): number {
    const { note } = position;
    const next = position.rising ? this.above(note) : this.below(note);
    const goesOn = position.rising ? next > note : next < note;
    if (goesOn || this.notes === 1) return next;
    position.rising = !position.rising;
    return position.rising ? this.above(note) : this.below(note);
  }

  private any(position: ArpeggioPosition): number {
    const skipped = this.notes > 1 && position.note !== noNote && this.has(position.note);
    const candidates = this.notes - (skipped ? 1 : 0);
    let left = Math.floor(this.random(position.draws++) * candidates);
    for (let note = this.above(noNote); ; note = this.above(note)) {
      if (skipped && note === position.note) continue;
      if (left-- === 0) return note;
    }
  }

  /** The next note above, or else the lowest. */
  private above(note: number): number {
    let next = this.playing.indexOf(1, note + 1);
    if (next < 0) next = this.playing.indexOf(1);
    return next;
  }

  /** The next note below, or else the highest. */
  private below(note: number): number {
    const next = note > 0 ? this.playing.lastIndexOf(1, note - 1) : -1;
    return next < 0 ? this.playing.lastIndexOf(1) : next;
  }

  private drop(note: number): void {
    this.playing[note] = 0;
    this.notes--;
  }
}
