/** Names and frequencies of MIDI keys, in twelve-tone equal temperament with A4 (key 69) at 440 Hz. */

const pitchClasses = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;

/** The scientific name of a MIDI key (0 to 127): 60 is C4, 48 is C3. */
export function noteName(key: number): string {
  if (!Number.isInteger(key) || key < 0 || key > 127) throw new RangeError(`key ${key} is not 0..127`);
  return `${pitchClasses[key % 12]}${Math.floor(key / 12) - 1}`;
}

/** The fundamental of a MIDI key in hertz. */
export function frequencyHz(key: number): number {
  return 440 * 2 ** ((key - 69) / 12);
}
