import t from 'tap';
import { checkArguments, checkProperty, describeAllowed } from '../../src/dbus/boundary.js';
import { variant } from '../../src/dbus/dbusLibrary.js';
import { StandardError } from '../../src/dbus/errorNames.js';
import type { Property } from '../../src/dbus/interfaceDescription.js';
import { standardError } from '../../src/dbus/names.js';

const row = [
  { name: 'key', type: 'y', allowed: { minimum: 0, maximum: 127 } },
  { name: 'word', type: 's', allowed: { words: ['one', 'two'] } },
  { name: 'path', type: 's', allowed: { longest: 4 } },
] as const;

t.test('arguments that are allowed', async (t) => {
  t.doesNotThrow(() => checkArguments('M', row, 'yss', [0, 'one', 'äö'], false));
  t.doesNotThrow(() => checkArguments('M', row, 'yss', [127, 'two', ''], false));
  t.doesNotThrow(() => checkArguments('M', [], '', [], false));
});

t.test('arguments that are not', async (t) => {
  const cases = [
    ['yss', [128, 'one', ''], 'The key of M cannot be 128.', 'Give 0 to 127.'],
    ['yss', [1, 'three', ''], 'The word of M cannot be three.', 'Give one of one, two.'],
    ['yss', [1, 'one', 'äöü'], 'The path of M cannot be äöü.', 'Give at most 4 bytes.'],
    [
      'ys',
      [1, 'one'],
      'M takes (y key, s word, s path), but was given (ys).',
      'Give it (y key, s word, s path).',
    ],
    ['', [], 'M takes (y key, s word, s path), but was given none.', 'Give it (y key, s word, s path).'],
  ] as const;
  for (const [signature, body, message, remedy] of cases) {
    const check = (): void => checkArguments('M', row, signature, body, false);
    t.throws(check, { code: 'INVALID_ARGUMENTS', message, remedy }, message);
  }
  t.throws(() => checkArguments('M', [], 'x', [1n], false), {
    message: 'M takes no arguments, but was given (x).',
  });
  t.throws(
    () => checkArguments('M', [], 'x', [1n], true),
    new StandardError(standardError.invalidArgs, 'M takes no arguments, but was given (x).'),
    'of a method that is not of this program',
  );
  const long = 'x'.repeat(1000);
  t.throws(() => checkArguments('M', row, 'yss', [1, long, ''], false), {
    message: `The word of M cannot be ${'x'.repeat(60)}….`,
  });
});

t.test('values of properties', async (t) => {
  const tempo: Property = { type: 'd', access: 'readwrite', allowed: { minimum: 20, maximum: 400 } };
  t.doesNotThrow(() => checkProperty('Tempo', tempo, variant('d', 20)));
  for (const value of [19.99, 400.01]) {
    t.throws(() => checkProperty('Tempo', tempo, variant('d', value)), { code: 'INVALID_ARGUMENTS' });
  }
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => checkProperty('Tempo', tempo, variant('d', value)), { message: 'Tempo is not finite.' });
  }
  t.throws(() => checkProperty('Tempo', tempo, variant('i', 100)), {
    code: 'INVALID_ARGUMENTS',
    message: 'Tempo is of type d, but was given one of type i.',
  });
  t.doesNotThrow(() => checkProperty('Layer', { type: 'b', access: 'readwrite' }, variant('b', false)));
});

t.test('what is allowed, in words', async (t) => {
  t.equal(describeAllowed({ minimum: -24, maximum: 24 }), '-24 to 24');
  t.equal(describeAllowed({ words: ['a', 'b'] }), 'one of a, b');
  t.equal(describeAllowed({ longest: 4096 }), 'at most 4096 bytes');
});
