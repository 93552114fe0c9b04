import convict from 'convict';
import t from 'tap';
import {
  formatNamed,
  hostAndPort,
  integerBetween,
  numberBetween,
  oneOf,
  path,
  regularExpression,
  trueOrFalse,
} from '../../src/config/formats.js';
import { deviceList, midiDeviceList, routeList } from '../../src/config/listFormats.js';

/** What a value becomes in a setting of a format. @throws Error of convict when it is refused. */
function accept(format: convict.SchemaObj['format'], initial: unknown, value: unknown): unknown {
  const configuration = convict<{ setting: unknown }>(
    { setting: { format, default: initial } },
    { env: {}, args: [] },
  );
  configuration.set('setting', value);
  configuration.validate({ allowed: 'strict' });
  return configuration.get('setting');
}

const number = (value: unknown) => accept(numberBetween(-1.5, 10), 0, value);
const integer = (value: unknown) => accept(integerBetween(-1, 10), 0, value);
const flag = (value: unknown) => accept(trueOrFalse, true, value);
const devices = (value: unknown) => accept(deviceList, [], value);

t.test('a number from one bound to the other, both included, as number or text', async (t) => {
  for (const value of [-1.5, 0, 9.25, 10]) {
    t.equal(number(value), value);
    t.equal(number(String(value)), value, 'as text, from the environment');
  }
  t.equal(number(' 7 '), 7);
  for (const value of [-1.6, 10.01, Number.NaN, Number.POSITIVE_INFINITY, true, null, [], {}]) {
    t.throws(() => number(value), { message: /^setting: must be a number from -1\.5 to 10/ }, String(value));
  }
  for (const text of ['', ' ', 'x', '5abc', '1,5']) {
    t.throws(() => number(text), { message: /must be a number from -1\.5 to 10/ }, JSON.stringify(text));
  }
});

t.test('an integer', async (t) => {
  t.same([-1, '10', 3].map(integer), [-1, 10, 3]);
  for (const value of [1.5, '1.5', 11, -2, '3x']) {
    t.throws(() => integer(value), { message: /^setting: must be an integer from -1 to 10: value was/ });
  }
});

t.test('true or false, and no other word', async (t) => {
  t.same([true, false, 'true', 'False', ' TRUE '].map(flag), [true, false, true, false, true]);
  for (const value of ['no', 'yes', 'off', '1', 1, null, []]) {
    t.throws(() => flag(value), { message: /^setting: must be true or false/ }, String(value));
  }
});

t.test('a list of devices', async (t) => {
  const list = [
    { path: '/dev/input/event3', kind: 'keyboard', grab: false },
    { path: '/run/pad', kind: 'touchpad' },
    { path: '/dev/snd/midiC1D0', kind: 'midi' },
  ];
  t.same(devices(list), list);
  t.same(devices([]), []);
  const refused: readonly (readonly [unknown, RegExp])[] = [
    ['/dev/input/event3', /^setting: must be a list of \{path, kind\}: value was "\/dev/],
    [[null], /^setting: \[0\]: must hold keys and values: value was/],
    [['/dev/input/event3'], /\[0\]: must hold keys and values/],
    [[[]], /\[0\]: must hold keys and values/],
    [[{ path: 'event3', kind: 'keyboard' }], /\[0\]\.path: must be a path that begins with \//],
    [[{ path: '/a\nb', kind: 'keyboard' }], /\[0\]\.path: must be a path/],
    [[{ path: '/a' }], /\[0\]\.kind: is missing/],
    [[...list, { path: '/a', kind: 'piano' }], /\[3\]\.kind: must be one of keyboard, touchpad, midi/],
    [[{ path: '/a', kind: 'midi', grab: 'no' }], /\[0\]\.grab: must be true or false/],
    [[{ path: '/a', kind: 'midi', octave: 3 }], /\[0\]\.octave: there is no such key/],
    [[{ path: '/a', kind: 'midi', constructor: 3 }], /\[0\]\.constructor: there is no such key/],
  ];
  for (const [value, message] of refused) t.throws(() => devices(value), { message }, JSON.stringify(value));
});

t.test('a list of MIDI devices needs no kind', async (t) => {
  const midi = (value: unknown) => accept(midiDeviceList, [], value);
  t.same(midi([{ path: '/a' }, { path: '/b', kind: 'midi' }]), [
    { path: '/a' },
    { path: '/b', kind: 'midi' },
  ]);
  t.throws(() => midi([{ path: '/a', kind: 'keyboard' }]), {
    message: /\[0\]\.kind: must be one of midi/,
  });
});

t.test('a list of routes', async (t) => {
  const routes = (value: unknown) => accept(routeList, [], value);
  const list = [
    { source: 'x', destination: 'pitch-bend', amount: 0.5, invert: true, center: 0, curve: 'linear' },
    { source: 'pressure', destination: 'cc-119' },
  ];
  t.same(routes(list), list);
  for (const entry of [
    { source: 'z', destination: 'cc-1' },
    { source: 'x' },
    { source: 'x', destination: 'cc-120' },
    { source: 'x', destination: 'cc-01' },
    { source: 'x', destination: 'cc-1', amount: 1.1 },
    { source: 'x', destination: 'cc-1', center: '0.5' },
    { source: 'x', destination: 'cc-1', curve: 'steep' },
  ]) {
    t.throws(
      () => routes([entry]),
      { message: /^setting: \[0\]\.\w+: (must be|is missing)/ },
      JSON.stringify(entry),
    );
  }
});

t.test('everything that is wrong inside a list', async (t) => {
  const faults = (format: string, value: unknown) => [...(formatNamed(format).partFaults?.(value) ?? [])];
  const told = (format: string, value: unknown) =>
    faults(format, value).map(({ part, nearest }) => (nearest === undefined ? part : `${part} ${nearest}`));
  t.same(told(deviceList, [{ path: '/a', kind: 'midi' }]), []);
  t.same(told(deviceList, 'no list'), []);
  t.same(formatNamed(trueOrFalse).partFaults, undefined);
  t.same(told(deviceList, [{ kind: 'Keybord', path: 'x', grb: true }, { pth: '/a', kind: 'midi' }, 5, {}]), [
    '[0].kind keyboard',
    '[0].path',
    '[0].grb grab',
    '[1].pth path',
    '[2]',
    '[3].path',
    '[3].kind',
  ]);
  t.same(
    told(routeList, [
      { source: 'x', destination: 'pitchbend' },
      { sorce: 'y', destination: 'cc-120', curve: 'liner' },
      { source: 'x', sourc: 'y', destination: 'cc-1' },
    ]),
    [
      '[0].destination pitch-bend',
      '[1].sorce source',
      '[1].destination',
      '[1].curve linear',
      // The key that it is near to is there already.
      '[2].sourc',
    ],
  );
  t.strictSame(faults(midiDeviceList, [{ kind: 'midi' }, null]), [
    {
      index: 0,
      part: '[0].path',
      problem: 'is missing',
      allowed: 'a path that begins with /',
      remedy: 'Add "path: /dev/snd/midiC1D0" to the entry, with the value that you want.',
    },
    {
      index: 1,
      part: '[1]',
      value: null,
      problem: 'must hold keys and values',
      allowed: 'keys: path, kind',
      remedy: 'Write {path: /dev/snd/midiC1D0}, or remove the entry.',
    },
  ]);
});

t.test('one of some words, and other words for them', async (t) => {
  const plain = (value: unknown) => accept(oneOf(['up', 'down']), 'up', value);
  t.equal(plain('down'), 'down');
  for (const value of ['Down', ' down', 'left', 1, null]) {
    t.throws(() => plain(value), { message: /^setting: must be one of up, down/ }, String(value));
  }
  const level = (value: unknown) => accept(oneOf(['warn', 'info'], { warning: 'warn' }), 'info', value);
  t.same(['WARN', 'Warning', ' info ', 'warn'].map(level), ['warn', 'warn', 'info', 'warn']);
  t.throws(() => level('constructor'), { message: /must be one of warn, info/ });
});

t.test('texts with a meaning', async (t) => {
  const file = (value: unknown) => accept(path, '', value);
  t.same(['', '/a b/c', '~/x'].map(file), ['', '/a b/c', '~/x']);
  for (const value of [1, true, [], 'a\nb', 'a\0b'])
    t.throws(() => file(value), { message: /must be a path/ });
  const filter = (value: unknown) => accept(regularExpression, '', value);
  t.equal(filter('Framework|Piano'), 'Framework|Piano');
  t.throws(() => filter('(a'), { message: /must be a regular expression \(Invalid/ });
  const address = (value: unknown) => accept(hostAndPort, 'localhost:1', value);
  t.same(['127.0.0.1:8080', '[::1]:0', 'host.lan:65535'].map(address).length, 3);
  for (const value of ['8080', ':80', 'a:65536', 'a:80:80', '::1:80', 'a b:80']) {
    t.throws(() => address(value), { message: /must be HOST:PORT/ }, value);
  }
});

t.test('what a format allows, as data', async (t) => {
  t.same(formatNamed(integerBetween(1, 2)).description, { type: 'integer', minimum: 1, maximum: 2 });
  t.same(formatNamed(oneOf(['a', 'b'])).description, { type: 'enum', values: ['a', 'b'] });
  t.match(formatNamed(deviceList).description, {
    type: 'list',
    fields: { grab: 'true or false; may be left out' },
  });
  t.throws(() => formatNamed('no such'), { message: 'there is no format "no such"' });
});
