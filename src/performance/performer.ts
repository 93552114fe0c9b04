/**
 * Plays: turns key strokes into musical events. It has no clock and does no I/O; times come in with the strokes and go
 * out with the events, and `nextDeadlineUs` says when it wants to be called again.
 */
import { key } from '../input/keyCodes.js';
import { isKey } from '../midi/messages.js';
import {
  type ArpeggiatorMode,
  type ArpeggiatorSettings,
  arpeggiatorModes,
  defaultArpeggiator,
  tempoRange,
} from './arpeggiatorSettings.js';
import { type Binding, type Command, laptopBindings } from './bindings.js';
import { CommandKeys } from './commandKeys.js';
import { type KeyRow, laptopKeymap, type NoteKey } from './keymap.js';
import { defaultLayer, type LayerSettings } from './layerSettings.js';
import type { MusicalOutput } from './musicalOutput.js';
import { PlayedKeys } from './playedKeys.js';
import { type ProgramList, stepProgram } from './programs.js';
import type { RandomSequence } from './randomSequence.js';
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
  /** The second instrument; when left out, one that is off. */
  readonly layer?: LayerSettings | undefined;
  /** When left out, one that is off. */
  readonly arpeggiator?: ArpeggiatorSettings | undefined;
  /** What the mode `random` of the arpeggiator draws from; a fixed sequence when left out. */
  readonly random?: RandomSequence | undefined;
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
  private readonly played: PlayedKeys;
  private readonly noteKeys = new Array<NoteKey | undefined>(keyCodes).fill(undefined);
  private readonly commands: CommandKeys;
  private readonly channel: number;
  private programs: ProgramList;
  private octaveNow: number;
  private transposeNow: number;
  private bankNow: number;
  private programNow: number;
  private deactivateUs = Number.POSITIVE_INFINITY;

  constructor(settings: PerformerSettings, programs: ProgramList, output: MusicalOutput) {
    this.output = output;
    const { channel, layer = defaultLayer, arpeggiator = defaultArpeggiator, random } = settings;
    this.played = new PlayedKeys(keyCodes, { channel, layer, arpeggiator, random }, output);
    this.velocity = new VelocityModel(keyCodes, settings.velocity);
    this.programs = programs;
    this.channel = channel;
    this.octaveNow = settings.octave;
    this.transposeNow = settings.transpose;
    this.bankNow = settings.bank;
    this.programNow = settings.program;
    for (const noteKey of settings.keymap ?? laptopKeymap) this.noteKeys[noteKey.code] = noteKey;
    this.commands = new CommandKeys(keyCodes, settings.bindings ?? laptopBindings);
  }

  get octave(): number {
    return this.octaveNow;
  }

  get transpose(): number {
    return this.transposeNow;
  }

  get bank(): number {
    return this.bankNow;
  }

  get program(): number {
    return this.programNow;
  }

  /** True while the pedal is down. */
  get sustain(): boolean {
    return this.played.sustained;
  }

  /** True while the notes to come are layered. */
  get layer(): boolean {
    return this.played.layered;
  }

  get arpeggiator(): ArpeggiatorMode {
    return this.played.arpeggiator.mode;
  }

  /** Beats a minute. */
  get tempo(): number {
    return this.played.arpeggiator.tempo;
  }

  /** Notes that are on, those of the layer included. */
  get heldNotes(): number {
    return this.played.count;
  }

  keyDown(code: number, timeUs: number): void {
    const command = this.commands.press(code);
    if (command !== undefined) {
      this.begin(command, timeUs);
      return;
    }
    // While the command key is held, keys without a command are silent: a slip must not sound.
    const noteKey = this.noteKeys[code];
    if (noteKey === undefined || this.commands.commandKeyHeld) return;
    this.play(code, noteKey.semitone, noteKey.row, timeUs);
  }

  keyUp(code: number, timeUs: number): void {
    const command = this.commands.release(code);
    if (command !== undefined) {
      this.end(command, timeUs);
      return;
    }
    if (this.noteKeys[code] === undefined) return;
    this.velocity.release(code, timeUs);
    this.played.release(code, timeUs);
  }

  /** When `advance` wants to be called next, in microseconds; Infinity when nothing waits. */
  nextDeadlineUs(): number {
    return Math.min(this.deactivateUs, this.played.nextDeadlineUs());
  }

  /** Lets happen what was waiting for this time. */
  advance(nowUs: number): void {
    this.played.advance(nowUs);
    if (this.deactivateUs > nowUs) return;
    this.deactivateUs = Number.POSITIVE_INFINITY;
    this.deactivationRequested = true;
  }

  /** Ends every note and lifts the pedal; keys that are held now stay silent until they are pressed again. */
  panic(timeUs: number): void {
    this.played.endAll(timeUs);
    this.output.panic(timeUs);
  }

  /** Lets go of the notes that the arpeggiator plays on although their keys are up. */
  endHold(timeUs: number): void {
    this.played.endHold(timeUs);
  }

  /** Sets the octave for the notes to come; values outside 0 to 9 are taken to the nearer end. */
  setOctave(octave: number): void {
    this.octaveNow = clamp(octave, octaveRange.minimum, octaveRange.maximum);
  }

  /** Sets the transposition for the notes to come; values outside −24 to 24 are taken to the nearer end. */
  setTranspose(semitones: number): void {
    this.transposeNow = clamp(semitones, transposeRange.minimum, transposeRange.maximum);
  }

  /** Takes new settings from the next strike on; what was heard so far stays known. */
  setVelocity(settings: VelocitySettings): void {
    this.velocity.configure(settings);
  }

  /** Layers the notes to come, or no longer does; those that sound end as they began. */
  setLayer(on: boolean, timeUs: number): void {
    this.played.setLayer(on, timeUs);
  }

  /** Takes new settings of the layer, that of `setLayer` included. */
  configureLayer(settings: LayerSettings, timeUs: number): void {
    this.played.configureLayer(settings, timeUs);
  }

  /** Changes the order in which the held notes are played; when it is turned on or off, they change over. */
  setArpeggiator(mode: ArpeggiatorMode, timeUs: number): void {
    this.configureArpeggiator({ ...this.played.arpeggiator, mode }, timeUs);
  }

  /** Sets the beats a minute; values outside 20 to 400 are taken to the nearer end. */
  setTempo(tempo: number, timeUs: number): void {
    const { minimum, maximum } = tempoRange;
    this.configureArpeggiator({ ...this.played.arpeggiator, tempo: clamp(tempo, minimum, maximum) }, timeUs);
  }

  /** Takes new settings of the arpeggiator, those of `setArpeggiator` and `setTempo` included. */
  configureArpeggiator(settings: ArpeggiatorSettings, timeUs: number): void {
    this.played.configure(settings, timeUs);
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
    this.velocity.strike(code, row, this.commands.accent, timeUs);
    const note = 12 * this.octaveNow + semitone + this.transposeNow;
    if (!isKey(note)) {
      this.outOfRange++;
      return;
    }
    this.played.press(code, note, this.velocity.velocity, this.velocity.source, timeUs);
  }

  private begin(command: Command, timeUs: number): void {
    switch (command) {
      case 'sustain':
        if (this.commands.held('sustain') === 1) this.played.setPedal(true, timeUs);
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
      case 'layer':
        this.setLayer(!this.layer, timeUs);
        return;
      case 'arpeggiator':
        this.setArpeggiator(after(arpeggiatorModes, this.arpeggiator), timeUs);
        return;
      case 'panic':
        this.deactivateUs = timeUs + deactivateAfterUs;
        this.panic(timeUs);
    }
  }

  private end(command: Command, timeUs: number): void {
    if (this.commands.held(command) > 0) return;
    if (command === 'panic') this.deactivateUs = Number.POSITIVE_INFINITY;
    else if (command === 'sustain') this.played.setPedal(false, timeUs);
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

/** The next in a list, round and round. */
function after<Value>(list: readonly Value[], value: Value): Value {
  return list[(list.indexOf(value) + 1) % list.length] ?? value;
}
