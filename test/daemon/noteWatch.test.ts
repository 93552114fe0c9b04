import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { NoteWatch } from '../../src/daemon/noteWatch.js';
import {
  createEventRing,
  EventRingReader,
  EventRingWriter,
  eventTypeNumber,
  type MusicalEvent,
} from '../../src/engine/eventRing.js';

t.test('notes are told from the start on, until it is stopped', async (t) => {
  const memory = createEventRing();
  const writer = new EventRingWriter(memory);
  const play = (key: number): void => writer.push(eventTypeNumber['note-on'], 0, key, 80, 0, 0);
  const told = new EventEmitter<{ note: [MusicalEvent] }>();
  const watch = new NoteWatch(
    () => new EventRingReader(memory),
    (event) => told.emit('note', event),
  );
  t.teardown(() => watch.stop());
  const alive = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(alive));
  play(1);
  watch.start();
  watch.start();
  const keys: number[] = [];
  told.on('note', ({ first }) => keys.push(first));
  const first = once(told, 'note');
  play(2);
  await first;
  watch.stop();
  play(3);
  watch.start();
  const second = once(told, 'note');
  play(4);
  await second;
  t.same(keys, [2, 4]);
});
