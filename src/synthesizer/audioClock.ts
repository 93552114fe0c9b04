/**
 * What the audio clock shows at a time of the monotonic clock. The audio clock advances in steps of a period, at a rate
 * of its own, and it may stand still; this follows its mean smoothly, so that times that are evenly spaced stay so.
 */

/** No audio driver has a longer period: 8192 frames at 48 kHz are 171 ms. A difference beyond this is not a matter of periods. */
const longestStepMs = 250;
/** How fast a difference is made up for: this part of it in a second, but never more than so many ms in a second. */
const correction = 0.5;
const greatestSlewMs = 10;
/** Looks that are farther apart are taken to be so far apart. */
const longestGapMs = 100;
/** The library rounds the time of a block down to milliseconds; this keeps fractions from falling short of a whole one. */
const hair = 1e-6;

export class AudioClock {
  /** True while the clock stands still: what is scheduled now would sound at some time or never. */
  stalled = false;

  private readonly blockMs: number;
  private started = false;
  /** Audio clock minus monotonic clock. */
  private offsetMs = 0;
  private clockMs = 0;
  private lookedMs = 0;
  private movedMs = 0;

  /** @param blockMs How long a block is that is rendered at once, in milliseconds: events begin with a block. */
  constructor(blockMs: number) {
    this.blockMs = blockMs;
  }

  /**
   * Takes note of what the clock shows, in milliseconds.
   * @returns False when it has not gone on as it did before: what was scheduled is void.
   */
  look(nowUs: number, clockMs: number): boolean {
    const nowMs = nowUs / 1000;
    const sinceMs = Math.min(nowMs - this.lookedMs, longestGapMs);
    const beforeMs = this.clockMs;
    this.lookedMs = nowMs;
    this.clockMs = clockMs;
    if (!this.started || clockMs !== beforeMs) this.movedMs = nowMs;
    else if (nowMs - this.movedMs > longestStepMs) {
      const known = this.stalled;
      this.stalled = true;
      return known;
    }
    const errorMs = clockMs - nowMs - this.offsetMs;
    const goesOn = clockMs >= beforeMs && Math.abs(errorMs) <= longestStepMs;
    if (this.started && !this.stalled && goesOn) {
      const slewMs = Math.max(-greatestSlewMs, Math.min(errorMs * correction, greatestSlewMs));
      this.offsetMs += (slewMs * sinceMs) / 1000;
      return true;
    }
    const first = !this.started;
    this.started = true;
    this.stalled = false;
    this.offsetMs = clockMs - nowMs;
    return first;
  }

  /** What happened at this time is heard with the next block: later times count from there. */
  anchor(timeUs: number): void {
    const next = Math.ceil(this.clockMs / this.blockMs - hair) + 1;
    this.offsetMs = next * this.blockMs - timeUs / 1000;
  }

  /**
   * When an event has to be due to begin with the block that is nearest to a time: the first whole millisecond of the
   * clock at which that block is the next.
   */
  msAt(timeUs: number): number {
    const block = Math.round((timeUs / 1000 + this.offsetMs) / this.blockMs);
    return Math.max(0, Math.floor(block * this.blockMs + hair));
  }
}
