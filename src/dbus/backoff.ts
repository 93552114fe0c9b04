/** How long to wait before trying again: longer each time, and never the same for two programs. */

export interface BackoffSettings {
  /** Milliseconds. */
  readonly firstMs: number;
  readonly longestMs: number;
}

export class Backoff {
  private readonly settings: BackoffSettings;
  private readonly random: () => number;
  private attempts = 0;

  /** @param random A number from 0 up to, but not, 1. */
  constructor(settings: BackoffSettings, random: () => number = Math.random) {
    this.settings = settings;
    this.random = random;
  }

  /** Milliseconds to the next attempt: doubled each time, half of it left to chance. */
  next(): number {
    const { firstMs, longestMs } = this.settings;
    const whole = Math.min(longestMs, firstMs * 2 ** this.attempts);
    // Once it is the longest it stays so; a power that grows for ever would not stay a number.
    if (whole < longestMs) this.attempts++;
    return (whole / 2) * (1 + this.random());
  }

  reset(): void {
    this.attempts = 0;
  }
}
