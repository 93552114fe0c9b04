/** The velocity of a strike by the configured mode, and which source set it. */
import { clampVelocity } from '../../midi/messages.js';
import type { KeyRow } from '../keymap.js';
import type { VelocitySource } from '../musicalOutput.js';
import { shape } from './curves.js';
import type { VelocityMode, VelocitySettings } from './settings.js';
import { TimingVelocity } from './timing.js';

/** Notes whose timing is averaged in the combined mode. */
const averagedNotes = 3;

/** Whether a source can be had from the devices that are there. */
export type SourceAvailability = 'available' | 'unavailable';

export class VelocityModel {
  /** The result of the last `strike`: 1 to 127. */
  velocity = 0;
  /** What set `velocity`. */
  source: VelocitySource = 'fixed';

  private settings: VelocitySettings;
  private readonly timing: TimingVelocity;
  private readonly recent = new Float64Array(averagedNotes);
  private recentCount = 0;

  /** @param keyCodes Key codes are 0 to `keyCodes` − 1. */
  constructor(keyCodes: number, settings: VelocitySettings) {
    this.settings = settings;
    this.timing = new TimingVelocity(keyCodes, settings.timing);
  }

  /** Takes new settings from the next strike on; what was heard so far stays known. */
  configure(settings: VelocitySettings): void {
    this.settings = settings;
    this.timing.configure(settings.timing);
  }

  /** Whether a mode can do what it says. No device that is read gives pressure. */
  availability(mode: VelocityMode): SourceAvailability {
    return mode === 'pressure' ? 'unavailable' : 'available';
  }

  /**
   * Computes `velocity` and `source` for a key.
   * @param row The key's row, or undefined for a key without one.
   * @param accent 1 while an accent key is held, −1 while a soft key is, else 0.
   */
  strike(code: number, row: KeyRow | undefined, accent: number, timeUs: number): void {
    const { mode, fixed, minimum, maximum, accentAmount } = this.settings;
    const first = this.timing.isFirst;
    // Kept up to date in every mode, so that a change of mode finds the past as it was.
    const timed = this.timing.press(code, timeUs);
    const moved = this.average(first ? 0 : this.timingOffset(timed));
    let velocity = fixed;
    this.source = 'fixed';
    if (mode === 'timing') {
      velocity = timed + accent * accentAmount;
      this.source = 'timing';
    } else if (mode === 'position' || mode === 'combined') {
      velocity = this.positioned(mode, row, timed, moved) + accent * accentAmount;
    }
    const bounded = velocity < minimum ? minimum : Math.min(velocity, maximum);
    this.velocity = clampVelocity(bounded);
  }

  /** A key is up. */
  release(code: number, timeUs: number): void {
    this.timing.release(code, timeUs);
  }

  private positioned(
    mode: 'position' | 'combined',
    row: KeyRow | undefined,
    timed: number,
    moved: number,
  ): number {
    const { position, positionCurve, combination } = this.settings;
    if (row === undefined) {
      this.source = 'timing';
      return timed;
    }
    const base = 127 * shape(positionCurve, position[row] / 127);
    if (mode === 'position' || combination === 'cascade') {
      this.source = 'position';
      return base;
    }
    this.source = 'combined';
    return base + moved;
  }

  /** Where between softest and loudest a timed velocity is, as an offset of at most ± `timingDepth`. */
  private timingOffset(timed: number): number {
    const { timing, timingDepth } = this.settings;
    const middle = (timing.loudest + timing.softest) / 2;
    const half = Math.abs(timing.loudest - timing.softest) / 2;
    return half === 0 ? 0 : (timingDepth * (timed - middle)) / half;
  }

  /**
   * The mean of the last three offsets. Only the inferred part is averaged: a row or an accent is the player's own
   * choice and acts at once.
   */
  private average(offset: number): number {
    this.recent[this.recentCount % averagedNotes] = offset;
    this.recentCount++;
    const count = Math.min(this.recentCount, averagedNotes);
    let sum = 0;
    for (let index = 0; index < count; index++) sum += this.recent[index] as number;
    return sum / count;
  }
}
