/**
 * Holds back what is logged over and over: of one and the same record, five pass in ten seconds, and then one that says
 * how many more there were.
 */
import { type Clock, systemClock } from './clock.js';

const windowMs = 10_000;
const passing = 5;
/** Different records that are remembered. */
const mostRemembered = 256;

interface Repeated<T> {
  readonly since: number;
  /** The last one held back. */
  record: T;
  count: number;
}

export class Repetitions<T> {
  private readonly clock: Clock;
  private readonly tell: (record: T, heldBack: number) => void;
  /** By key, the oldest first. */
  private readonly seen = new Map<string, Repeated<T>>();
  private callOff: (() => void) | undefined;

  /** @param tell Called with a record that was held back and how often it was, once its ten seconds are over. */
  constructor(tell: (record: T, heldBack: number) => void, clock: Clock = systemClock) {
    this.tell = tell;
    this.clock = clock;
  }

  /** Whether a record may pass. @param key What is the same in records that are the same. */
  passes(key: string, record: T): boolean {
    const now = this.clock.now();
    this.forgetBefore(now - windowMs, now);
    const found = this.seen.get(key);
    if (found === undefined) {
      if (this.seen.size >= mostRemembered) this.forgetOldest();
      this.seen.set(key, { since: now, record, count: 1 });
      return true;
    }
    found.record = record;
    found.count++;
    if (found.count <= passing) return true;
    this.tellLater(found.since + windowMs - now);
    return false;
  }

  /** Tells of everything that is held back now. */
  flush(): void {
    this.callOff?.();
    this.callOff = undefined;
    while (this.seen.size > 0) this.forgetOldest();
  }

  /** A clock that was set back ends every window. */
  private forgetBefore(time: number, now: number): void {
    for (const { since } of this.seen.values()) {
      if (since > time && since <= now) return;
      this.forgetOldest();
    }
  }

  private forgetOldest(): void {
    for (const [key, { record, count }] of this.seen) {
      this.seen.delete(key);
      if (count > passing) this.tell(record, count - passing);
      return;
    }
  }

  /** The only timer, and only while something is held back. */
  private tellLater(delayMs: number): void {
    if (this.callOff !== undefined) return;
    this.callOff = this.clock.later(delayMs, () => {
      this.callOff = undefined;
      const now = this.clock.now();
      this.forgetBefore(now - windowMs, now);
      const held = [...this.seen.values()].find(({ count }) => count > passing);
      if (held !== undefined) this.tellLater(Math.max(held.since + windowMs - now, 1));
    });
  }
}
