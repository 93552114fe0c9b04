/** The table of devices with real FIFOs: what has no place, what comes back, and that nothing is left open. */
import { readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { DeviceTable } from '../../src/engine/deviceTable.js';
import { PlayPath } from '../../src/engine/playPath.js';
import type { Fault } from '../../src/errors/errors.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { PollSet } from '../../src/linux/pollSet.js';
import { encode } from '../support/deviceEvents.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';
import { MusicalLog } from '../support/musicalLog.js';
import { testSettings } from '../support/testEngine.js';

const settings = testSettings({ 'audio.driver': 'none' });
const second = 1e6;

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** A table of FIFOs in a poll set with room for so many, and what it told. */
function create(t: Test, paths: readonly string[], room: number) {
  const faults: Fault[] = [];
  const lost: string[] = [];
  const opened: string[] = [];
  const poll = new PollSet(room);
  const path = new PlayPath(settings, settings.programs, new MusicalLog());
  const table = new DeviceTable(
    paths.map((fifo) => ({ path: fifo, kind: 'keyboard' })),
    { grab: true, recordingDelayMs: 0 },
    path,
    poll,
    {
      deviceOpened: (fifo) => opened.push(fifo),
      deviceLost: (fifo) => lost.push(fifo),
      recordingEnded: () => undefined,
      fault: (fault) => faults.push(fault),
    },
  );
  t.teardown(() => {
    table.close();
    poll.close();
  });
  return { table, poll, faults, lost, opened };
}

t.test('one device more than can be polled is told, retried, and never left open', (t) => {
  const folder = t.testdir();
  const paths = ['a', 'b', 'c'].map((name) => makeFifo(folder, name));
  const { table, faults, opened } = create(t, paths, 2);
  table.openAll(0);
  t.match(faults, [{ code: 'DEVICE_FAILED', message: /More than 2 devices/, remedy: /input\.devices/ }]);
  t.equal(table.count(), 2);
  const descriptors = openDescriptors();
  for (let nowUs = second; nowUs < 60 * second; nowUs += second) table.advance(nowUs);
  t.equal(openDescriptors(), descriptors);
  t.same([opened.length, faults.length], [2, 1], 'it is told once');
  table.close();
  t.equal(openDescriptors(), descriptors - 2);
  t.end();
});

t.test('timestamps that were replaced stay counted when their device has gone', (t) => {
  const folder = t.testdir();
  const fifo = makeFifo(folder);
  const { table, poll, lost } = create(t, [fifo], 1);
  table.openAll(0);
  const writer = new FifoWriter(fifo);
  writer.write(
    encode([
      [0, eventType.key, key.q, 1],
      [0, eventType.syn, syn.report, 0],
    ]),
  );
  poll.wait(second);
  poll.dispatch(100 * second);
  t.equal(table.restamped(), 2);
  writer.close();
  table.close();
  t.same([table.count(), table.restamped(), lost], [0, 2, []]);
  t.end();
});
