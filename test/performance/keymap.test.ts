import t from 'tap';
import { key } from '../../src/linux/inputEventCodes.js';
import { laptopKeymap } from '../../src/performance/keymap.js';

/** The rows as they are documented: a name for each key, and below it its distance from 12 × base octave. */
const documented = [
  {
    row: 'q',
    keys: 'q w e r t y u i o p leftBracket rightBracket',
    semitones: '0 2 4 5 7 9 11 12 14 16 17 19',
  },
  {
    row: 'q',
    keys: 'digit2 digit3 digit5 digit6 digit7 digit9 digit0',
    semitones: '1 3 6 8 10 13 15',
  },
  {
    row: 'a',
    keys: 'a s d f g h j k l semicolon apostrophe',
    semitones: '-12 -10 -8 -7 -5 -3 -1 0 2 4 5',
  },
  {
    row: 'z',
    keys: 'z x c v b n m comma dot slash',
    semitones: '-24 -22 -20 -19 -17 -15 -13 -12 -10 -8',
  },
] as const;

const codes: Readonly<Record<string, number>> = key;

for (const { row, keys, semitones } of documented) {
  const distances = semitones.split(' ').map(Number);
  for (const [index, name] of keys.split(' ').entries()) {
    t.test(`${name} plays ${distances[index]} in row ${row}`, async (t) => {
      const found = laptopKeymap.filter(({ code }) => code === codes[name]);
      t.same(found, [{ code: codes[name], semitone: distances[index], row }]);
    });
  }
}

t.test('there are no other note keys', async (t) => {
  const count = documented.reduce((sum, { keys }) => sum + keys.split(' ').length, 0);
  t.equal(laptopKeymap.length, count);
  t.equal(new Set(laptopKeymap.map(({ code }) => code)).size, count, 'each key is there once');
});

t.test('the codes are those of the kernel', async (t) => {
  // From <linux/input-event-codes.h>: KEY_Q, KEY_A, KEY_Z, KEY_2, KEY_SLASH.
  t.same([key.q, key.a, key.z, key.digit2, key.slash], [16, 30, 44, 3, 53]);
});
