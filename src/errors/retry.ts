/** When to try again what has failed: later each time, and never at the same time as another program. */

export interface RetryTimes {
  /** Milliseconds to the first attempt. */
  readonly firstMs: number;
  /** Milliseconds that are never exceeded. */
  readonly longestMs: number;
}

/** What a test may stand in for. */
export interface RetrySources {
  /** Calls once, after so many milliseconds; returns what calls it off. */
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  /** A number from 0 up to, but not, 1. */
  readonly random: () => number;
}

const sources: RetrySources = {
  startTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

export class Retry {
  private readonly attempt: () => void;
  private readonly times: RetryTimes;
  private readonly sources: RetrySources;
  private cancel: (() => void) | undefined;
  private nextMs: number;

  /** @param attempt What to try. */
  constructor(attempt: () => void, times: RetryTimes, from: RetrySources = sources) {
    this.attempt = attempt;
    this.times = times;
    this.sources = from;
    this.nextMs = times.firstMs;
  }

  /** Tries again: twice as late each time, half of it left to chance. Calling it while it waits does nothing. */
  later(): void {
    if (this.cancel !== undefined) return;
    const wholeMs = this.nextMs;
    this.nextMs = Math.min(this.times.longestMs, wholeMs * 2);
    this.cancel = this.sources.startTimer(
      () => {
        this.cancel = undefined;
        this.attempt();
      },
      (wholeMs / 2) * (1 + this.sources.random()),
    );
  }

  /** Tries at once what it waits to try, and begins anew. Nothing happens when it does not wait. */
  now(): void {
    if (this.cancel === undefined) return;
    this.reset();
    this.attempt();
  }

  /** It has worked, or is not wanted any more: the next time begins anew. */
  reset(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.nextMs = this.times.firstMs;
  }
}
