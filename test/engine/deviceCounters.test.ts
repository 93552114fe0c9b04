import t from 'tap';
import {
  createDeviceCounters,
  DeviceCounterReader,
  DeviceCounterWriter,
  deviceSlots,
  noSlot,
} from '../../src/engine/deviceCounters.js';

function create() {
  const memory = createDeviceCounters();
  return { writer: new DeviceCounterWriter(memory), reader: new DeviceCounterReader(memory) };
}

t.test('what a device brings is counted in its slot', async (t) => {
  const { writer, reader } = create();
  const [a, b] = [writer.take('/dev/a'), writer.take('/dev/b')];
  writer.add(a, 3, 0);
  writer.add(b, 1, 2);
  writer.add(a, 4, 1);
  t.same(reader.get(a), { events: 7, droppedSyncs: 1 });
  t.same(reader.get(b), { events: 1, droppedSyncs: 2 });
});

t.test('a device that is opened again counts on', async (t) => {
  const { writer, reader } = create();
  const slot = writer.take('/dev/a');
  writer.add(slot, 5, 0);
  writer.release(slot);
  t.equal(writer.take('/dev/a'), slot);
  writer.add(slot, 5, 0);
  t.equal(reader.get(slot).events, 10);
});

t.test('a slot is handed on only when all have been used, and begins at zero then', async (t) => {
  const { writer, reader } = create();
  const slots = Array.from({ length: deviceSlots }, (_, index) => writer.take(`/dev/${index}`));
  t.equal(new Set(slots).size, deviceSlots);
  t.equal(writer.take('/dev/more'), noSlot);
  writer.add(noSlot, 1, 1);
  writer.add(7, 9, 9);
  writer.release(7);
  t.equal(writer.take('/dev/more'), 7);
  t.same(reader.get(7), { events: 0, droppedSyncs: 0 });
  t.same(
    slots.filter((slot) => reader.get(slot).events > 0),
    [],
    'what has no slot is counted nowhere',
  );
});

t.test('a device without a slot has no numbers', async (t) => {
  const { reader } = create();
  for (const slot of [noSlot, deviceSlots]) t.same(reader.get(slot), { events: 0, droppedSyncs: 0 });
});
