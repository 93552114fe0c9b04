/** Gives memory back once the instrument has been inactive for a while: what a start leaves, or an activation. */

/** Milliseconds: V8 shrinks a heap only when little has been allocated for some seconds. Nobody waits for it. */
export const releaseAfterMs = 10_000;

export class IdleRelease {
  private readonly release: () => void;
  private readonly afterMs: number;
  private timer: NodeJS.Timeout | undefined;

  /** @param release Called once for every time that it has been inactive for so many milliseconds. */
  constructor(release: () => void, afterMs = releaseAfterMs) {
    this.release = release;
    this.afterMs = afterMs;
  }

  /** It has become inactive. */
  inactive(): void {
    this.active();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.release();
    }, this.afterMs);
    this.timer.unref();
  }

  /** It has become active, or ends: nothing is released. */
  active(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
