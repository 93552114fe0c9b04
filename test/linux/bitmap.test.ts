import t from 'tap';
import { hasBit, isEmpty, keyBitmapSize, sameBits, setBit } from '../../src/linux/bitmap.js';
import { key } from '../../src/linux/inputEventCodes.js';

t.test('a key bitmap has a bit for each code', async (t) => {
  t.equal(keyBitmapSize, 96);
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
