/**
 * How often an audio driver renders, from the steps of the audio clock, because what was asked for and what a sound
 * server grants differ. The clock is looked at oftener than it steps, for as long as it takes to see enough steps.
 */

const wantedSteps = 96;
const longestUs = 1.5e6;

export class PeriodMeter {
  private startedUs = -1;
  private lastClockMs = -1;
  private firstStepUs = 0;
  private lastStepUs = 0;
  private steps = 0;
  private over = false;

  /** True while `observe` wants to be called every quarter of a millisecond. */
  get measuring(): boolean {
    return !this.over;
  }

  /** Starts anew: another driver has been opened. */
  restart(): void {
    this.startedUs = -1;
    this.lastClockMs = -1;
    this.steps = 0;
    this.over = false;
  }

  /**
   * Looks at the clock.
   * @returns The period in milliseconds once it is known (NaN when the clock hardly moves), else undefined.
   */
  observe(clockMs: number, nowUs: number): number | undefined {
    if (this.over) return undefined;
    if (this.startedUs < 0) {
      // The first look shows where the clock is, not when it stepped there.
      this.startedUs = nowUs;
      this.lastClockMs = clockMs;
    }
    if (clockMs !== this.lastClockMs) {
      if (this.steps === 0) this.firstStepUs = nowUs;
      this.lastClockMs = clockMs;
      this.lastStepUs = nowUs;
      this.steps++;
    }
    if (this.steps < wantedSteps && nowUs - this.startedUs < longestUs) return undefined;
    this.over = true;
    return this.steps < 3 ? Number.NaN : (this.lastStepUs - this.firstStepUs) / (this.steps - 1) / 1000;
  }
}
