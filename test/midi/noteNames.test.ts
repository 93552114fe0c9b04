import t from 'tap';
import { keyCount } from '../../src/midi/messages.js';
import { frequencyHz, noteName } from '../../src/midi/noteNames.js';

t.test('middle C is C4, and the octave changes at C', async (t) => {
  const names = [
    [0, 'C-1'],
    [11, 'B-1'],
    [12, 'C0'],
    [48, 'C3'],
    [59, 'B3'],
    [60, 'C4'],
    [61, 'C♯4'],
    [63, 'E♭4'],
    [66, 'F♯4'],
    [68, 'A♭4'],
    [69, 'A4'],
    [70, 'B♭4'],
    [127, 'G9'],
  ] as const;
  for (const [key, name] of names) t.equal(noteName(key), name);
});

t.test('every key has a name of its own', async (t) => {
  t.equal(new Set(Array.from({ length: keyCount }, (_, key) => noteName(key))).size, keyCount);
});

t.test('what is not a key has no name', async (t) => {
  for (const key of [-1, 128, 60.5, Number.NaN]) {
    t.throws(() => noteName(key), { name: 'RangeError', message: `key ${key} is not 0..127` });
  }
});

t.test('frequencies', async (t) => {
  t.equal(frequencyHz(69), 440);
  t.equal(frequencyHz(57), 220);
  t.equal(frequencyHz(81), 880);
  t.ok(Math.abs(frequencyHz(60) - 261.6256) < 1e-4, 'middle C');
  t.ok(Math.abs(frequencyHz(0) - 8.1758) < 1e-4, 'the lowest key');
  for (let key = 1; key < keyCount; key++) {
    const cents = 1200 * Math.log2(frequencyHz(key) / frequencyHz(key - 1));
    t.ok(Math.abs(cents - 100) < 1e-6, `key ${key} is a semitone above the one below it`);
  }
});
