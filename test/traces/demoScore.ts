/**
 * The music of the demo: Johann Pachelbel's Canon in D (about 1690, in the public domain), arranged for a laptop
 * keyboard. It is fingered in C with the base octave at 5, so that the melody (C4 to G5) is the Q row, the chords
 * (C3 to F4) the A row and the bass (C2 to E3) the Z row. The finale is transposed to D, where Pachelbel wrote it.
 *
 * The programs are those of the built-in sound font, through which the program keys step in the order 0 Keys, 14 Bell,
 * 19 Organ, 25 Plucked String, 33 Bass, 48 Strings, 81 Lead: five steps down to the Strings, two back up to the Plucked
 * String, three more to the Keys.
 *
 * A track is a list of tokens, `symbols:beats`:
 * - a symbol is a note (`C4` is MIDI 60, `F#4`), the name of a key in `key` (`space`), or `r` for a rest;
 * - `+` joins what is struck together;
 * - a token without beats lasts as long as the one before it.
 */

/** Which keys a track takes its notes from when there is a choice, and how it is played. */
export type Hand =
  /** Notes on the Q row and its digits. */
  | 'melody'
  /** Notes on the A row. */
  | 'chords'
  /** Notes on the Z row. */
  | 'bass'
  /** Keys by name. */
  | 'keys'
  /** Keys by name that have to be down before the notes that they are for. */
  | 'modifiers';

/** A part of the piece with one tempo, or one change of tempo. */
export interface Section {
  readonly name: string;
  readonly beats: number;
  /** Beats per minute at the beginning. */
  readonly bpm: number;
  /** Beats per minute at the end, when it changes evenly. */
  readonly endBpm?: number;
  readonly tracks: readonly (readonly [hand: Hand, tokens: string])[];
}

/** Taps of a key as fast as a finger repeats them, 0.15 beats each. */
function taps(keyName: string, count: number): string {
  return `${keyName}:.09 r:.06 `.repeat(count);
}

/** The pedal for so many chords of two beats: pressed after each chord, so that the chord before does not ring on. */
function pedal(chords: number): string {
  return 'r:.12 space:1.82 r:.06 '.repeat(chords);
}

const bpm = 92;

export const score: readonly Section[] = [
  { name: 'up an octave', beats: 1, bpm, tracks: [['keys', 'equal:.15']] },
  {
    name: 'ground',
    beats: 8,
    bpm,
    tracks: [
      ['bass', 'C3:2 G2 A2 E2'],
      ['chords', 'r:.5 E3 G3 C4 r D3 G3 B3 r E3 A3 C4 r E3 G3 B3'],
      ['keys', pedal(4)],
    ],
  },
  {
    name: 'theme',
    beats: 16,
    bpm,
    tracks: [
      [
        'melody',
        'C5+E5:1.5 F5:.25 E5 B4+D5:2 A4+C5 G4+B4:1 E4:.25 F#4 G4 G#4 ' +
          'F4+A4:2 E4+G4 F4+A4:1 C5:.5 A4 G4+B4:1 r',
      ],
      [
        'chords',
        'r:.5 E3 G3 C4 r D3 G3 B3 r E3 A3 C4 r E3 G3 B3 ' + 'r F3 A3 C4 r E3 G3 C4 r F3 A3 C4 F3+B3+D4:2',
      ],
      ['bass', 'C3:2 G2 A2 E2 F2 C2 F2 G2'],
      ['keys', pedal(8)],
      ['keys', `r:15 ${taps('pageDown', 5)}${taps('equal', 1)}`],
    ],
  },
  {
    name: 'quavers on the strings, an octave higher',
    beats: 16,
    bpm,
    tracks: [
      [
        'melody',
        'C4:.5 E4 G4 F4 E4 C4 E4 D4 C4 A3 C4 G4 F4 A4 G4 F4 ' +
          'E4 C4 D4 B4 C5 E5 G5 G4 A4 F4 G4 E4 C4 C5 C5:.75 B4:.25',
      ],
      ['chords', 'C3+E3+G3:2 D3+G3+B3 C3+E3 E3+G3+B3 C3+F3+A3 C3+E3+G3 C3+F3+A3 D3+F3+B3'],
      ['bass', 'C2:2 G2 A2 E2 F2 C2 F2 G2'],
      // The third phrase is an echo, its peak and the last phrase are not.
      ['modifiers', 'r:4 leftCtrl:4 r:2.5 leftShift:1'],
      ['keys', 'r:14.12 space:2.7'],
    ],
  },
  {
    name: 'to the plucked string, down an octave',
    beats: 1,
    bpm,
    tracks: [['keys', `r:.1 ${taps('pageUp', 2)}${taps('minus', 1)}`]],
  },
  {
    name: 'semiquavers on the plucked string',
    beats: 16,
    bpm,
    tracks: [
      [
        'melody',
        'G5:.5 E5:.25 F5 G5:.5 E5:.25 F5 G5 G4 A4 B4 C5 D5 E5 F5 ' +
          'E5:.5 C5:.25 D5 E5:.5 E4:.25 F4 G4 A4 G4 F4 G4 E4 F4 G4 ' +
          'F4:.5 A4:.25 G4 F4:.5 E4:.25 D4 E4 D4 C4 D4 E4 F4 G4 A4 ' +
          'F4:.5 A4:.25 G4 A4:.5 B4:.25 C5 G4 A4 B4 C5 D5 E5 F5 G5',
      ],
      [
        'chords',
        'r:1 E3+G3+C4:.5 r r:1 D3+G3+B3:.5 r r:1 E3+A3+C4:.5 r r:1 E3+G3+B3:.5 r ' +
          'r:1 F3+A3+C4:.5 r r:1 E3+G3+C4:.5 r r:1 F3+A3+C4:.5 r r:1 D3+G3+B3:.5 r',
      ],
      ['bass', 'C3:1 r G2 r A2 r E2 r F2 r C2 r F2 r G2 r'],
      ['modifiers', 'leftShift:.35 r:3.65 '.repeat(4)],
      ['keys', 'r:15 space:2.4'],
    ],
  },
  {
    name: 'back to the keys, and up to D',
    beats: 1.75,
    bpm,
    tracks: [
      ['keys', `r:.1 ${taps('pageUp', 3)}`],
      ['keys', 'r:1.05 capsLock:.6'],
      ['keys', 'r:1.2 dot:.12 r:.1 dot:.12'],
    ],
  },
  {
    name: 'upbeat',
    beats: 2,
    bpm,
    endBpm: 80,
    tracks: [
      ['melody', 'D4:.25 E4 F4 G4 A4 B4 D5 F5'],
      ['chords', 'D3+F3+B3:2'],
      ['bass', 'G2:2'],
      ['keys', pedal(1)],
    ],
  },
  {
    name: 'finale',
    beats: 12,
    bpm: 88,
    tracks: [
      [
        'melody',
        'C5+E5+G5:1 E5:.5 F5 B4+D5+G5:1 F5:.5 D5 A4+C5+E5:1 C5:.5 D5 ' +
          'G4+B4+E5:1 D5:.5 B4 A4+C5+F5:1 E5:.5 D5 G4+C5+E5:1 G4:.5 C5',
      ],
      ['chords', 'r:.5 G3 C4 E4 r G3 B3 D4 r A3 C4 E4 r G3 B3 E4 r A3 C4 F4 r G3 C4 E4'],
      ['bass', 'C2:2 G2 A2 E2 F2 C2'],
      ['keys', pedal(6)],
      ['modifiers', 'leftShift:.3 r:1.7 '.repeat(6)],
    ],
  },
  {
    name: 'cadence',
    beats: 4,
    bpm: 88,
    endBpm: 62,
    tracks: [
      ['melody', 'F4+A4+D5:1 C5:.5 A4 G4+B4+D5:1 B4:.25 D5 F5 D5'],
      ['chords', 'r:.5 F3 A3 D4 r G3 B3 D4'],
      ['bass', 'F2:2 G2'],
      ['keys', pedal(2)],
      ['modifiers', 'leftShift:.3 r:1.7 leftShift:.3'],
    ],
  },
  {
    name: 'last chord',
    beats: 3,
    bpm: 72,
    tracks: [
      ['melody', 'G4+C5+E5:3'],
      ['chords', 'E3+G3:3'],
      ['bass', 'C2+G2:3'],
      ['keys', 'r:.12 space:5.4'],
      ['modifiers', 'leftShift:.4'],
    ],
  },
  {
    name: 'farewell, softly',
    beats: 3.5,
    bpm: 84,
    endBpm: 60,
    tracks: [
      ['melody', 'C4:.25 E4 G4 C5 E5 G5:2'],
      ['modifiers', 'leftCtrl:1.6'],
    ],
  },
  {
    name: 'everything back as it was',
    beats: 2,
    bpm,
    tracks: [
      ['keys', 'capsLock:.7 r:.2 minus:.15'],
      ['keys', 'r:.15 comma:.12 r:.12 comma:.12'],
    ],
  },
];
