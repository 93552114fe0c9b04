/** The table of devices with real FIFOs: what has no place, what comes back, and that nothing is left open. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  createDeviceCounters,
  DeviceCounterReader,
  DeviceCounterWriter,
} from '../../src/engine/deviceCounters.js';
import { openDevice } from '../../src/engine/deviceOpening.js';
import { DeviceTable } from '../../src/engine/deviceTable.js';
import type { DeviceRequest } from '../../src/engine/messages.js';
import { PlayPath } from '../../src/engine/playPath.js';
import type { Fault } from '../../src/errors/errors.js';
import { LinuxEvdevDevice } from '../../src/linux/evdevDevice.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { PollSet } from '../../src/linux/pollSet.js';
import { defaultArpeggiator } from '../../src/performance/arpeggiatorSettings.js';
import { encode } from '../support/deviceEvents.js';
import { FakeEventNode } from '../support/fakeEventNode.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';
import { MusicalLog } from '../support/musicalLog.js';
import { testSettings } from '../support/testEngine.js';

const settings = testSettings({ 'audio.driver': 'none' });
const second = 1e6;

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** A table of FIFOs in a poll set with room for so many, and what it told. */
function create(t: Test, paths: readonly string[], room: number, open?: typeof openDevice) {
  const faults: Fault[] = [];
  const lost: string[] = [];
  const opened: string[] = [];
  const released: string[] = [];
  const grabs: string[] = [];
  const poll = new PollSet(room);
  const path = new PlayPath(settings, settings.programs, new MusicalLog());
  const counters = createDeviceCounters();
  const table = new DeviceTable(
    { grab: true, recordingDelayMs: 0 },
    path,
    poll,
    new DeviceCounterWriter(counters),
    {
      deviceOpened: (fifo) => opened.push(fifo),
      deviceLost: (fifo) => lost.push(fifo),
      deviceReleased: (fifo) => released.push(fifo),
      grabChanged: (fifo, grab) => grabs.push(`${fifo} ${grab}`),
      recordingEnded: () => undefined,
      fault: (_path, fault) => faults.push(fault),
    },
    open,
  );
  t.teardown(() => {
    table.close(0);
    poll.close();
  });
  const requests: DeviceRequest[] = paths.map((fifo) => ({ path: fifo, kind: 'keyboard' }));
  const counts = new DeviceCounterReader(counters);
  return { table, poll, path, requests, counts, faults, lost, opened, released, grabs };
}

t.test('one device more than can be polled is told, retried, and never left open', (t) => {
  const folder = t.testdir();
  const paths = ['a', 'b', 'c'].map((name) => makeFifo(folder, name));
  const { table, requests, faults, opened } = create(t, paths, 2);
  table.set(requests, 0);
  t.match(faults, [{ code: 'DEVICE_FAILED', message: /More than 2 devices/, remedy: /input\.devices/ }]);
  t.equal(table.count(), 2);
  const descriptors = openDescriptors();
  for (let nowUs = second; nowUs < 60 * second; nowUs += second) table.advance(nowUs);
  t.equal(openDescriptors(), descriptors);
  t.same([opened.length, faults.length], [2, 1], 'it is told once');
  table.close(100 * second);
  t.equal(openDescriptors(), descriptors - 2);
  t.end();
});

t.test('timestamps that were replaced stay counted when their device has gone', (t) => {
  const folder = t.testdir();
  const fifo = makeFifo(folder);
  const { table, poll, requests, lost } = create(t, [fifo], 1);
  table.set(requests, 0);
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
  table.close(100 * second);
  t.same([table.count(), table.restamped(), lost], [0, 2, []]);
  t.end();
});

/** Records of a press or a release with its report, at a time in microseconds. */
function stroke(code: number, value: number, timeUs: number): Uint8Array {
  return encode([
    [timeUs, eventType.key, code, value],
    [timeUs, eventType.syn, syn.report, 0],
  ]);
}

t.test('a latched arpeggio ends with the last keyboard, lost or given back, and not before', (t) => {
  const folder = t.testdir();
  const paths = ['a', 'b'].map((name) => makeFifo(folder, name));
  const { table, poll, path, requests } = create(t, paths, 8);
  const [a, b] = requests;
  if (a === undefined || b === undefined) throw new Error('there are two');
  path.performer.configureArpeggiator({ ...defaultArpeggiator, mode: 'up', hold: true }, 0);
  const latch = (fifo: string, nowUs: number): FifoWriter => {
    const writer = new FifoWriter(fifo);
    writer.write(Buffer.concat([stroke(key.q, 1, nowUs), stroke(key.q, 0, nowUs + 100e3)]));
    poll.wait(second);
    poll.dispatch(nowUs + 100e3);
    return writer;
  };
  const plays = (): boolean => path.nextDeadlineUs() < Number.POSITIVE_INFINITY;

  table.set([a, b], 0);
  const writer = latch(a.path, second);
  t.ok(plays());
  table.set([b], 2 * second);
  t.ok(plays(), 'another keyboard can end it');
  table.set([], 3 * second);
  t.notOk(plays(), 'given back');
  writer.close();

  table.set([a], 4 * second);
  const another = latch(a.path, 5 * second);
  t.ok(plays());
  // When the writer goes, something else is at the path: the device is lost.
  unlinkSync(a.path);
  writeFileSync(a.path, '');
  another.close();
  poll.wait(second);
  poll.dispatch(6 * second);
  t.equal(table.count(), 0);
  t.notOk(plays(), 'lost');
  t.end();
});

t.test('other devices from now on: new ones are opened, the missing given back, the rest left alone', (t) => {
  const folder = t.testdir();
  const paths = ['a', 'b', 'c'].map((name) => makeFifo(folder, name));
  const { table, poll, path, requests, opened, released } = create(t, paths, 8);
  const [a, b, c] = requests;
  if (a === undefined || b === undefined || c === undefined) throw new Error('there are three');
  table.set([a, b], 0);
  t.same(opened, [a.path, b.path]);
  const writer = new FifoWriter(a.path);
  writer.write(stroke(key.q, 1, second));
  poll.wait(second);
  poll.dispatch(second);
  t.equal(path.performer.heldNotes, 1);

  const descriptors = openDescriptors();
  table.set([b, c], 2 * second);
  t.same(opened, [a.path, b.path, c.path], 'what is open is not opened again');
  t.same(released, [a.path]);
  t.equal(path.performer.heldNotes, 0, 'its keys are up');
  t.equal(openDescriptors(), descriptors);
  t.same(
    table.opened().map((device) => device.path),
    [b.path, c.path],
  );
  table.set([], 3 * second);
  t.same([table.count(), released.length, openDescriptors()], [0, 3, descriptors - 2]);
  writer.close();
  t.end();
});

t.test('what fails is told once for each reason, and again when it has been open in between', (t) => {
  // A socket's path has to be short.
  const folder = mkdtempSync(join(tmpdir(), 'fw16-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const fifo = join(folder, 'keys');
  const { table, requests, faults, opened, lost, poll } = create(t, [fifo], 8);
  let nowUs = 0;
  const tries = (): void => {
    for (const until = nowUs + 20 * second; nowUs < until; nowUs += second / 2) table.advance(nowUs);
  };
  table.set(requests, nowUs);
  tries();
  t.match(faults, [{ code: 'DEVICE_NOT_FOUND' }]);
  table.set(requests, nowUs);
  tries();
  t.equal(faults.length, 1, 'naming it again is no news');

  execFileSync('python3', [
    '-c',
    `import socket; socket.socket(socket.AF_UNIX).bind('${join(folder, 'socket')}')`,
  ]);
  renameSync(join(folder, 'socket'), fifo);
  tries();
  t.match(faults.slice(1), [{ code: 'DEVICE_FAILED', message: /Nobody answers/ }], 'another reason is');
  unlinkSync(fifo);
  tries();
  t.equal(faults.length, 2, 'and the first again is not');

  makeFifo(folder);
  tries();
  t.same(opened, [fifo]);
  const writer = new FifoWriter(fifo);
  unlinkSync(fifo);
  writer.close();
  poll.wait(second);
  poll.dispatch(nowUs);
  t.same(lost, [fifo]);
  tries();
  t.equal(faults.length, 2, 'that what is lost is not there goes without saying');
  writeFileSync(fifo, '');
  tries();
  t.match(faults.slice(2), [{ code: 'RECORDING_INVALID' }]);
  t.end();
});

t.test('what is no good is not tried again before it is named again', (t) => {
  let tried = 0;
  const { table, requests, faults, opened } = create(t, ['/dev/null'], 8, (request, delayUs) => {
    tried++;
    return openDevice(request, delayUs);
  });
  table.set(requests, 0);
  t.match(faults, [{ code: 'DEVICE_UNSUITABLE' }]);
  t.equal(table.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  table.advance(100 * second);
  t.equal(tried, 1);
  table.set(requests, 200 * second);
  t.same([tried, faults.length, opened], [2, 1, []]);
  t.end();
});

t.test('a recording that is over is not played again', (t) => {
  const folder = t.testdir({ recording: 'E: 0.000001 0001 0010 0001\nE: 0.000001 0000 0000 0000\n' });
  const { table, requests, opened } = create(t, [join(folder, 'recording')], 8);
  table.set(requests, 0);
  table.look(Number.MAX_SAFE_INTEGER);
  t.same([table.count(), opened.length], [0, 1]);
  table.set(requests, second);
  t.same([table.count(), opened.length], [0, 1], 'however often it is named');
  t.end();
});

t.test('the decoders of devices that are gone serve those that come', (t) => {
  const folder = t.testdir();
  const [a = '', b = ''] = ['a', 'b'].map((name) => makeFifo(folder, name));
  const { table, path } = create(t, [], 8);
  let added = 0;
  const { addKeyboard } = path;
  path.addKeyboard = () => {
    added++;
    return addKeyboard.call(path);
  };
  for (let round = 0; round < 20; round++) {
    table.set([{ path: a, kind: 'keyboard' }], round);
    table.set([{ path: b, kind: 'keyboard' }], round);
    table.close(round);
  }
  t.equal(added, 1);
  t.end();
});

t.test('what each device brings is counted, and goes on being counted', (t) => {
  const folder = t.testdir();
  const { table, poll, requests, counts, faults } = create(
    t,
    ['a', 'b'].map((name) => makeFifo(folder, name)),
    8,
  );
  const bring = (path: string, bytes: Uint8Array): void => {
    const writer = new FifoWriter(path);
    writer.write(bytes);
    poll.wait(second);
    poll.dispatch(second);
    writer.close();
  };
  const [a, b] = requests;
  if (a === undefined || b === undefined) throw new Error('there are two');
  table.set(requests, 0);
  bring(a.path, stroke(key.q, 1, second));
  bring(b.path, stroke(key.w, 1, second));
  bring(b.path, encode([[second, eventType.syn, syn.dropped, 0]]));
  t.same(counts.get(0), { events: 2, droppedSyncs: 0 });
  t.same(counts.get(1), { events: 3, droppedSyncs: 1 });
  table.close(second);
  table.set([b], second);
  bring(b.path, stroke(key.w, 1, 2 * second));
  t.same(counts.get(1), { events: 5, droppedSyncs: 1 });
  t.same(faults, []);
  t.end();
});

t.test('a grab that is waited for is told when it is held, and one that is refused then', (t) => {
  for (const elsewhere of [false, true]) {
    const node = new FakeEventNode({ name: 'Keyboard', keys: [key.enter] });
    node.held.add(key.enter);
    const bench = create(
      t,
      ['/dev/input/event3'],
      8,
      ({ path, kind }) => new LinuxEvdevDevice(path, kind, node),
    );
    const { table, requests, grabs, faults } = bench;
    table.set(requests, 0);
    t.match(table.opened(), [{ path: '/dev/input/event3', grab: 'waiting' }]);
    node.grabbedElsewhere = elsewhere;
    node.key(key.enter, 0);
    table.look(second);
    table.look(second);
    t.same(grabs, [`/dev/input/event3 ${elsewhere ? 'refused' : 'held'}`], 'once');
    t.equal(faults.length, elsewhere ? 1 : 0);
    if (elsewhere) t.match(faults, [{ code: 'DEVICE_GRABBED' }]);
    table.close(second);
    t.equal(node.calls.at(-1), `close ${node.fd}`);
  }
  t.end();
});
