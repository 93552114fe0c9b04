import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import {
  createEventRing,
  EventRingReader,
  EventRingWriter,
  eventTypeNumber,
  type MusicalEvent,
} from '../../src/engine/eventRing.js';
import { velocitySources } from '../../src/performance/musicalOutput.js';

const capacity = 4096;

function begin(written = 0) {
  const shared = createEventRing();
  new Int32Array(shared, 0, 1)[0] = written;
  return { shared, writer: new EventRingWriter(shared), reader: new EventRingReader(shared) };
}

/** Writes events whose time is their number, from `first` on. */
function pushNumbered(writer: EventRingWriter, first: number, count: number): void {
  for (let number = first; number < first + count; number++) {
    writer.push(eventTypeNumber['note-on'], number & 15, number & 127, (number >> 7) & 127, 0, number);
  }
}

function numbers(events: readonly MusicalEvent[]): number[] {
  return events.map(({ timeUs }) => timeUs);
}

t.test('events come out as they went in', async (t) => {
  const { writer, reader } = begin();
  writer.push(eventTypeNumber['note-on'], 15, 127, 1, velocitySources.indexOf('midi'), 1.5e15);
  writer.push(eventTypeNumber['note-off'], 0, 60, 0, 0, 2);
  writer.push(eventTypeNumber['control-change'], 1, 64, 127, 0, 3);
  writer.push(eventTypeNumber['program-change'], 2, 16383, 127, 0, 4);
  writer.push(eventTypeNumber['pitch-bend'], 3, 16383, 0, 0, 5);
  writer.push(eventTypeNumber.panic, 0, 0, 0, 0, 6);
  t.same(
    reader.take().map(({ type, channel, first, second, timeUs }) => [type, channel, first, second, timeUs]),
    [
      ['note-on', 15, 127, 1, 1.5e15],
      ['note-off', 0, 60, 0, 2],
      ['control-change', 1, 64, 127, 3],
      ['program-change', 2, 16383, 127, 4],
      ['pitch-bend', 3, 16383, 0, 5],
      ['panic', 0, 0, 0, 6],
    ],
  );
  t.same(reader.take(), [], 'and only once');
});

t.test('every source of velocity comes through', async (t) => {
  const { writer, reader } = begin();
  for (const index of velocitySources.keys()) writer.push(0, 0, 60, 64, index, 0);
  t.same(
    reader.take().map(({ source }) => source),
    velocitySources,
  );
});

t.test('a reader sees what is written after it was made, and several readers see all of it', async (t) => {
  const { shared, writer, reader } = begin();
  pushNumbered(writer, 0, 3);
  const late = new EventRingReader(shared);
  pushNumbered(writer, 3, 2);
  t.same(numbers(reader.take()), [0, 1, 2, 3, 4]);
  t.same(numbers(late.take()), [3, 4]);
});

for (const [written, where] of [
  [0, 'at the beginning'],
  [2 ** 31 - 100, 'where the sequence number wraps'],
  [-100, 'where it comes back to zero'],
] as const) {
  t.test(`going round the ring loses nothing that is read in time, ${where}`, async (t) => {
    const { writer, reader } = begin(written);
    const read: number[] = [];
    for (let first = 0; first < 20_000; first += 1000) {
      pushNumbered(writer, first, 1000);
      read.push(...numbers(reader.take()));
    }
    t.same(
      read,
      Array.from({ length: 20_000 }, (_, number) => number),
    );
    t.equal(reader.missed, 0);
  });

  t.test(`what a slow reader loses is the oldest, and is counted, ${where}`, async (t) => {
    for (const count of [capacity - 1, capacity, capacity + 1, 3 * capacity + 7]) {
      const { writer, reader } = begin(written);
      pushNumbered(writer, 0, count);
      const read = numbers(reader.take());
      t.equal(read.length + reader.missed, count, `${count}: nothing is unaccounted for`);
      t.same(
        read,
        Array.from({ length: read.length }, (_, index) => reader.missed + index),
        `${count}: the newest, in order`,
      );
      t.ok(read.length >= capacity / 2, `${count}: ${read.length} kept`);
      pushNumbered(writer, count, 1);
      t.same(numbers(reader.take()), [count], `${count}: it goes on`);
    }
  });
}

t.test('a reader that a writer in another thread overtakes never gets a torn event', async (t) => {
  const total = 4_000_000;
  const { shared, reader } = begin();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const writer = new Worker(
    `const { workerData } = require('node:worker_threads');
     import(workerData.module).then(({ EventRingWriter }) => {
       const ring = new EventRingWriter(workerData.shared);
       for (let n = 0; n < workerData.total; n++) ring.push(n % 6, n & 15, n & 16383, (n >> 7) & 127, n % 5, n);
       Atomics.store(workerData.done, 0, 1);
     });`,
    {
      eval: true,
      workerData: {
        module: new URL('../../src/engine/eventRing.js', import.meta.url).href,
        shared,
        done,
        total,
      },
    },
  );
  t.teardown(() => writer.terminate());
  const types = Object.keys(eventTypeNumber);
  let read = 0;
  let next = 0;
  let torn = 0;
  let disordered = 0;
  for (let over = false; !over; ) {
    over = Atomics.load(done, 0) === 1;
    for (const { timeUs: n, type, channel, first, second, source } of reader.take()) {
      const whole =
        type === types[n % 6] &&
        channel === (n & 15) &&
        first === (n & 16383) &&
        second === ((n >> 7) & 127) &&
        source === velocitySources[n % 5];
      if (!whole) torn++;
      if (n < next) disordered++;
      next = n + 1;
      read++;
    }
    await nextTurn();
  }
  t.equal(torn, 0);
  t.equal(disordered, 0);
  t.equal(next, total, 'the last event was read');
  t.equal(read + reader.missed, total, 'the rest is counted as missed');
});
