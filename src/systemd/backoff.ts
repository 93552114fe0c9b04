/** When to try again: at first soon, then twice as late each time. */

const firstMs = 1_000;
const lastMs = 60_000;

/** Calls once, after so many milliseconds; returns what calls it off. */
export type StartTimer = (callback: () => void, delayMs: number) => () => void;

/** Node's timer, which keeps no process alive. */
function startTimer(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}

export class Backoff {
  private readonly attempt: () => void;
  private readonly startTimer: StartTimer;
  private cancel: (() => void) | undefined;
  private waitMs = firstMs;

  /** @param attempt What to try. */
  constructor(attempt: () => void, timer: StartTimer = startTimer) {
    this.attempt = attempt;
    this.startTimer = timer;
  }

  /** Tries again after a second, then two, four … 60. Calling it while it waits does nothing. */
  retry(): void {
    if (this.cancel !== undefined) return;
    this.cancel = this.startTimer(() => {
      this.cancel = undefined;
      this.attempt();
    }, this.waitMs);
    this.waitMs = Math.min(lastMs, this.waitMs * 2);
  }

  /** It has worked, or is not wanted any more: the next time begins anew. */
  reset(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.waitMs = firstMs;
  }
}
