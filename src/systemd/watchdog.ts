/** The sign of life to the service manager: sent only while everything that should be alive is. */
import type { Heartbeat } from '../engine/heartbeat.js';
import type { Notifier } from './notifier.js';

/** Whether everything that should be alive is. That the main thread lives is shown by its asking. */
export type LifeSigns = () => Heartbeat;

/**
 * How long the manager waits for a sign of life, in microseconds, by sd_watchdog_enabled(3).
 * @returns Undefined when it does not, or waits for another process.
 */
export function watchdogTimeoutUsec(
  environment: NodeJS.ProcessEnv = process.env,
  pid = process.pid,
): number | undefined {
  const { WATCHDOG_USEC: text, WATCHDOG_PID: owner } = environment;
  if (text === undefined || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  return owner === undefined || owner === String(pid) ? Number(text) : undefined;
}

/**
 * How often to look, in milliseconds, and no more than once a second where that is enough. What dies just after a look has
 * been seen alive by the next one, and so lives for a period more than the timeout: hence not a third, but a seventh.
 */
export function watchdogPeriodMs(timeoutUsec: number): number {
  const timeoutMs = timeoutUsec / 1000;
  return Math.max(1, Math.floor(Math.max(timeoutMs / 7, Math.min(1000, timeoutMs / 2))));
}

/** Longer than any night: some machines count the time that they sleep. Microseconds. */
const asleepTimeoutUsec = 7 * 24 * 3600 * 1e6;

/** Looks for which no resume has been announced until it is taken for granted: more than half a minute awake. */
const looksUntilAwake = 28;

/** Calls again and again, in milliseconds; returns what ends it. */
export type StartInterval = (callback: () => void, periodMs: number) => () => void;

/** Node's interval, which keeps no process alive. */
export function startInterval(callback: () => void, periodMs: number): () => void {
  const timer = setInterval(callback, periodMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Pings the manager several times within its timeout. */
export class Watchdog {
  private readonly notifier: Notifier;
  private readonly signs: LifeSigns;
  private readonly changed: (heartbeat: Heartbeat) => void;
  private readonly startInterval: StartInterval;
  private timeoutUsec: number | undefined;
  private endInterval: (() => void) | undefined;
  private alive = true;
  /** Looks since `widen`; undefined when the timeout is what it should be. */
  private widened: number | undefined;

  /** @param changed Told when pings are withheld, and why, and when they go on. */
  constructor(
    notifier: Notifier,
    signs: LifeSigns,
    changed: (heartbeat: Heartbeat) => void = () => {},
    interval: StartInterval = startInterval,
  ) {
    this.startInterval = interval;
    this.notifier = notifier;
    this.signs = signs;
    this.changed = changed;
  }

  /**
   * Pings from now on; nothing happens where no timeout is given. To be called when the manager is told READY.
   * @param timeoutUsec How long the manager waits, in microseconds.
   */
  start(timeoutUsec: number | undefined = watchdogTimeoutUsec()): void {
    this.stop();
    this.timeoutUsec = timeoutUsec;
    if (timeoutUsec === undefined || !this.notifier.present) return;
    this.endInterval = this.startInterval(() => this.look(), watchdogPeriodMs(timeoutUsec));
    this.look();
  }

  stop(): void {
    this.endInterval?.();
    this.endInterval = undefined;
    this.widened = undefined;
  }

  /**
   * Before sleep: the manager is to wait for days. `restore` takes it back; if nobody calls it, the watchdog does so
   * itself when it has been awake for a while.
   */
  widen(): void {
    if (this.endInterval === undefined) return;
    this.widened = 0;
    this.notifier.watchdogUsec(asleepTimeoutUsec);
  }

  /** After sleep: the timeout is again what the unit says. */
  restore(): void {
    if (this.endInterval === undefined || this.timeoutUsec === undefined || this.widened === undefined)
      return;
    this.widened = undefined;
    // Of the time before the sleep nothing may be left that the shorter timeout would count from.
    this.notifier.watchdog();
    this.notifier.watchdogUsec(this.timeoutUsec);
  }

  private look(): void {
    if (this.widened !== undefined && ++this.widened > looksUntilAwake) this.restore();
    const heartbeat = this.signs();
    if (heartbeat.alive) this.notifier.watchdog();
    if (heartbeat.alive === this.alive) return;
    this.alive = heartbeat.alive;
    this.changed(heartbeat);
  }
}
