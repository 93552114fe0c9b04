import { homedir } from 'node:os';
import fc from 'fast-check';
import t from 'tap';
import { arpeggiatorModes } from '../../src/performance/arpeggiatorSettings.js';
import { velocityModes } from '../../src/performance/velocity/settings.js';
import type { Preset } from '../../src/presets/preset.js';
import { nameFault } from '../../src/presets/presetName.js';
import { presetText, readPreset } from '../../src/presets/presetText.js';

const read = (text: string) => readPreset('/p/Organ.yaml', 'Organ', text);

t.test('a preset as a person writes it', async (t) => {
  const { preset, faults } = read(`
# My first
description: For Sundays.
tags: [organ, warm]
favourite: true
settings:
  soundfont: ~/fonts/big one.sf2
  program: 19
  velocity_mode: fixed
  arpeggiator: off
  gain_db: -6.5
`);
  t.same(faults, []);
  t.same(preset, {
    name: 'Organ',
    description: 'For Sundays.',
    tags: ['organ', 'warm'],
    favourite: true,
    settings: {
      soundFont: `${process.env.HOME || homedir()}/fonts/big one.sf2`,
      program: 19,
      velocityMode: 'fixed',
      arpeggiator: 'off',
      gainDb: -6.5,
    },
  });
});

t.test('nothing has to be there', async (t) => {
  for (const text of ['', '# nothing\n', 'version: 1\n', 'settings:\n']) {
    t.same(read(text), {
      preset: { name: 'Organ', description: '', tags: [], favourite: false, settings: {} },
      faults: [],
    });
  }
});

t.test('every fault at once, with its line, its key, what is allowed and the value', async (t) => {
  const { preset, faults } = read(`name: Orgel
favourite: yes
tags: organ
settings:
  bank: 1
  octave: 12
  transpose: "3"
  velocity_mode: loud
  layer: 1
  tempo: .nan
  soundfont: fonts/a.sf2
  progam: 3
octave: 4
`);
  t.equal(preset, undefined);
  t.same(faults, [
    '/p/Organ.yaml:2: favourite: must be true or false: value was "yes"',
    '/p/Organ.yaml:3: tags: must be a list of texts, like [organ, warm]: value was "organ"',
    '/p/Organ.yaml:6: settings.octave: must be an integer from 0 to 9: value was 12',
    '/p/Organ.yaml:7: settings.transpose: must be an integer from -24 to 24: value was "3"',
    `/p/Organ.yaml:8: settings.velocity_mode: must be one of ${velocityModes.join(', ')}: value was "loud"`,
    '/p/Organ.yaml:9: settings.layer: must be true or false: value was 1',
    '/p/Organ.yaml:10: settings.tempo: must be a number from 20 to 400: value was NaN',
    '/p/Organ.yaml:11: settings.soundfont: must be a whole path, from / or ~/, or empty for the built-in sound font: value was "fonts/a.sf2"',
    '/p/Organ.yaml:12: settings.progam: is no key of a preset, but settings.program is: value was 3',
    '/p/Organ.yaml:13: octave: is no key of a preset, but settings.octave is: value was 4',
    '/p/Organ.yaml: name: must be that of the file, "Organ": value was "Orgel"',
    '/p/Organ.yaml: settings.bank: needs settings.program: value was 1',
  ]);
});

t.test('what is no preset at all', async (t) => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['[1, 2]', /must/],
    ['just a text', /must/],
    ['a: [', /Organ\.yaml:1: /],
    ['name: Organ\nname: Organ\n', /unique/],
    ['version: 2\n', /version: must be 1: value was 2/],
    ['settings: 3\n', /settings: must be one of the keys/],
    [`description: "${'x'.repeat(501)}"`, /at most 500 characters/],
    ['description: "two\\nlines"', /one line/],
    [`tags: [${'a, '.repeat(17)}]`, /at most 16/],
    ['tags: [a, A]', /twice/],
    ['tags: [a, 3]', /1 to 32 characters, which 3 is not/],
    ['tags: ["a "]', /which "a " is not/],
    ['a: &a [x]\nb: [*a, *a]\n', /a: must be one of the keys/],
    ['['.repeat(60_000), /nested too deeply/],
    ['x'.repeat(70_000), /at most 65536 bytes/],
  ];
  for (const [text, expected] of wrong) {
    const { preset, faults } = read(text);
    t.equal(preset, undefined, text.slice(0, 40));
    t.match(faults.join('\n'), expected, text.slice(0, 40));
  }
  t.match(readPreset('/p/.yaml', '', '').faults, [/file's name without \.yaml must have 1 to 64/]);
});

const line = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .filter((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text));
const name = fc
  .oneof(
    line,
    fc.constantFrom('null', 'true', '1e3', '~', '- a', 'a: b', '#', "'", '"', '{', '|', '!!str', '&a', 'y'),
  )
  .map((text) => text.normalize('NFC').trim())
  .filter((text) => nameFault(text) === undefined);
const tag = line
  .map((text) => text.trim().slice(0, 16))
  .filter((text) => text.trim() === text && text !== '' && !/\p{Cs}/u.test(text));
const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const settings = fc
  .record(
    {
      soundFont: fc.oneof(
        fc.constant(''),
        line.map((text) => `/${text}`),
      ),
      bank: fc.integer({ min: 0, max: 16383 }),
      program: fc.integer({ min: 0, max: 127 }),
      octave: fc.integer({ min: 0, max: 9 }),
      transpose: fc.integer({ min: -24, max: 24 }),
      velocityMode: fc.constantFrom(...velocityModes),
      layer: fc.boolean(),
      arpeggiator: fc.constantFrom(...arpeggiatorModes),
      tempo: double(20, 400),
      gainDb: double(-60, 20),
      reverbLevel: double(0, 1),
      chorusLevel: double(0, 10),
    },
    { requiredKeys: [] },
  )
  .filter(({ bank, program }) => bank === undefined || program !== undefined);
const presets: fc.Arbitrary<Preset> = fc.record({
  name,
  description: line,
  tags: fc.uniqueArray(tag, { maxLength: 16, selector: (text) => text.toLowerCase() }),
  favourite: fc.boolean(),
  settings,
});

t.test('what is written is what is read', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(presets, (preset) => {
        const read = readPreset('/p', preset.name, presetText(preset));
        // A minus before nothing is nothing in YAML.
        const same = (value: unknown): string => JSON.stringify(value);
        return same(read.faults) === '[]' && same(read.preset) === same(preset);
      }),
    ),
  );
});

t.test('no text whatever throws', async (t) => {
  const keys = fc.constantFrom(
    'name',
    'tags',
    'settings',
    'settings:\n  tempo',
    'favourite',
    'version',
    '? x',
    '<<',
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.tuple(keys, fc.string()))
      .map((rows) => rows.map(([key, value]) => `${key}: ${value}`).join('\n')),
    fc.json(),
  );
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(hostile, (text) => {
        const { preset, faults } = read(text);
        return (preset === undefined) === faults.length > 0;
      }),
    ),
  );
});
