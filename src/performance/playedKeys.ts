/**
 * What becomes of the keys that are down: they sound together, or one by one while the arpeggiator is on. When that is
 * changed, those that are held change over.
 */
import { Arpeggiator } from './arpeggiator.js';
import type { ArpeggiatorSettings } from './arpeggiatorSettings.js';
import { ArpeggioPlayer, type StepNotes } from './arpeggioPlayer.js';
import { LayeredNotes } from './layeredNotes.js';
import type { LayerSettings } from './layerSettings.js';
import type { MusicalOutput, VelocitySource } from './musicalOutput.js';
import { PressedKeys } from './pressedKeys.js';
import type { RandomSequence } from './randomSequence.js';

export interface PlayedKeysSettings {
  /** MIDI channel, 0 to 15. */
  readonly channel: number;
  readonly layer: LayerSettings;
  readonly arpeggiator: ArpeggiatorSettings;
  /** For the arpeggiator. */
  readonly random?: RandomSequence | undefined;
}

export class PlayedKeys {
  private readonly keyCodes: number;
  private readonly pressed: PressedKeys;
  private readonly notes: LayeredNotes;
  private readonly arpeggio: ArpeggioPlayer;
  private settings: ArpeggiatorSettings;
  private pedalDown = false;

  /** @param keyCodes Key codes are 0 to `keyCodes` − 1. */
  constructor(keyCodes: number, settings: PlayedKeysSettings, output: MusicalOutput) {
    this.keyCodes = keyCodes;
    this.settings = settings.arpeggiator;
    this.pressed = new PressedKeys(keyCodes);
    // The steps of the arpeggio are one more holder of notes, beside the keys.
    this.notes = new LayeredNotes(keyCodes + 1, settings.channel, settings.layer, output);
    const steps = stepNotes(this.notes, keyCodes);
    this.arpeggio = new ArpeggioPlayer(settings.arpeggiator, new Arpeggiator(settings.random), steps);
  }

  /** Notes that are on. */
  get count(): number {
    return this.notes.count;
  }

  get layered(): boolean {
    return this.notes.layered;
  }

  get arpeggiator(): ArpeggiatorSettings {
    return this.settings;
  }

  get sustained(): boolean {
    return this.pedalDown;
  }

  /** A key begins a note, 0 to 127, with a velocity of 1 to 127. */
  press(code: number, note: number, velocity: number, source: VelocitySource, timeUs: number): void {
    if (this.pressed.noteOf(code) >= 0) this.release(code, timeUs);
    this.pressed.press(code, note, velocity, source);
    if (this.arpeggiating) this.arpeggio.add(note, velocity, source, timeUs);
    else this.notes.press(code, note, velocity, source, timeUs);
  }

  /** A key is up. Keys that play nothing are ignored. */
  release(code: number, timeUs: number): void {
    const note = this.pressed.release(code);
    if (note < 0) return;
    if (!this.arpeggiating) {
      this.notes.release(code, timeUs);
      return;
    }
    this.arpeggio.remove(note, timeUs);
    const other = this.pressed.lastWith(note);
    if (other < 0) return;
    this.arpeggio.setVelocity(note, this.pressed.velocityOf(other), this.pressed.sourceOf(other), timeUs);
  }

  /** Ends every note and lifts the pedal; keys that are down stay silent until they are pressed again. */
  endAll(timeUs: number): void {
    this.pressed.clear();
    this.arpeggio.stop(timeUs);
    this.notes.releaseAll(timeUs);
    this.arpeggio.setPedal(false, timeUs);
    this.pedalDown = false;
    this.notes.setPedal(false, timeUs);
  }

  /** Lets go of notes that the arpeggiator plays on although their keys are up. */
  endHold(timeUs: number): void {
    this.arpeggio.endHold(timeUs);
  }

  /** While the arpeggiator is on, the pedal holds the notes that it plays, and each step still ends. */
  setPedal(down: boolean, timeUs: number): void {
    this.pedalDown = down;
    this.arpeggio.setPedal(down, timeUs);
    if (!this.arpeggiating) this.notes.setPedal(down, timeUs);
  }

  setLayer(on: boolean, timeUs: number): void {
    this.arpeggio.advance(timeUs);
    this.notes.setLayer(on, timeUs);
    this.arpeggio.replan(timeUs);
  }

  /** Takes new settings of the layer, for the notes to come. */
  configureLayer(layer: LayerSettings, timeUs: number): void {
    this.arpeggio.advance(timeUs);
    this.notes.configure(layer, timeUs);
    this.arpeggio.replan(timeUs);
  }

  /** Takes new settings of the arpeggiator; held keys are played by them from now on. */
  configure(settings: ArpeggiatorSettings, timeUs: number): void {
    const before = this.arpeggiating;
    this.settings = settings;
    if (before && !this.arpeggiating) {
      this.arpeggio.stop(timeUs);
      this.arpeggio.configure(settings, timeUs);
      if (this.pedalDown) this.notes.setPedal(true, timeUs);
      this.strikeTogether(timeUs);
    } else {
      if (!before && this.arpeggiating) this.endTogether(timeUs);
      this.arpeggio.configure(settings, timeUs);
      if (!before && this.arpeggiating) this.arpeggiate(timeUs);
    }
  }

  /** In microseconds; Infinity when nothing waits. */
  nextDeadlineUs(): number {
    return this.arpeggio.nextDeadlineUs();
  }

  advance(nowUs: number): void {
    this.arpeggio.advance(nowUs);
  }

  private get arpeggiating(): boolean {
    return this.settings.mode !== 'off';
  }

  private strikeTogether(timeUs: number): void {
    const { pressed } = this;
    for (let code = 0; code < this.keyCodes; code++) {
      const note = pressed.noteOf(code);
      if (note >= 0) this.notes.press(code, note, pressed.velocityOf(code), pressed.sourceOf(code), timeUs);
    }
  }

  private endTogether(timeUs: number): void {
    for (let code = 0; code < this.keyCodes; code++) this.notes.release(code, timeUs);
    // What the pedal holds would ring through the steps.
    if (this.pedalDown) this.notes.setPedal(false, timeUs);
  }

  private arpeggiate(timeUs: number): void {
    const { pressed } = this;
    for (let code = 0; code < this.keyCodes; code++) {
      const note = pressed.noteOf(code);
      if (note >= 0) this.arpeggio.take(note, pressed.velocityOf(code), pressed.sourceOf(code));
    }
    this.arpeggio.begin(timeUs);
  }
}

/** The steps of an arpeggio on the layered notes. */
function stepNotes(notes: LayeredNotes, holder: number): StepNotes {
  return {
    beginStep: (note, velocity, source, timeUs) => notes.press(holder, note, velocity, source, timeUs),
    endStep: (timeUs) => notes.release(holder, timeUs),
    scheduleStep: (note, velocity, startUs, endUs) => notes.schedule(note, velocity, startUs, endUs),
    scheduleFirstStep: (note, startUs, endUs) => notes.scheduleFirst(note, startUs, endUs),
    moveStepEnd: (note, startUs, endUs) => notes.moveEnd(note, startUs, endUs),
    cancelSteps: (fromUs) => notes.cancelScheduled(fromUs),
  };
}
