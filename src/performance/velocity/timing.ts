/** Velocity from time: who plays fast plays loud. */
import { shape, type VelocityCurve } from './curves.js';

export interface TimingSettings {
  /** The interval in milliseconds, and below it, that gives `loudest`. */
  readonly fastMs: number;
  /** The interval in milliseconds, and above it, that gives `softest`. */
  readonly slowMs: number;
  /** Velocity 1 to 127. */
  readonly loudest: number;
  /** Velocity 1 to 127. */
  readonly softest: number;
  /** The velocity of a note that nothing went before, 1 to 127. */
  readonly first: number;
  readonly curve: VelocityCurve;
}

export const defaultTiming: TimingSettings = {
  fastMs: 10,
  slowMs: 500,
  loudest: 127,
  softest: 30,
  first: 64,
  curve: 'linear',
};

/** The shorter of the intervals since the key before and since the same key's release counts. */
export class TimingVelocity {
  private settings: TimingSettings;
  private readonly releasedUs: Float64Array;
  private pressedUs = Number.NEGATIVE_INFINITY;

  /** @param keyCodes Key codes are 0 to `keyCodes` − 1. */
  constructor(keyCodes: number, settings: TimingSettings) {
    this.settings = settings;
    this.releasedUs = new Float64Array(keyCodes).fill(Number.NEGATIVE_INFINITY);
  }

  configure(settings: TimingSettings): void {
    this.settings = settings;
  }

  /** True when no key was pressed before. */
  get isFirst(): boolean {
    return this.pressedUs === Number.NEGATIVE_INFINITY;
  }

  /** The velocity, 1 to 127 and not rounded, of a key that is pressed at this time. */
  press(code: number, timeUs: number): number {
    const { fastMs, slowMs, loudest, softest, first, curve } = this.settings;
    const wasFirst = this.isFirst;
    const sinceKeyUs = timeUs - this.pressedUs;
    const sinceReleaseUs = timeUs - (this.releasedUs[code] as number);
    this.pressedUs = timeUs;
    if (wasFirst) return first;
    const intervalMs = Math.min(sinceKeyUs, sinceReleaseUs) / 1000;
    const haste = (slowMs - intervalMs) / (slowMs - fastMs);
    return softest + (loudest - softest) * shape(curve, haste);
  }

  /** A key is up. */
  release(code: number, timeUs: number): void {
    this.releasedUs[code] = timeUs;
  }
}
