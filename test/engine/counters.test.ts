import t from 'tap';
import {
  type CounterName,
  CounterReader,
  CounterWriter,
  counter,
  createCounters,
} from '../../src/engine/counters.js';
import { bucketOf, percentile } from '../../src/engine/histogram.js';

const names = Object.keys(counter) as CounterName[];

function begin() {
  const shared = createCounters();
  return { writer: new CounterWriter(shared), reader: new CounterReader(shared) };
}

t.test('everything is zero at first', async (t) => {
  const { values, latencyUs, velocities } = begin().reader.snapshot();
  t.same(Object.keys(values), names);
  t.ok(Object.values(values).every((value) => value === 0));
  t.ok(latencyUs.every((count) => count === 0) && velocities.every((count) => count === 0));
  t.equal(velocities.length, 128);
});

t.test('every slot is its own', async (t) => {
  const { writer, reader } = begin();
  for (const [index, name] of names.entries()) writer.set(counter[name], index + 1);
  for (const [index, name] of names.entries()) t.equal(reader.get(name), index + 1, name);
  t.same(
    Object.values(reader.snapshot().values),
    names.map((_, index) => index + 1),
  );
  t.ok(
    reader.snapshot().latencyUs.every((count) => count === 0),
    'none reaches into the histogram',
  );
});

t.test('adding counts on, and wraps after 2³² − 1', async (t) => {
  const { writer, reader } = begin();
  writer.add(counter.chatter);
  writer.add(counter.chatter);
  t.equal(reader.get('chatter'), 2);
  writer.set(counter.chatter, 2 ** 32 - 1);
  t.equal(reader.get('chatter'), 2 ** 32 - 1);
  writer.add(counter.chatter);
  t.equal(reader.get('chatter'), 0);
});

t.test('a note is counted with its latency and its velocity', async (t) => {
  const { writer, reader } = begin();
  writer.note(100, 127);
  writer.note(100, 127);
  writer.note(1e12, 1);
  const { values, latencyUs, velocities } = reader.snapshot();
  t.equal(values.notesOn, 3);
  t.equal(latencyUs[bucketOf(100)], 2);
  t.equal(latencyUs.at(-1), 1, 'the longest time is in the last bucket and not beyond it');
  t.same([velocities[1], velocities[127], velocities[0]], [1, 2, 0]);
  const median = percentile(latencyUs, 0.5) ?? 0;
  t.ok(median > 90 && median < 110, `${median}`);
});

t.test('a snapshot stays as it is, and several readers see the same', async (t) => {
  const shared = createCounters();
  const writer = new CounterWriter(shared);
  const [one, other] = [new CounterReader(shared), new CounterReader(shared)];
  writer.note(5, 64);
  const before = one.snapshot();
  writer.note(5, 64);
  t.equal(before.values.notesOn, 1);
  t.equal(before.velocities[64], 1);
  t.same(one.snapshot(), other.snapshot());
});
