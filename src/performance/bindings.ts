/** Which key gives which command. A key is a note or a command, never both: see `withCommandKey`. */
import { key } from '../input/keyCodes.js';

/**
 * What a key can do besides playing a note.
 * - `octave-up`, `octave-down`: the base octave, from now on
 * - `transpose-up`, `transpose-down`: by a semitone, from now on
 * - `program-next`, `program-previous`: through the presets of the sound font
 * - `sustain`: the pedal, as long as the key is held
 * - `panic`: every note ends at once
 * - `layer`: the second instrument plays along, or no longer does
 * - `arpeggiator`: the next of its modes, from off to random and round to off
 * - `accent`, `soft`: louder and softer strikes, as long as the key is held
 * - `command`: the command key itself
 */
export const commands = [
  'octave-up',
  'octave-down',
  'transpose-up',
  'transpose-down',
  'program-next',
  'program-previous',
  'sustain',
  'panic',
  'layer',
  'arpeggiator',
  'accent',
  'soft',
  'command',
] as const;
export type Command = (typeof commands)[number];

export interface Binding {
  /** The evdev key code. */
  readonly code: number;
  readonly command: Command;
  /** True for a command on a key that plays a note otherwise: it is given only while the command key is held. */
  readonly withCommandKey: boolean;
}

function plain(code: number, command: Command): Binding {
  return { code, command, withCommandKey: false };
}

function held(code: number, command: Command): Binding {
  return { code, command, withCommandKey: true };
}

export const laptopBindings: readonly Binding[] = [
  plain(key.capsLock, 'command'),
  plain(key.equal, 'octave-up'),
  plain(key.minus, 'octave-down'),
  plain(key.space, 'sustain'),
  plain(key.pageDown, 'program-next'),
  plain(key.pageUp, 'program-previous'),
  plain(key.esc, 'panic'),
  plain(key.leftShift, 'accent'),
  plain(key.rightShift, 'accent'),
  plain(key.leftCtrl, 'soft'),
  plain(key.rightCtrl, 'soft'),
  held(key.dot, 'transpose-up'),
  held(key.comma, 'transpose-down'),
  held(key.l, 'layer'),
  held(key.a, 'arpeggiator'),
];
