/** The time, for what a test wants to pass faster. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls it once after so many milliseconds, unless the process ends before. @returns Calls it off. */
  later(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  later: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
