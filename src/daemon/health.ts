/** What is amiss, and what that amounts to. An alert stays raised until what raised it is mended. */
import { EventEmitter } from 'node:events';
import type { Alert, HealthStatus } from '../dbus/instrument.js';
import type { ErrorCode, Fault } from '../errors/errors.js';

interface HealthEvents {
  /** With what it is about; empty when its code is enough. */
  raised: [alert: Alert, about: string];
  /** With the alert's code. */
  cleared: [code: ErrorCode];
  statusChanged: [old: HealthStatus, now: HealthStatus, reasons: readonly string[]];
}

export class Health extends EventEmitter<HealthEvents> {
  /** By what is amiss: a code may be raised for several devices. */
  private readonly alerts = new Map<string, Alert>();
  private readonly now: () => Date;
  private lastStatus: HealthStatus = 'healthy';

  constructor(now: () => Date = () => new Date()) {
    super();
    this.now = now;
  }

  /** `failed` while something critical is amiss, `degraded` while anything is. */
  get status(): HealthStatus {
    const all = this.raised;
    if (all.some(({ severity }) => severity === 'critical')) return 'failed';
    return all.length > 0 ? 'degraded' : 'healthy';
  }

  /** One sentence for each alert. */
  get reasons(): readonly string[] {
    return this.raised.map(({ fault }) => fault.message);
  }

  get raised(): readonly Alert[] {
    return [...this.alerts.values()];
  }

  /**
   * Raises an alert, or renews what it says.
   * @param about What it is about, where a code is not enough: the path of a device.
   */
  raise(severity: Alert['severity'], fault: Fault, about = ''): void {
    const key = keyOf(fault.code, about);
    const before = this.alerts.get(key);
    if (before?.severity === severity && before.fault.message === fault.message) return;
    const alert = { severity, fault, since: before?.since ?? this.now().toISOString() };
    this.alerts.set(key, alert);
    this.emit('raised', alert, about);
    this.compareStatus();
  }

  /** What was amiss is mended; nothing happens when it was not. */
  clear(code: ErrorCode, about = ''): void {
    this.clearKey(keyOf(code, about), code);
  }

  /** A code is of the past, whatever it was about. */
  clearEvery(code: ErrorCode): void {
    for (const [key, { fault }] of [...this.alerts]) if (fault.code === code) this.clearKey(key, code);
  }

  /** Everything that was amiss with one thing is mended, or the thing is gone. */
  clearAbout(about: string): void {
    for (const [key, { fault }] of [...this.alerts]) {
      if (key === keyOf(fault.code, about)) this.clear(fault.code, about);
    }
  }

  private clearKey(key: string, code: ErrorCode): void {
    if (!this.alerts.delete(key)) return;
    if (![...this.alerts.values()].some(({ fault }) => fault.code === code)) this.emit('cleared', code);
    this.compareStatus();
  }

  private compareStatus(): void {
    const old = this.lastStatus;
    const now = this.status;
    if (now === old) return;
    this.lastStatus = now;
    this.emit('statusChanged', old, now, this.reasons);
  }
}

function keyOf(code: ErrorCode, about: string): string {
  return `${code} ${about}`;
}
