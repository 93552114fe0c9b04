import t from 'tap';
import { key } from '../../src/linux/inputEventCodes.js';
import { type Command, commands, laptopBindings } from '../../src/performance/bindings.js';
import { laptopKeymap } from '../../src/performance/keymap.js';

const noteKeys = new Set(laptopKeymap.map(({ code }) => code));

function bound(command: Command) {
  return laptopBindings.filter((binding) => binding.command === command);
}

/** Keys that give a command by themselves. */
const plain: readonly (readonly [Command, readonly number[]])[] = [
  ['command', [key.capsLock]],
  ['octave-up', [key.equal]],
  ['octave-down', [key.minus]],
  ['sustain', [key.space]],
  ['program-next', [key.pageDown]],
  ['program-previous', [key.pageUp]],
  ['panic', [key.esc]],
  ['accent', [key.leftShift, key.rightShift]],
  ['soft', [key.leftCtrl, key.rightCtrl]],
];

for (const [command, codes] of plain) {
  t.test(`${command} has a key of its own`, async (t) => {
    t.same(
      bound(command).map(({ code }) => code),
      codes,
    );
    t.ok(bound(command).every(({ withCommandKey }) => !withCommandKey));
  });
}

t.test('transposition needs the command key', async (t) => {
  t.same(bound('transpose-up'), [{ code: key.dot, command: 'transpose-up', withCommandKey: true }]);
  t.same(bound('transpose-down'), [{ code: key.comma, command: 'transpose-down', withCommandKey: true }]);
});

t.test('layer and arpeggiator need the command key', async (t) => {
  t.same(bound('layer'), [{ code: key.l, command: 'layer', withCommandKey: true }]);
  t.same(bound('arpeggiator'), [{ code: key.a, command: 'arpeggiator', withCommandKey: true }]);
});

t.test('every command can be given', async (t) => {
  t.same(
    commands.filter((command) => bound(command).length === 0),
    [],
  );
});

t.test('a key is either a note or a command', async (t) => {
  const conflicting = laptopBindings.filter(
    ({ code, withCommandKey }) => noteKeys.has(code) && !withCommandKey,
  );
  t.same(conflicting, [], 'no plain command is on a note key');
});

t.test('no key has two meanings at once', async (t) => {
  for (const withCommandKey of [false, true]) {
    const codes = laptopBindings.filter((binding) => binding.withCommandKey === withCommandKey);
    t.equal(new Set(codes.map(({ code }) => code)).size, codes.length);
  }
});
