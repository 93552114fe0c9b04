/**
 * Plays an arpeggio: which note at which time. Steps lie on a grid that begins with the first key; they are planned and
 * scheduled up to 100 ms ahead, begun and ended when their time has come, and taken back when keys or settings change.
 */
import { type Arpeggiator, ArpeggioPosition, noNote } from './arpeggiator.js';
import type { ArpeggiatorSettings } from './arpeggiatorSettings.js';
import type { VelocitySource } from './musicalOutput.js';

/** How far ahead steps are planned: more than the play thread is ever late on a machine in order. */
const lookaheadUs = 100e3;
/** A step that is no farther away stays as it was planned: it may be in the audio that has been rendered already. */
const settledUs = 10e3;
/** More steps than fit into the lookahead: at 400 beats a minute and 12 steps a beat there are 8. */
const mostPlanned = 16;

/** What the steps are played on. Only one step sounds at a time. */
export interface StepNotes {
  beginStep(note: number, velocity: number, source: VelocitySource, timeUs: number): void;
  endStep(timeUs: number): void;
  /** As in `NoteScheduler`. */
  scheduleStep(note: number, velocity: number, startUs: number, endUs: number): void;
  scheduleFirstStep(note: number, startUs: number, endUs: number): void;
  moveStepEnd(note: number, startUs: number, endUs: number): void;
  cancelSteps(fromUs: number): void;
}

class Step {
  note = noNote;
  velocity = 0;
  source: VelocitySource = 'fixed';
  /** On the grid, in microseconds with a fraction. */
  gridUs = 0;
  startUs = 0;
  endUs = 0;
  /** Where the arpeggio is after it. */
  readonly position = new ArpeggioPosition();
}

export class ArpeggioPlayer {
  readonly arpeggiator: Arpeggiator;

  private readonly notes: StepNotes;
  private settings: ArpeggiatorSettings;
  /** Planned steps: `count` from `first` on, round and round. */
  private readonly steps = Array.from({ length: mostPlanned }, () => new Step());
  private first = 0;
  private count = 0;
  /** After the last step that began, and after the last that is planned. */
  private readonly begun = new ArpeggioPosition();
  private readonly planned = new ArpeggioPosition();
  /** The time of the first step that is not planned yet. */
  private nextUs = Number.POSITIVE_INFINITY;
  private soundingNote = noNote;
  private soundingStartUs = 0;
  private soundingEndUs = Number.POSITIVE_INFINITY;

  constructor(settings: ArpeggiatorSettings, arpeggiator: Arpeggiator, notes: StepNotes) {
    this.settings = settings;
    this.arpeggiator = arpeggiator;
    this.notes = notes;
    arpeggiator.mode = settings.mode;
    arpeggiator.setHold(settings.hold);
  }

  /** A key holds a note; the first note of all sounds at once. */
  add(note: number, velocity: number, source: VelocitySource, timeUs: number): void {
    this.catchUp(timeUs);
    const idle = this.arpeggiator.count === 0;
    if (this.arpeggiator.addNote(note, velocity, source)) this.begun.restart();
    if (idle) this.start(timeUs);
    else this.changed(timeUs, settledUs);
  }

  /** A key holds a note already; `begin` then begins with all that do. */
  take(note: number, velocity: number, source: VelocitySource): void {
    this.arpeggiator.addNote(note, velocity, source);
  }

  /** Begins with the notes that have been taken, if any. */
  begin(timeUs: number): void {
    if (this.arpeggiator.count > 0) this.start(timeUs);
  }

  /** A key that held a note is up. */
  remove(note: number, timeUs: number): void {
    this.catchUp(timeUs);
    this.arpeggiator.removeNote(note);
    this.changed(timeUs, settledUs);
  }

  /** The velocity of a note from now on. */
  setVelocity(note: number, velocity: number, source: VelocitySource, timeUs: number): void {
    this.catchUp(timeUs);
    this.arpeggiator.setVelocity(note, velocity, source);
    this.changed(timeUs, settledUs);
  }

  setPedal(down: boolean, timeUs: number): void {
    this.catchUp(timeUs);
    this.arpeggiator.setPedal(down);
    this.changed(timeUs, settledUs);
  }

  /** Lets go of the notes whose keys are up. */
  endHold(timeUs: number): void {
    this.catchUp(timeUs);
    this.arpeggiator.dropReleased();
    this.changed(timeUs, settledUs);
  }

  /** Takes new settings; a change of tempo keeps what part of the current step is over. */
  configure(settings: ArpeggiatorSettings, timeUs: number): void {
    this.catchUp(timeUs);
    const factor = stepUs(settings) / stepUs(this.settings);
    this.settings = settings;
    this.arpeggiator.mode = settings.mode;
    this.arpeggiator.setHold(settings.hold);
    this.takeBack(timeUs, settledUs);
    this.endDropped(timeUs);
    if (this.arpeggiator.count === 0) return;
    if (factor !== 1) this.rescale(timeUs, factor);
    this.plan(timeUs);
  }

  /** What a step sounds like has changed: those to come are planned anew. */
  replan(timeUs: number): void {
    this.catchUp(timeUs);
    this.changed(timeUs, 0);
  }

  /** Ends it and lets go of every note. */
  stop(timeUs: number): void {
    this.catchUp(timeUs);
    this.arpeggiator.clear();
    this.changed(timeUs, 0);
  }

  /** When `advance` wants to be called next, in microseconds; Infinity when nothing is played. */
  nextDeadlineUs(): number {
    // A constant: a number that is computed on every turn of the loop is one that has to be allocated.
    if (this.arpeggiator.count === 0) return Number.POSITIVE_INFINITY;
    const startUs = this.count === 0 ? Number.POSITIVE_INFINITY : this.step(0).startUs;
    const planUs = this.count === mostPlanned ? Number.POSITIVE_INFINITY : this.nextUs - lookaheadUs;
    return Math.min(this.soundingEndUs, startUs, planUs);
  }

  /** Lets happen what was waiting for this time, each thing at its own. */
  advance(nowUs: number): void {
    this.happen(nowUs, nowUs);
  }

  /** Lets happen what was before a change; a step that was to begin just now is subject to it. */
  private catchUp(timeUs: number): void {
    this.happen(timeUs, timeUs - 1);
  }

  private happen(nowUs: number, startsUs: number): void {
    for (let due = this.nextDeadlineUs(); due <= nowUs; due = this.nextDeadlineUs()) {
      if (due === this.soundingEndUs) this.end(due);
      else if (this.count === 0 || due !== this.step(0).startUs) this.plan(nowUs);
      else if (due <= startsUs) this.beginPlanned();
      else return;
    }
  }

  private start(timeUs: number): void {
    const { arpeggiator, begun } = this;
    begun.restart();
    const note = arpeggiator.step(begun);
    const velocity = arpeggiator.velocityOf(note);
    const endUs = Math.round(timeUs + stepUs(this.settings) * this.settings.gate);
    this.sound(note, velocity, arpeggiator.sourceOf(note), timeUs, endUs);
    this.notes.scheduleFirstStep(note, timeUs, endUs);
    this.planned.copy(begun);
    this.nextUs = timeUs + stepUs(this.settings);
    this.plan(timeUs);
  }

  /** Plans anew what is farther away than `settled`; a note that is not held any more ends. */
  private changed(timeUs: number, settled: number): void {
    this.takeBack(timeUs, settled);
    this.endDropped(timeUs);
    this.plan(timeUs);
  }

  /** Takes back the planned steps from the first that is farther away, or whose note is not held any more. */
  private takeBack(timeUs: number, settled: number): void {
    let kept = 0;
    while (kept < this.count && this.stays(this.step(kept), timeUs + settled)) kept++;
    if (kept < this.count) {
      const { gridUs, startUs } = this.step(kept);
      this.nextUs = gridUs;
      this.count = kept;
      this.notes.cancelSteps(startUs);
    }
    this.planned.copy(kept === 0 ? this.begun : this.step(kept - 1).position);
  }

  private stays(step: Step, untilUs: number): boolean {
    return step.startUs < untilUs && this.arpeggiator.has(step.note);
  }

  private endDropped(timeUs: number): void {
    if (this.soundingNote !== noNote && !this.arpeggiator.has(this.soundingNote)) this.end(timeUs);
    if (this.arpeggiator.count === 0) this.nextUs = Number.POSITIVE_INFINITY;
  }

  /** Plans the steps up to the lookahead; those that have been slept through are left out. */
  private plan(nowUs: number): void {
    const lengthUs = stepUs(this.settings);
    if (this.nextUs + lengthUs <= nowUs)
      this.nextUs += Math.floor((nowUs - this.nextUs) / lengthUs) * lengthUs;
    for (; this.nextUs - lookaheadUs <= nowUs && this.count < mostPlanned; this.nextUs += lengthUs) {
      const step = this.step(this.count);
      step.note = this.arpeggiator.step(this.planned);
      step.velocity = this.arpeggiator.velocityOf(step.note);
      step.source = this.arpeggiator.sourceOf(step.note);
      step.position.copy(this.planned);
      step.gridUs = this.nextUs;
      step.startUs = Math.round(this.nextUs);
      step.endUs = Math.round(this.nextUs + lengthUs * this.settings.gate);
      this.count++;
      this.notes.scheduleStep(step.note, step.velocity, step.startUs, step.endUs);
    }
  }

  private beginPlanned(): void {
    const { note, velocity, source, startUs, endUs, position } = this.step(0);
    this.first = (this.first + 1) % mostPlanned;
    this.count--;
    this.begun.copy(position);
    this.sound(note, velocity, source, startUs, endUs);
  }

  private sound(
    note: number,
    velocity: number,
    source: VelocitySource,
    startUs: number,
    endUs: number,
  ): void {
    this.soundingNote = note;
    this.soundingStartUs = startUs;
    this.soundingEndUs = endUs;
    this.notes.beginStep(note, velocity, source, startUs);
  }

  private end(timeUs: number): void {
    this.soundingNote = noNote;
    this.soundingEndUs = Number.POSITIVE_INFINITY;
    this.notes.endStep(timeUs);
  }

  /** Stretches time from now on, or from the last step that stays planned: the end of what sounds and the next step. */
  private rescale(timeUs: number, factor: number): void {
    const last = this.count === 0 ? undefined : this.step(this.count - 1);
    const fromUs = last?.gridUs ?? timeUs;
    const stretched = (us: number): number => fromUs + (us - fromUs) * factor;
    this.nextUs = stretched(this.nextUs);
    if (last !== undefined) {
      last.endUs = Math.round(stretched(last.endUs));
      this.notes.moveStepEnd(last.note, last.startUs, last.endUs);
    } else if (this.soundingNote !== noNote) {
      this.soundingEndUs = Math.round(stretched(this.soundingEndUs));
      this.notes.moveStepEnd(this.soundingNote, this.soundingStartUs, this.soundingEndUs);
    }
  }

  private step(index: number): Step {
    return this.steps[(this.first + index) % mostPlanned] as Step;
  }
}

/** The length of a step in microseconds, 12 500 to 3 000 000. */
function stepUs({ tempo, division }: ArpeggiatorSettings): number {
  return 60e6 / (tempo * division);
}
