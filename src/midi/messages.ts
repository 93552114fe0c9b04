/** MIDI 1.0 numbers: ranges, controllers and the clamps that keep values inside them. */

/** Channels are counted from 0 to 15, as in the status byte. */
export const channelCount = 16;

/** Keys (note numbers) are 0 to 127; 60 is middle C. */
export const keyCount = 128;

/** The centre of a 14-bit pitch bend, whose range is 0 to 16383. */
export const pitchBendCentre = 8192;

/** Controller numbers (MIDI 1.0, table III) that the instrument uses. */
export const controller = {
  bankSelect: 0,
  modulation: 1,
  volume: 7,
  pan: 10,
  expression: 11,
  sustain: 64,
  sostenuto: 66,
  soft: 67,
  resonance: 71,
  cutoff: 74,
  reverbSend: 91,
  chorusSend: 93,
  allSoundOff: 120,
  resetAllControllers: 121,
  allNotesOff: 123,
} as const;

/** True for an integer from 0 to 127. */
export function isKey(key: number): boolean {
  return Number.isInteger(key) && key >= 0 && key < keyCount;
}

/** The velocity of a sounding note: an integer from 1 to 127 (0 would mean note-off). */
export function clampVelocity(velocity: number): number {
  if (!(velocity > 1)) return 1;
  if (velocity > 127) return 127;
  return Math.round(velocity);
}

/** A 7-bit data value, 0 to 127. */
export function clamp7Bit(value: number): number {
  if (!(value > 0)) return 0;
  if (value > 127) return 127;
  return Math.round(value);
}
