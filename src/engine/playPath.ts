/**
 * The way from kernel events to musical events, put together: decoders of all nodes, one key state, the performer. It
 * has no clock and no thread of its own; the play thread drives it in real time, `replay` in virtual time.
 */
import { InputClock, InputStatistics, KeyboardDecoder } from '../input/keyboardDecoder.js';
import { KeyStrokes } from '../input/keyStrokes.js';
import type { MusicalOutput } from '../performance/musicalOutput.js';
import { Performer, type PerformerSettings } from '../performance/performer.js';
import type { ProgramList } from '../performance/programs.js';

export interface PlayPathSettings {
  readonly performer: PerformerSettings;
  /** Re-triggers of a key within this many microseconds are chatter; 0 believes every one. */
  readonly chatterWindowUs: number;
}

export class PlayPath {
  readonly statistics = new InputStatistics();
  readonly strokes: KeyStrokes;
  readonly performer: Performer;
  private readonly clock = new InputClock();

  constructor(settings: PlayPathSettings, programs: ProgramList, output: MusicalOutput) {
    this.performer = new Performer(settings.performer, programs, output);
    this.strokes = new KeyStrokes(settings.chatterWindowUs, this.performer);
  }

  /** A decoder for one more node of the keyboard. */
  addKeyboard(): KeyboardDecoder {
    return new KeyboardDecoder(this.strokes, this.statistics, this.clock);
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
}
