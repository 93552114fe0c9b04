/** What can be set about the arpeggiator. */

/**
 * The order in which held notes are played one by one.
 * - `off`: they sound together
 * - `up`, `down`: from the lowest, from the highest
 * - `up-down`: up and down again, the ends once
 * - `random`: any, never the same twice running where there are two
 */
export const arpeggiatorModes = ['off', 'up', 'down', 'up-down', 'random'] as const;
export type ArpeggiatorMode = (typeof arpeggiatorModes)[number];

/** Beats a minute. */
export const tempoRange = { minimum: 20, maximum: 400 } as const;

export interface ArpeggiatorSettings {
  readonly mode: ArpeggiatorMode;
  /** Beats a minute, 20 to 400. */
  readonly tempo: number;
  /** Steps a beat, 1 to 12: 4 makes sixteenths. */
  readonly division: number;
  /** The part of a step that a note sounds, 0.05 to 1. */
  readonly gate: number;
  /** Released notes go on being played until others are pressed. */
  readonly hold: boolean;
}

export const defaultArpeggiator: ArpeggiatorSettings = {
  mode: 'off',
  tempo: 120,
  division: 4,
  gate: 0.5,
  hold: false,
};
