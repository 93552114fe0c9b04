/** What can be set about the layer: a second instrument that plays along. */

export interface LayerSettings {
  readonly enabled: boolean;
  /** MIDI channel, 0 to 15, another than that of the keyboard. */
  readonly channel: number;
  readonly bank: number;
  readonly program: number;
  /** Added to the velocity of each note, −127 to 127; the sum is kept within 1 to 127. */
  readonly velocityOffset: number;
  /** Semitones added to each note, −24 to 24; a note that would be outside 0 to 127 is not layered. */
  readonly transpose: number;
}

/** Strings, a little behind the first instrument. */
export const defaultLayer: LayerSettings = {
  enabled: false,
  channel: 1,
  bank: 0,
  program: 48,
  velocityOffset: -20,
  transpose: 0,
};
