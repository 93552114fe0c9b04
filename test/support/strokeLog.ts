/** Key strokes, kept to be looked at. */
import type { KeyStrokeSink } from '../../src/input/keyStrokes.js';

/** A stroke in short: `16 down 1000` is Q going down at 1000 µs. */
export type Stroke = `${number} ${'down' | 'up'} ${number}`;

export class StrokeLog implements KeyStrokeSink {
  readonly strokes: Stroke[] = [];
  readonly held = new Set<number>();
  /** What no stream of strokes may do: a key that goes down twice, up twice, or back in time. */
  readonly faults: string[] = [];
  private latestUs = Number.NEGATIVE_INFINITY;

  keyDown(code: number, timeUs: number): void {
    this.strokes.push(`${code} down ${timeUs}`);
    if (this.held.has(code)) this.faults.push(`${code} is down and goes down at ${timeUs}`);
    this.held.add(code);
    this.checkTime(timeUs);
  }

  keyUp(code: number, timeUs: number): void {
    this.strokes.push(`${code} up ${timeUs}`);
    if (!this.held.delete(code)) this.faults.push(`${code} is up and goes up at ${timeUs}`);
    this.checkTime(timeUs);
  }

  /** What came since this was called last. */
  take(): Stroke[] {
    return this.strokes.splice(0);
  }

  private checkTime(timeUs: number): void {
    if (!(timeUs >= this.latestUs)) this.faults.push(`${timeUs} comes after ${this.latestUs}`);
    this.latestUs = timeUs;
  }
}
