import t from 'tap';
import { PressedKeys } from '../../src/performance/pressedKeys.js';

t.test('a key remembers what it was struck as until it is released', async (t) => {
  const keys = new PressedKeys(16);
  keys.press(3, 60, 90, 'timing');
  t.same([keys.noteOf(3), keys.velocityOf(3), keys.sourceOf(3)], [60, 90, 'timing']);
  t.equal(keys.release(3), 60);
  t.equal(keys.release(3), -1, 'once');
  t.equal(keys.noteOf(3), -1);
});

t.test('of several keys on a note, the one that was struck last is found', async (t) => {
  const keys = new PressedKeys(16);
  t.equal(keys.lastWith(60), -1);
  keys.press(9, 60, 10, 'fixed');
  keys.press(2, 60, 20, 'fixed');
  keys.press(5, 61, 30, 'fixed');
  t.equal(keys.lastWith(60), 2);
  keys.press(9, 60, 40, 'fixed');
  t.equal(keys.lastWith(60), 9, 'struck again');
  keys.release(9);
  t.equal(keys.lastWith(60), 2);
});

t.test('after clear no key plays anything', async (t) => {
  const keys = new PressedKeys(16);
  keys.press(1, 60, 10, 'fixed');
  keys.clear();
  t.equal(keys.noteOf(1), -1);
  t.equal(keys.release(1), -1);
});
