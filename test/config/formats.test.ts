import convict from 'convict';
import t from 'tap';
import { deviceList, integerBetween, numberBetween, trueOrFalse } from '../../src/config/formats.js';

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
    { path: '/dev/input/event3', kind: 'keyboard' },
    { path: '/run/pad', kind: 'touchpad' },
    { path: '/dev/snd/midiC1D0', kind: 'midi' },
  ];
  t.same(devices(list), list);
  t.same(devices([]), []);
  const refused: readonly (readonly [unknown, RegExp])[] = [
    ['/dev/input/event3', /^setting: must be a list of \{path, kind\}: value was "\/dev/],
    [[null], /needs a path that begins with \//],
    [['/dev/input/event3'], /needs a path that begins with \//],
    [[{ path: 'event3', kind: 'keyboard' }], /needs a path that begins with \//],
    [[{ path: '/a' }], /needs a kind in every entry: keyboard, touchpad, midi/],
    [[{ path: '/a', kind: 'piano' }], /needs a kind in every entry/],
    [[{ path: '/a', kind: 'midi', grab: true }], /knows only path and kind in an entry, not grab/],
  ];
  for (const [value, message] of refused) t.throws(() => devices(value), { message }, JSON.stringify(value));
});
