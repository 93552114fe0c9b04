/** Reads what a log has left in its folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../../src/logging/clock.js';

/** The names in the folder, in order. */
export function names(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}

/** The lines of a file, without their ends; none when there is no file. */
export function lines(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** A clock that stands until it is told to go. */
export class StillClock implements Clock {
  timeMs: number;
  private waiting: { readonly at: number; readonly action: () => void }[] = [];

  constructor(time: string) {
    this.timeMs = Date.parse(time);
  }

  readonly now = (): number => this.timeMs;

  readonly later = (delayMs: number, action: () => void): (() => void) => {
    const one = { at: this.timeMs + delayMs, action };
    this.waiting.push(one);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== one);
    };
  };

  /** Lets time pass; what is due meanwhile is called at its time. */
  pass(ms: number): void {
    const end = this.timeMs + ms;
    for (;;) {
      const [next] = this.waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.waiting = this.waiting.filter((other) => other !== next);
      this.timeMs = next.at;
      next.action();
    }
    this.timeMs = end;
  }
}
