/**
 * The way from kernel events to musical events, put together: decoders of all nodes, one key state, the performer. It
 * has no clock and no thread of its own; the play thread drives it in real time, `replay` in virtual time.
 */
import { InputClock, InputStatistics, KeyboardDecoder } from '../input/keyboardDecoder.js';
import { type KeyStrokeSink, KeyStrokes } from '../input/keyStrokes.js';
import { key } from '../linux/inputEventCodes.js';
import type { MusicalOutput } from '../performance/musicalOutput.js';
import { Performer, type PerformerSettings } from '../performance/performer.js';
import type { ProgramList } from '../performance/programs.js';

export interface PlayPathSettings {
  readonly performer: PerformerSettings;
  /** Re-triggers of a key within this many microseconds are chatter; 0 believes every one. */
  readonly chatterWindowUs: number;
  /** The code of the key that asks to turn the instrument on or off, and plays nothing; KEY_CONFIG unless given. */
  readonly toggleKey?: number;
}

export class PlayPath implements KeyStrokeSink {
  readonly statistics = new InputStatistics();
  readonly strokes: KeyStrokes;
  readonly performer: Performer;
  /** The toggle key of a keyboard that is played has been pressed; the owner clears it. */
  toggleRequested = false;

  private readonly clock = new InputClock();
  private readonly toggleKey: number;

  constructor(settings: PlayPathSettings, programs: ProgramList, output: MusicalOutput) {
    this.performer = new Performer(settings.performer, programs, output);
    this.strokes = new KeyStrokes(settings.chatterWindowUs, this);
    this.toggleKey = settings.toggleKey ?? key.config;
  }

  /** A decoder for one more node of the keyboard. */
  addKeyboard(): KeyboardDecoder {
    return new KeyboardDecoder(this.strokes, this.statistics, this.clock);
  }

  keyDown(code: number, timeUs: number): void {
    if (code === this.toggleKey) this.toggleRequested = true;
    else this.performer.keyDown(code, timeUs);
  }

  keyUp(code: number, timeUs: number): void {
    if (code !== this.toggleKey) this.performer.keyUp(code, timeUs);
  }

  /** Lets happen what was waiting for this time. */
  advance(nowUs: number): void {
    if (this.nextDeadlineUs() > nowUs) return;
    const timeUs = this.clock.next(nowUs);
    this.strokes.advance(timeUs);
    this.performer.advance(timeUs);
  }

  /** When `advance` wants to be called next, in microseconds; Infinity when nothing waits. */
  nextDeadlineUs(): number {
    return Math.min(this.strokes.nextDeadlineUs(), this.performer.nextDeadlineUs());
  }

  /** Ends every note. */
  panic(nowUs: number): void {
    const timeUs = this.clock.next(nowUs);
    // A press that waits for the end of the chatter window would sound after all.
    this.strokes.settle(timeUs);
    this.performer.panic(timeUs);
  }

  /** Nothing is left to play on: lets go of the notes that the arpeggiator holds although their keys are up. */
  endHold(nowUs: number): void {
    const timeUs = this.clock.next(nowUs);
    // A release that waits for the end of the chatter window would be held after all.
    this.strokes.settle(timeUs);
    this.performer.endHold(timeUs);
  }

  /** What was asked for by keys and not yet done is not wanted any more. */
  forgetRequests(): void {
    this.toggleRequested = false;
    this.performer.deactivationRequested = false;
  }
}
