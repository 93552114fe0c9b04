import t from 'tap';
import { key, keyName } from '../../src/input/keyCodes.js';
import * as linux from '../../src/linux/inputEventCodes.js';

t.test('keys are those of the kernel, by position', async (t) => {
  t.equal(key, linux.key);
  t.equal(keyName, linux.keyName);
  t.equal(key.q, 16, 'the key right of Tab, whatever is printed on it');
  t.equal(keyName(key.semicolon), 'KEY_SEMICOLON');
});
