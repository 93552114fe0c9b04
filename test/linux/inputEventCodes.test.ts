import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { abs, busType, button, eventType, key, keyName, msc, syn } from '../../src/linux/inputEventCodes.js';

t.test('numbers of the kernel', async (t) => {
  t.equal(eventType.key, 1);
  t.equal(eventType.abs, 3);
  t.equal(syn.dropped, 3);
  t.equal(key.q, 16);
  t.equal(key.space, 57);
  t.equal(key.config, 171);
  t.equal(key.max, 0x2ff);
  t.equal(button.toolFinger, 0x145);
  t.equal(abs.mtPositionX, 0x35);
  t.equal(msc.timestamp, 5);
  t.equal(busType.i2c, 0x18);
});

t.test('no two keys share a code', async (t) => {
  const codes = Object.values(key);
  t.equal(new Set(codes).size, codes.length);
});

t.test('keyName', async (t) => {
  const names = [
    [16, 'KEY_Q'],
    [2, 'KEY_1'],
    [26, 'KEY_LEFTBRACE'],
    [58, 'KEY_CAPSLOCK'],
    [86, 'KEY_102ND'],
    [171, 'KEY_CONFIG'],
    [0x1d1, 'key 0x1d1'],
    [0x2ff, 'key 0x2ff'],
    [100000, 'key 0x186a0'],
  ] as const;
  for (const [code, name] of names) t.equal(keyName(code), name);
});

const header = '/usr/include/linux/input-event-codes.h';

t.test('every name is that of the kernel headers, where they are installed', async (t) => {
  const text = existsSync(header) ? readFileSync(header, 'utf8') : '#define KEY_Q\t16\n';
  const defined = new Map(
    [...text.matchAll(/^#define\s+(KEY_\w+)\s+(0x[0-9a-f]+|\d+)/gm)].map(([, name, code]) => [
      name,
      Number(code),
    ]),
  );
  t.equal(defined.get('KEY_Q'), key.q);
  for (const [name, code] of defined) {
    const ours = keyName(code);
    if (ours.startsWith('KEY_') && !defined.has(ours))
      t.fail(`${ours} (${name}) is not a name of the kernel`);
    else if (defined.has(ours)) t.equal(defined.get(ours), code, ours);
  }
});
