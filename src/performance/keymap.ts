/**
 * Which key plays which note: rows of physical keys with their distance in semitones from the base note, 12 × octave.
 * Physical, because evdev codes name positions: the code of Q is the key right of Tab on every layout.
 */
import { key } from '../input/keyCodes.js';

/** The row that a note key is in, from the player's side outwards. The digits are the black keys of the Q row. */
export type KeyRow = 'z' | 'a' | 'q';

export interface NoteKey {
  /** The evdev key code. */
  readonly code: number;
  /** Semitones from 12 × base octave. */
  readonly semitone: number;
  readonly row: KeyRow;
}

function row(name: KeyRow, keys: readonly (readonly [code: number, semitone: number])[]): NoteKey[] {
  return keys.map(([code, semitone]) => ({ code, semitone, row: name }));
}

/** The layout of a laptop keyboard: two and a half octaves of a piano laid over three rows. */
export const laptopKeymap: readonly NoteKey[] = [
  ...row('q', [
    [key.q, 0],
    [key.digit2, 1],
    [key.w, 2],
    [key.digit3, 3],
    [key.e, 4],
    [key.r, 5],
    [key.digit5, 6],
    [key.t, 7],
    [key.digit6, 8],
    [key.y, 9],
    [key.digit7, 10],
    [key.u, 11],
    [key.i, 12],
    [key.digit9, 13],
    [key.o, 14],
    [key.digit0, 15],
    [key.p, 16],
    [key.leftBracket, 17],
    [key.rightBracket, 19],
  ]),
  ...row('a', [
    [key.a, -12],
    [key.s, -10],
    [key.d, -8],
    [key.f, -7],
    [key.g, -5],
    [key.h, -3],
    [key.j, -1],
    [key.k, 0],
    [key.l, 2],
    [key.semicolon, 4],
    [key.apostrophe, 5],
  ]),
  ...row('z', [
    [key.z, -24],
    [key.x, -22],
    [key.c, -20],
    [key.v, -19],
    [key.b, -17],
    [key.n, -15],
    [key.m, -13],
    [key.comma, -12],
    [key.dot, -10],
    [key.slash, -8],
  ]),
];
