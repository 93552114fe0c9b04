import * as fc from 'fast-check';
import t from 'tap';
import { errnoCode } from '../../src/linux/errno.js';
import {
  batchCapacity,
  encodeInputEvent,
  InputEventBatch,
  inputEventSize,
  readStatus,
} from '../../src/linux/inputEvent.js';
import { type Event, encode } from '../support/deviceEvents.js';

type Kernel = NonNullable<Parameters<InputEventBatch['readFrom']>[1]>;

/** A descriptor that gives these pieces one by one, and then fails as an empty non-blocking one does. */
function pieces(all: readonly Uint8Array[]): Kernel & { readonly asked: number[] } {
  const waiting = [...all];
  const asked: number[] = [];
  return {
    asked,
    read: (_fd, buffer, count) => {
      asked.push(count);
      const piece = waiting.shift();
      if (piece === undefined) return -1;
      buffer.set(piece);
      return piece.length;
    },
    errno: () => errnoCode.EAGAIN,
  };
}

/** All events that a batch makes of the pieces. */
function decode(all: readonly Uint8Array[]): Event[] {
  const kernel = pieces(all);
  const batch = new InputEventBatch();
  const events: Event[] = [];
  for (;;) {
    const status = batch.readFrom(3, kernel);
    if (status === readStatus.failed) return events;
    for (let i = 0; i < batch.count; i++) {
      events.push([batch.timeUs(i), batch.type(i), batch.code(i), batch.value(i)]);
    }
  }
}

t.test('a record, byte by byte', async (t) => {
  const record = Uint8Array.of(
    ...[0x10, 0x27, 0, 0, 0, 0, 0, 0], // 10 000 seconds
    ...[0x40, 0xe2, 0x01, 0, 0, 0, 0, 0], // 123 456 microseconds
    ...[0x01, 0x00], // EV_KEY
    ...[0x10, 0x00], // KEY_Q
    ...[0xff, 0xff, 0xff, 0xff], // −1
  );
  t.same(decode([record]), [[10_000_123_456, 1, 16, -1]]);
});

t.test('types and codes are unsigned, values are signed', async (t) => {
  const events: Event[] = [
    [0, 0xffff, 0xffff, -0x8000_0000],
    [0, 0x8000, 0x7fff, 0x7fff_ffff],
  ];
  t.same(decode([encode(events)]), events);
});

t.test('seconds are 64 bits wide', async (t) => {
  const after2106 = 0x1_0000_0001 * 1e6 + 5;
  t.same(decode([encode([[after2106, 1, 16, 1]])]), [[after2106, 1, 16, 1]]);
  const after2038 = 0x8000_0000 * 1e6;
  t.same(decode([encode([[after2038, 1, 16, 1]])]), [[after2038, 1, 16, 1]]);
  const beforeTheEpoch = -1_500_000;
  t.same(decode([encode([[beforeTheEpoch, 1, 16, 1]])]), [[beforeTheEpoch, 1, 16, 1]]);
});

t.test('the fraction of a microsecond is cut off when a record is written', async (t) => {
  t.same(decode([encode([[1_000_000.9, 1, 16, 1]])]), [[1_000_000, 1, 16, 1]]);
});

t.test('a record that comes in two parts, split at every byte', async (t) => {
  const events: Event[] = [
    [1_000_001, 1, 16, 1],
    [1_000_002, 0, 0, 0],
  ];
  const bytes = encode(events);
  for (let at = 1; at < inputEventSize; at++) {
    t.same(decode([bytes.subarray(0, at), bytes.subarray(at)]), events, `after ${at} bytes`);
  }
});

t.test('what a read says', async (t) => {
  const record = encode([[5, 1, 16, 1]]);
  const batch = new InputEventBatch();
  const kernel = pieces([record.subarray(0, 10), record.subarray(10), new Uint8Array(0)]);

  t.equal(batch.readFrom(3, kernel), readStatus.nothing, 'part of a record');
  t.equal(batch.count, 0);
  t.equal(batch.partialBytes, 10);

  t.equal(batch.readFrom(3, kernel), readStatus.data, 'the rest of it');
  t.equal(batch.count, 1);
  t.equal(batch.partialBytes, 0);

  t.equal(batch.readFrom(3, kernel), readStatus.end, 'the end of the stream');
  t.equal(batch.count, 0);

  t.equal(batch.readFrom(3, kernel), readStatus.failed, 'an error');
  t.equal(batch.error, errnoCode.EAGAIN);
  t.equal(batch.count, 0);
});

t.test('an unfinished record outlives failed reads, until it is discarded', async (t) => {
  const record = encode([[5, 1, 16, 1]]);
  const none = pieces([]);
  const batch = new InputEventBatch();
  batch.readFrom(3, pieces([record.subarray(0, 23)]));
  batch.readFrom(3, none);
  batch.readFrom(3, none);
  t.equal(batch.partialBytes, 23);
  t.equal(batch.readFrom(3, pieces([record.subarray(23)])), readStatus.data);
  t.equal(batch.code(0), 16);

  batch.readFrom(3, pieces([record.subarray(0, 23)]));
  batch.discardPartial();
  t.equal(batch.partialBytes, 0);
  t.equal(batch.readFrom(3, pieces([record])), readStatus.data);
  t.equal(batch.count, 1);
  t.equal(batch.code(0), 16, 'the new stream begins with a record of its own');
});

t.test('a read asks for a full batch, also with the largest part of a record before it', async (t) => {
  const events = Array.from({ length: batchCapacity + 1 }, (_, i): Event => [i, 4, 4, i]);
  const bytes = encode(events);
  const kernel = pieces([bytes.subarray(0, 23), bytes.subarray(23, 23 + batchCapacity * inputEventSize)]);
  const batch = new InputEventBatch();
  batch.readFrom(3, kernel);
  t.equal(batch.readFrom(3, kernel), readStatus.data);
  t.same(kernel.asked, [batchCapacity * inputEventSize, batchCapacity * inputEventSize]);
  t.equal(batch.count, batchCapacity);
  t.equal(batch.partialBytes, 23);
  t.equal(batch.value(batchCapacity - 1), batchCapacity - 1);
});

t.test('records are written where they are asked to be', async (t) => {
  const view = new DataView(new ArrayBuffer(inputEventSize + 8));
  encodeInputEvent(view, 8, 2_000_003, 1, 30, 1);
  t.equal(view.getBigInt64(0, true), 0n);
  t.equal(view.getBigInt64(8, true), 2n);
  t.equal(view.getBigInt64(16, true), 3n);
  t.equal(view.getUint16(24, true), 1);
  t.equal(view.getUint16(26, true), 30);
  t.equal(view.getInt32(28, true), 1);
});

t.test('any stream of bytes, in pieces of any size, gives the same events', async (t) => {
  const streams = fc.uint8Array({ maxLength: 40 * inputEventSize });
  const cuts = fc.array(fc.integer({ min: 1, max: batchCapacity * inputEventSize }), { maxLength: 60 });
  fc.assert(
    fc.property(streams, cuts, (bytes, sizes) => {
      const parts: Uint8Array[] = [];
      let at = 0;
      for (const size of sizes) {
        if (at < bytes.length) parts.push(bytes.subarray(at, at + size));
        at += size;
      }
      if (at < bytes.length) parts.push(bytes.subarray(at));
      const events = decode(parts);
      if (events.length !== Math.floor(bytes.length / inputEventSize)) throw new Error('records are missing');
      if (!t.strictSame(events, decode([bytes]))) throw new Error('the events differ');
    }),
    { numRuns: 300 },
  );
});

t.test('what is written is read', async (t) => {
  const time = fc.integer({ min: -1e15, max: Number.MAX_SAFE_INTEGER });
  const word = fc.nat({ max: 0xffff });
  const events = fc.array(fc.tuple(time, word, word, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), {
    maxLength: batchCapacity,
  });
  fc.assert(
    fc.property(events, (written) => {
      if (written.length > 0 && !t.same(decode([encode(written)]), written)) throw new Error('they differ');
    }),
  );
});
