/**
 * Writes the demo performance: `node dist/test/traces/composeDemo.js OUT`. It plays the score as hands would, with
 * chance that is seeded: the same file every time.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { formatEvemu } from '../../src/linux/evemu.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { type Hand, type Section, score } from './demoScore.js';
import { type KeyAction, recordKeyboard } from './keyboardTrace.js';

/** The base octave that the score is fingered for. */
const fingeredOctave = 5;

/** Rows of note keys, and their distances in semitones from 12 × base octave. */
const keyRows: Readonly<
  Record<'melody' | 'chords' | 'bass', readonly (readonly [code: number, semitone: number])[]>
> = {
  melody: [
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
  ],
  chords: [
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
  ],
  bass: [
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
  ],
};

/** How long a note is held, as a part of its written length; the rest is for the finger to travel. */
const legato = 0.93;
/** Modifiers go down this long before what they are for. */
const modifierLeadMs = 55;
/** A key needs this long to come up and go down again. */
const repeatGapMs = 40;

/** A stroke of a key, in milliseconds. */
interface Stroke {
  readonly code: number;
  readonly downMs: number;
  upMs: number;
}

/** Uniform numbers from 0 to 1 (the generator "mulberry32": 32 bits of state, the same on every machine). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Milliseconds from the section's beginning to a beat of it, which may be past its end. */
function timeOfBeat(section: Section, beat: number): number {
  const first = 60_000 / section.bpm;
  const last = 60_000 / (section.endBpm ?? section.bpm);
  const inside = Math.min(beat, section.beats);
  return first * inside + ((last - first) * inside * inside) / (2 * section.beats) + last * (beat - inside);
}

/** The key of a symbol of the score. A note that the hand's own row lacks is taken from a row above. */
function keyOf(symbol: string, hand: Hand): number {
  if (hand === 'keys' || hand === 'modifiers') {
    const code = (key as Readonly<Record<string, number>>)[symbol];
    if (code === undefined) throw new RangeError(`${symbol} is no key`);
    return code;
  }
  const [, letter = '', sharp = '', octave = ''] = /^([A-G])(#?)(\d)$/.exec(symbol) ?? [];
  const pitchClass = 'C D EF G A B'.indexOf(letter) + sharp.length;
  const semitone = pitchClass + 12 * (Number(octave) + 1 - fingeredOctave);
  for (const row of [keyRows[hand], keyRows.chords, keyRows.melody]) {
    const found = row.find(([, distance]) => distance === semitone);
    if (letter !== '' && found) return found[0];
  }
  throw new RangeError(`no key plays ${symbol}`);
}

/** The strokes of one track of a section that begins at `startMs`. */
function playTrack(
  section: Section,
  hand: Hand,
  tokens: string,
  startMs: number,
  random: () => number,
): Stroke[] {
  const plays = hand === 'melody' || hand === 'chords' || hand === 'bass';
  const strokes: Stroke[] = [];
  let beat = 0;
  let beats = 0;
  for (const token of tokens.trim().split(/\s+/)) {
    const [symbols = '', length] = token.split(':');
    if (length !== undefined) beats = Number(length);
    // The sum of three uniform numbers is close enough to a bell curve: up to 18 ms early or late, mostly below 6.
    const errorMs =
      (random() + random() + random() - 1.5) * (plays ? 12 : 6) - (hand === 'modifiers' ? modifierLeadMs : 0);
    let downMs = startMs + timeOfBeat(section, beat) + errorMs;
    const heldMs = timeOfBeat(section, beat + beats) - timeOfBeat(section, beat);
    for (const symbol of symbols === 'r' ? [] : symbols.split('+')) {
      const upMs = downMs + heldMs * (plays ? legato - 0.08 * random() : 1);
      strokes.push({ code: keyOf(symbol, hand), downMs, upMs });
      // The fingers of a chord do not land all at once.
      downMs += 1 + 3 * random();
    }
    beat += beats;
  }
  return strokes;
}

/** Lifts keys early enough to be struck again. */
function separate(strokes: Stroke[]): void {
  const last = new Map<number, Stroke>();
  for (const stroke of strokes.sort((a, b) => a.downMs - b.downMs)) {
    const before = last.get(stroke.code);
    if (before) before.upMs = Math.min(before.upMs, stroke.downMs - repeatGapMs);
    if (before && before.upMs < before.downMs + repeatGapMs) {
      throw new RangeError(`key ${stroke.code} is struck twice at ${Math.round(stroke.downMs)} ms`);
    }
    last.set(stroke.code, stroke);
  }
}

/** The text of the demo recording. */
export function composeDemo(): string {
  const random = seeded(1690);
  const strokes: Stroke[] = [];
  let startMs = 0;
  for (const section of score) {
    for (const [hand, tokens] of section.tracks) {
      strokes.push(...playTrack(section, hand, tokens, startMs, random));
    }
    startMs += timeOfBeat(section, section.beats);
  }
  separate(strokes);
  const actions = strokes.flatMap(({ code, downMs, upMs }): KeyAction[] => [
    { timeMs: downMs, code, down: true },
    { timeMs: upMs, code, down: false },
  ]);
  return formatEvemu(recordKeyboard(actions, random), [
    "Johann Pachelbel's Canon in D (about 1690, in the public domain), arranged for a Framework 16's keyboard.",
    'Made by test/traces/composeDemo.ts from test/traces/demoScore.ts; do not edit.',
    'It expects the built-in sound font, the program 0 (Keys) and the base octave 4 at the beginning, and leaves them so.',
  ]);
}

const [, script, output] = argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  if (output === undefined) throw new Error('usage: node composeDemo.js OUT');
  writeFileSync(output, composeDemo());
}
