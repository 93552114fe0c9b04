/**
 * Plays: turns key strokes into musical events. It has no clock and does no I/O; times come in with the strokes and go
 * out with the events, and `nextDeadlineUs` says when it wants to be called again.
 */
import { key } from '../input/keyCodes.js';
import { controller, isKey } from '../midi/messages.js';
import { type Binding, type Command, laptopBindings } from './bindings.js';
import { HeldNotes } from './heldNotes.js';
import { type KeyRow, laptopKeymap, type NoteKey } from './keymap.js';
import type { MusicalOutput } from './musicalOutput.js';
import { type ProgramList, stepProgram } from './programs.js';
import { VelocityModel } from './velocity/model.js';
import type { VelocitySettings } from './velocity/settings.js';

/** Key codes are 0 to 767. */
const keyCodes = key.max + 1;

export interface PerformerSettings {
  /** The octave whose C is at Q: key 12 × octave, 0 to 9. */
  readonly octave: number;
  /** Semitones added to every note, −24 to 24. */
  readonly transpose: number;
  /** MIDI channel, 0 to 15. */
  readonly channel: number;
  readonly bank: number;
  readonly program: number;
  readonly velocity: VelocitySettings;
  readonly keymap?: readonly NoteKey[];
  readonly bindings?: readonly Binding[];
}

/** How long the panic key has to be held to give the keyboard back. */
const deactivateAfterUs = 1e6;

/** The bounds of what keys can step. */
export const octaveRange = { minimum: 0, maximum: 9 } as const;
export const transposeRange = { minimum: -24, maximum: 24 } as const;

export class Performer {
  /** Strokes of note keys whose note would be outside 0 to 127. */
  outOfRange = 0;
  /** Set when the panic key has been held for a second: the player wants the keyboard back. The owner clears it. */
  deactivationRequested = false;
  readonly velocity: VelocityModel;

  private readonly output: MusicalOutput;
  private readonly notes: HeldNotes;
  private readonly noteKeys = new Array<NoteKey | undefined>(keyCodes).fill(undefined);
  private readonly plainCommands = new Array<Command | undefined>(keyCodes).fill(undefined);
  private readonly heldCommands = new Array<Command | undefined>(keyCodes).fill(undefined);
  /** The command that each key began, so that its release ends that one. */
  private readonly begun = new Array<Command | undefined>(keyCodes).fill(undefined);
  private readonly channel: number;
  private programs: ProgramList;
  private octaveNow: number;
  private transposeNow: number;
  private bankNow: number;
  private programNow: number;
  private commandKeys = 0;
  private accentKeys = 0;
  private softKeys = 0;
  private sustainKeys = 0;
  private panicKeys = 0;
  private deactivateUs = Number.POSITIVE_INFINITY;

  constructor(settings: PerformerSettings, programs: ProgramList, output: MusicalOutput) {
    this.output = output;
    this.notes = new HeldNotes(keyCodes, output);
    this.velocity = new VelocityModel(keyCodes, settings.velocity);
    this.programs = programs;
    this.channel = settings.channel;
    this.octaveNow = settings.octave;
    this.transposeNow = settings.transpose;
    this.bankNow = settings.bank;
    this.programNow = settings.program;
    for (const noteKey of settings.keymap ?? laptopKeymap) this.noteKeys[noteKey.code] = noteKey;
    for (const { code, command, withCommandKey } of settings.bindings ?? laptopBindings) {
      if (withCommandKey) this.heldCommands[code] = command;
      else this.plainCommands[code] = command;
    }
  }

  get octave(): number {
    return this.octaveNow;
  }

  get transpose(): number {
    return this.transposeNow;
  }

  /** Notes that are on. */
  get heldNotes(): number {
    return this.notes.count;
  }

  keyDown(code: number, timeUs: number): void {
    const command = this.commandKeys > 0 ? this.heldCommands[code] : undefined;
    const given = command ?? this.plainCommands[code];
    if (given !== undefined) {
      this.begun[code] = given;
      this.begin(given, timeUs);
      return;
    }
    // While the command key is held, keys without a command are silent: a slip must not sound.
    const noteKey = this.noteKeys[code];
    if (noteKey === undefined || this.commandKeys > 0) return;
    this.play(code, noteKey.semitone, noteKey.row, timeUs);
  }

  keyUp(code: number, timeUs: number): void {
    const command = this.begun[code];
    if (command !== undefined) {
      this.begun[code] = undefined;
      this.end(command, timeUs);
      return;
    }
    if (this.noteKeys[code] === undefined) return;
    this.velocity.release(code, timeUs);
    this.notes.release(code, timeUs);
  }

  /** When `advance` wants to be called next, in microseconds; Infinity when nothing waits. */
  nextDeadlineUs(): number {
    return this.deactivateUs;
  }

  /** Lets happen what was waiting for this time. */
  advance(nowUs: number): void {
    if (this.deactivateUs > nowUs) return;
    this.deactivateUs = Number.POSITIVE_INFINITY;
    this.deactivationRequested = true;
  }

  /** Ends every note and lifts the pedal; keys that are held now stay silent until they are pressed again. */
  panic(timeUs: number): void {
    this.notes.releaseAll(timeUs);
    this.output.controlChange(this.channel, controller.sustain, 0, timeUs);
    this.output.panic(timeUs);
  }

  /** Sets the octave for the notes to come; values outside 0 to 9 are taken to the nearer end. */
  setOctave(octave: number): void {
    this.octaveNow = clamp(octave, octaveRange.minimum, octaveRange.maximum);
  }

  /** Sets the transposition for the notes to come; values outside −24 to 24 are taken to the nearer end. */
  setTranspose(semitones: number): void {
    this.transposeNow = clamp(semitones, transposeRange.minimum, transposeRange.maximum);
  }

  /** Chooses a program for the notes to come. */
  selectProgram(bank: number, program: number, timeUs: number): void {
    this.bankNow = bank;
    this.programNow = program;
    this.output.programChange(this.channel, bank, program, timeUs);
  }

  /** Replaces the programs that the keys step through. */
  setPrograms(programs: ProgramList): void {
    this.programs = programs;
  }

  private play(code: number, semitone: number, row: KeyRow, timeUs: number): void {
    const accent = (this.accentKeys > 0 ? 1 : 0) - (this.softKeys > 0 ? 1 : 0);
    this.velocity.strike(code, row, accent, timeUs);
    const note = 12 * this.octaveNow + semitone + this.transposeNow;
    if (!isKey(note)) {
      this.outOfRange++;
      return;
    }
    this.notes.press(code, this.channel, note, this.velocity.velocity, this.velocity.source, timeUs);
  }

  private begin(command: Command, timeUs: number): void {
    switch (command) {
      case 'command':
        this.commandKeys++;
        return;
      case 'accent':
        this.accentKeys++;
        return;
      case 'soft':
        this.softKeys++;
        return;
      case 'sustain':
        this.sustainKeys++;
        if (this.sustainKeys === 1) this.output.controlChange(this.channel, controller.sustain, 127, timeUs);
        return;
      case 'octave-up':
        this.setOctave(this.octaveNow + 1);
        return;
      case 'octave-down':
        this.setOctave(this.octaveNow - 1);
        return;
      case 'transpose-up':
        this.setTranspose(this.transposeNow + 1);
        return;
      case 'transpose-down':
        this.setTranspose(this.transposeNow - 1);
        return;
      case 'program-next':
        this.step(1, timeUs);
        return;
      case 'program-previous':
        this.step(-1, timeUs);
        return;
      case 'panic':
        this.panicKeys++;
        this.deactivateUs = timeUs + deactivateAfterUs;
        this.panic(timeUs);
    }
  }

  private end(command: Command, timeUs: number): void {
    if (command === 'command') this.commandKeys--;
    else if (command === 'accent') this.accentKeys--;
    else if (command === 'soft') this.softKeys--;
    else if (command === 'panic') {
      this.panicKeys--;
      if (this.panicKeys === 0) this.deactivateUs = Number.POSITIVE_INFINITY;
    } else if (command === 'sustain') {
      this.sustainKeys--;
      if (this.sustainKeys === 0) this.output.controlChange(this.channel, controller.sustain, 0, timeUs);
    }
  }

  private step(by: number, timeUs: number): void {
    const { bank, program } = stepProgram(this.programs, this.bankNow, this.programNow, by);
    if (bank === this.bankNow && program === this.programNow) return;
    this.selectProgram(bank, program, timeUs);
  }
}

function clamp(value: number, minimum: number, maximum: number): number {
  return value < minimum ? minimum : Math.min(value, maximum);
}
