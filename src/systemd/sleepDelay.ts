/** From the announcement of sleep to the resume: what has to be done before it, and the lock that makes logind wait. */
import type { SleepInhibitor } from './sleepInhibitor.js';

/** What comes with the announcement of sleep. */
export interface SleepPreparation {
  /** The machine waits until this has settled, or until logind would wait no longer. */
  waitUntil(work: Promise<unknown>): void;
}

/** Of the time that logind waits: what is left covers its own clock and ours. */
const shareOfDelay = 0.6;
/** logind's default for InhibitDelayMaxSec, in milliseconds. */
export const defaultDelayMs = 5_000;

export class SleepDelay {
  /** How long logind lets itself be delayed, in milliseconds. */
  maxMs = defaultDelayMs;

  private readonly inhibitor: SleepInhibitor;
  /** Counts the announcements; work that is left of an earlier one changes nothing any more. */
  private announcements = 0;
  private announced = false;

  constructor(inhibitor: SleepInhibitor) {
    this.inhibitor = inhibitor;
  }

  /** Whether logind waits for this process before it sleeps. */
  get held(): boolean {
    return this.inhibitor.held;
  }

  /** Whether sleep has been announced, and no resume since. */
  get sleeping(): boolean {
    return this.announced;
  }

  /**
   * Sleep is announced: lets logind go on when the work is done, or in time before it would by itself.
   * @param prepare Begins the work.
   */
  prepare(prepare: (preparation: SleepPreparation) => void): void {
    this.announced = true;
    const announcement = ++this.announcements;
    const work: Promise<unknown>[] = [];
    prepare({ waitUntil: (one) => work.push(one) });
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      deadline = setTimeout(resolve, this.maxMs * shareOfDelay);
    });
    void Promise.race([Promise.allSettled(work), late]).then(() => {
      clearTimeout(deadline);
      if (this.announced && announcement === this.announcements) this.inhibitor.release();
    });
  }

  /** Sleep is over, or was given up. */
  resume(): void {
    this.announced = false;
  }

  /** Makes logind wait from now on. Throws like `SleepInhibitor.take`. */
  async take(): Promise<void> {
    if (!this.announced) await this.inhibitor.take();
  }

  /** Lets logind go. */
  release(): void {
    this.inhibitor.release();
  }
}
