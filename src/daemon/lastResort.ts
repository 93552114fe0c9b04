/**
 * Where no service manager watches over the process, it watches over itself: a play thread that hangs has the keyboard,
 * and whoever sits there cannot even type what would end it.
 */
import type { Heartbeat } from '../engine/heartbeat.js';
import { type LifeSigns, type StartInterval, startInterval } from '../systemd/watchdog.js';

const lookEveryMs = 2_000;
/** As long as a service manager would wait. */
export const longestSilenceMs = 10_000;

export class LastResort {
  private readonly signs: LifeSigns;
  private readonly giveUp: (reason: string) => void;
  private readonly interval: StartInterval;
  private end: (() => void) | undefined;
  private silentMs = 0;

  /** @param giveUp Ends the process: nothing else gives the keyboard back. */
  constructor(signs: LifeSigns, giveUp: (reason: string) => void, interval: StartInterval = startInterval) {
    this.signs = signs;
    this.giveUp = giveUp;
    this.interval = interval;
  }

  /** Looks from now on: the keyboard is taken. */
  begin(): void {
    this.stop();
    this.end = this.interval(() => this.look(this.signs()), lookEveryMs);
  }

  /** It has been given back. */
  stop(): void {
    this.end?.();
    this.end = undefined;
    this.silentMs = 0;
  }

  private look(heartbeat: Heartbeat): void {
    this.silentMs = heartbeat.alive ? 0 : this.silentMs + lookEveryMs;
    if (!heartbeat.alive && this.silentMs >= longestSilenceMs) this.giveUp(heartbeat.reason);
  }
}
