import t from 'tap';
import {
  evdevRequest,
  hasBit,
  isEmpty,
  keyBitmapSize,
  sameBits,
  setBit,
} from '../../src/linux/evdevIoctl.js';
import { key } from '../../src/linux/inputEventCodes.js';

t.test('the requests have the numbers that the macros of <linux/input.h> give', async (t) => {
  t.equal(evdevRequest.identity, 0x80084502, 'EVIOCGID');
  t.equal(evdevRequest.name(256), 0x81004506, 'EVIOCGNAME(256)');
  t.equal(evdevRequest.physicalPath(64), 0x80404507, 'EVIOCGPHYS(64)');
  t.equal(evdevRequest.properties(4), 0x80044509, 'EVIOCGPROP(4)');
  t.equal(evdevRequest.keyState(96), 0x80604518, 'EVIOCGKEY(96)');
  t.equal(evdevRequest.capabilities(1, 96), 0x80604521, 'EVIOCGBIT(EV_KEY, 96)');
  t.equal(evdevRequest.axis(0x35), 0x80184575, 'EVIOCGABS(ABS_MT_POSITION_X)');
  t.equal(evdevRequest.grab, 0x40044590, 'EVIOCGRAB');
  t.equal(evdevRequest.clock, 0x400445a0, 'EVIOCSCLOCKID');
});

t.test('a key bitmap has a bit for each code', async (t) => {
  t.equal(keyBitmapSize * 8, key.max + 1);
});

t.test('bits', async (t) => {
  const bitmap = new Uint8Array(2);
  t.equal(isEmpty(bitmap), true);
  setBit(bitmap, 9, true);
  t.same([...bitmap], [0, 2], 'bit n is in byte n / 8');
  t.equal(hasBit(bitmap, 9), true);
  t.equal(hasBit(bitmap, 8), false);
  t.equal(hasBit(bitmap, 16), false, 'a code beyond the bitmap is not in it');
  t.equal(isEmpty(bitmap), false);
  setBit(bitmap, 9, false);
  setBit(bitmap, 16, true);
  t.same([...bitmap], [0, 0], 'and cannot be put there');
});

t.test('sameBits', async (t) => {
  t.equal(sameBits(Uint8Array.of(1, 2), Uint8Array.of(1, 2)), true);
  t.equal(sameBits(Uint8Array.of(1, 2), Uint8Array.of(1, 3)), false);
});
