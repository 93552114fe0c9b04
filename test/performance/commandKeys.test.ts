import t from 'tap';
import { key } from '../../src/input/keyCodes.js';
import { laptopBindings } from '../../src/performance/bindings.js';
import { CommandKeys } from '../../src/performance/commandKeys.js';

const [shift, octave, letter, capsLock] = [1, 2, 3, 4] as const;
const keys = () =>
  new CommandKeys(8, [
    { code: capsLock, command: 'command', withCommandKey: false },
    { code: shift, command: 'accent', withCommandKey: false },
    { code: octave, command: 'octave-up', withCommandKey: false },
    { code: letter, command: 'layer', withCommandKey: true },
    { code: octave, command: 'panic', withCommandKey: true },
  ]);

t.test('a key gives its command, and its release ends that one', async (t) => {
  const commands = keys();
  t.equal(commands.press(shift), 'accent');
  t.equal(commands.held('accent'), 1);
  t.equal(commands.release(shift), 'accent');
  t.equal(commands.held('accent'), 0);
  t.equal(commands.release(shift), undefined);
});

t.test('some commands are given only while the command key is held', async (t) => {
  const commands = keys();
  t.equal(commands.press(letter), undefined);
  t.equal(commands.press(octave), 'octave-up');
  commands.release(octave);
  commands.press(capsLock);
  t.equal(commands.press(letter), 'layer');
  t.equal(commands.press(octave), 'panic', 'in place of what the key gives by itself');
  t.equal(commands.press(shift), 'accent', 'others go on working');
  commands.release(capsLock);
  t.equal(commands.release(octave), 'panic', 'released after the command key');
});

t.test('accent and soft keys outweigh each other, however many are held', async (t) => {
  const commands = new CommandKeys(key.max + 1, laptopBindings);
  const after = (code: number, down: boolean): number => {
    if (down) commands.press(code);
    else commands.release(code);
    return commands.accent;
  };
  t.same(
    [
      after(key.leftShift, true),
      after(key.rightShift, true),
      after(key.leftCtrl, true),
      after(key.leftShift, false),
      after(key.rightShift, false),
      after(key.leftCtrl, false),
    ],
    [1, 1, 0, 0, -1, 0],
  );
  t.notOk(commands.commandKeyHeld);
  commands.press(key.capsLock);
  t.ok(commands.commandKeyHeld);
  commands.release(key.capsLock);
  t.notOk(commands.commandKeyHeld);
});
