import fc from 'fast-check';
import t from 'tap';
import { nameFault, nameKey } from '../../src/presets/presetName.js';

t.test('names that people give', async (t) => {
  for (const name of [
    'a',
    'My organ',
    'Jürgens Orgel',
    '電子ピアノ',
    '100 %',
    'off',
    '~',
    "it's",
    'a.yaml',
    'x'.repeat(64),
  ]) {
    t.equal(nameFault(name), undefined, name);
  }
});

t.test('names that do harm', async (t) => {
  const faults: readonly (readonly [string, RegExp])[] = [
    ['', /1 to 64 characters/],
    ['x'.repeat(65), /1 to 64 characters/],
    ['🎹'.repeat(64), /200 bytes/],
    ['../../etc/passwd', /slash/],
    ['a/b', /slash/],
    ['.', /full stop/],
    ['..', /full stop/],
    ['.hidden', /full stop/],
    ['a\nb', /line breaks/],
    ['a\0', /line breaks/],
    ['a\u202eb', /invisible/],
    ['a\u200b', /invisible/],
    ['\ud800', /invisible/],
    [' a', /space/],
    ['a ', /space/],
    ['e\u0301', /composed/],
  ];
  for (const [name, expected] of faults) t.match(nameFault(name), expected, JSON.stringify(name));
});

t.test('whatever has no fault is a name of one file of one folder', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        if (nameFault(name) !== undefined) return true;
        return (
          !/[/\0\n]/.test(name) &&
          !name.startsWith('.') &&
          Buffer.byteLength(`.${name}.yaml.4194304.tmp`) < 256
        );
      }),
    ),
  );
});

t.test('capitals make no other name', async (t) => {
  t.equal(nameKey('My ORGAN'), nameKey('my organ'));
  t.not(nameKey('organ'), nameKey('organs'));
});
