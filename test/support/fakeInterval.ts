/** An interval timer on a clock that the test moves. */
export class FakeInterval {
  private nowMs = 0;
  private dueMs = Number.POSITIVE_INFINITY;
  private periodMs = 0;
  private callback: () => void = () => {};

  /** For `Watchdog`: one timer at a time. */
  readonly start = (callback: () => void, periodMs: number): (() => void) => {
    this.callback = callback;
    this.periodMs = periodMs;
    this.dueMs = this.nowMs + periodMs;
    return () => {
      this.dueMs = Number.POSITIVE_INFINITY;
    };
  };

  /** Lets so many milliseconds pass. */
  advance(ms: number): void {
    const end = this.nowMs + ms;
    while (this.dueMs <= end) {
      this.nowMs = this.dueMs;
      this.dueMs += this.periodMs;
      this.callback();
    }
    this.nowMs = end;
  }
}
