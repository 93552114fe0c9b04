import t from 'tap';
import { recordBytes, recordsPerStroke, StrokeBuffer, spanUs, strokes } from '../../bench/decodeFeed.js';
import { laptopKeymap } from '../../src/performance/keymap.js';

interface Entry {
  readonly timeUs: number;
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

function entriesOf(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / recordBytes }, (_, index) => {
    const at = index * recordBytes;
    return {
      timeUs: Number(view.getBigInt64(at, true)) * 1e6 + Number(view.getBigInt64(at + 8, true)),
      type: view.getUint16(at + 16, true),
      code: view.getUint16(at + 18, true),
      value: view.getInt32(at + 20, true),
    };
  });
}

t.test('a buffer is a performance on every note key that is within the bounds of the program', (t) => {
  const startUs = 1_234_567_890;
  const buffer = new StrokeBuffer();
  buffer.stamp(startUs);
  const entries = entriesOf(buffer.bytes);
  t.equal(entries.length, strokes * recordsPerStroke);
  t.ok(buffer.bytes.length <= 65536, 'it fits into a pipe');
  t.equal(entries[0]?.timeUs, startUs);
  t.ok((entries.at(-1)?.timeUs ?? Infinity) <= startUs + spanUs);
  t.ok(
    entries.every(({ timeUs }, index) => timeUs >= (entries[index - 1]?.timeUs ?? 0)),
    'time never runs backwards',
  );
  t.same(
    entries.slice(0, 4).map(({ type, value }) => [type, value]),
    [
      [1, 1],
      [0, 0],
      [1, 0],
      [0, 0],
    ],
  );
  t.same(
    new Set(entries.filter(({ type, value }) => type === 1 && value === 1).map(({ code }) => code)),
    new Set(laptopKeymap.map(({ code }) => code)),
  );
  t.end();
});

t.test('no key changes so soon that it is taken for a bouncing switch, from one buffer to the next', (t) => {
  const buffer = new StrokeBuffer();
  const changedUs = new Map<number, number>();
  const down = new Set<number>();
  let impossible = 0;
  let soonestUs = Number.POSITIVE_INFINITY;
  for (const startUs of [1e9, 1e9 + 1e6]) {
    buffer.stamp(startUs);
    for (const { timeUs, type, code, value } of entriesOf(buffer.bytes)) {
      if (type !== 1) continue;
      // Only the very first buffer has releases of keys that nobody pressed.
      if (value === 0 && !down.has(code)) continue;
      if (down.has(code) === (value === 1)) impossible++;
      soonestUs = Math.min(soonestUs, timeUs - (changedUs.get(code) ?? Number.NEGATIVE_INFINITY));
      changedUs.set(code, timeUs);
      if (value === 1) down.add(code);
      else down.delete(code);
    }
  }
  t.equal(impossible, 0, 'a key is pressed when it is up and released when it is down');
  t.ok(soonestUs > 20_000, `${soonestUs} µs`);
  t.end();
});
