/** What can be set about velocity. */
import type { VelocityCurve } from './curves.js';
import { defaultPosition, type PositionSettings } from './position.js';
import { defaultTiming, type TimingSettings } from './timing.js';

/**
 * - `timing`: from the time between keys
 * - `pressure`: from a touchpad that measures it
 * - `position`: from the row of the key
 * - `combined`: position, moved by timing
 * - `fixed`: always the same
 */
export const velocityModes = ['timing', 'pressure', 'position', 'combined', 'fixed'] as const;
export type VelocityMode = (typeof velocityModes)[number];

/**
 * How `combined` combines.
 * - `blend`: position is the base and timing moves it
 * - `cascade`: the first source that there is: position, for keys without a row timing
 */
export const combinations = ['blend', 'cascade'] as const;
export type Combination = (typeof combinations)[number];

export interface VelocitySettings {
  readonly mode: VelocityMode;
  /** The velocity of the fixed mode, and of a mode whose source is unavailable; 1 to 127. */
  readonly fixed: number;
  /** No note is softer, 1 to 127: a key that is struck and cannot be heard would look like a fault. */
  readonly minimum: number;
  /** No note is louder, 1 to 127. */
  readonly maximum: number;
  /** What an accent key adds and a soft key takes, 0 to 126; not in the fixed mode. */
  readonly accentAmount: number;
  readonly timing: TimingSettings;
  readonly position: PositionSettings;
  readonly positionCurve: VelocityCurve;
  readonly combination: Combination;
  /** How far timing moves the combined velocity either way, 0 to 126. */
  readonly timingDepth: number;
}

export const defaultVelocity: VelocitySettings = {
  mode: 'combined',
  fixed: 100,
  minimum: 20,
  maximum: 127,
  accentAmount: 20,
  timing: defaultTiming,
  position: defaultPosition,
  positionCurve: 'linear',
  combination: 'blend',
  timingDepth: 20,
};
