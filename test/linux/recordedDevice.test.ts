import { existsSync } from 'node:fs';
import t, { type Test } from 'tap';
import { parseEvemu } from '../../src/linux/evemu.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { PollSet } from '../../src/linux/pollSet.js';
import { RecordedDevice } from '../../src/linux/recordedDevice.js';
import { EventLog } from '../support/deviceEvents.js';

const recording = parseEvemu(
  `N: Framework Laptop 16 Keyboard Module - ANSI
E: 5.000000 0001 0010 1
E: 5.000000 0000 0000 0
E: 5.020000 0001 0010 0
E: 5.020000 0000 0000 0
E: 6.500000 0001 001e 1
`,
  'a',
);
/** Since the first event, in microseconds. */
const offsets = [0, 0, 20e3, 20e3, 1.5e6];

/** A device that began between two known times. */
function begin(
  t: Test,
  delayUs?: number,
): { device: RecordedDevice; log: EventLog; earliest: number; latest: number } {
  const earliest = monotonicUs() + (delayUs ?? 0);
  const device = new RecordedDevice(recording, '/tmp/demo.evemu', 'keyboard', delayUs);
  const latest = monotonicUs() + (delayUs ?? 0);
  t.teardown(() => device.close());
  return { device, log: new EventLog(), earliest, latest };
}

t.test('it has the name of what was recorded, or else its path', async (t) => {
  const { device } = begin(t);
  t.match(device, { name: 'Framework Laptop 16 Keyboard Module - ANSI', path: '/tmp/demo.evemu' });
  t.equal(device.kind, 'keyboard');
  const unnamed = new RecordedDevice(parseEvemu('E: 0.0 1 10 1', 'a'), '/tmp/demo.evemu', 'keyboard');
  t.teardown(() => unnamed.close());
  t.equal(unnamed.name, '/tmp/demo.evemu');
});

t.test('events come at their times, in their order, whatever the time of the read', async (t) => {
  const { device, log, earliest, latest } = begin(t);
  t.equal(device.read(latest + 10e3, log), 'open');
  t.same(
    log.events.map(([, ...numbers]) => numbers),
    [
      [1, 0x10, 1],
      [0, 0, 0],
    ],
  );
  const startUs = log.events[0]?.[0] ?? 0;
  t.ok(startUs >= earliest && startUs <= latest, 'the first one is at once');

  t.equal(device.read(startUs + 20e3 - 1, log), 'open');
  t.equal(log.events.length, 2, 'a microsecond early is early');
  t.equal(device.read(startUs + 20e3, log), 'open');
  t.equal(log.events.length, 4);
  t.equal(device.read(startUs + 3600e6, log), 'ended', 'an hour late');
  t.same(
    log.events.map(([timeUs]) => timeUs),
    offsets.map((offset) => startUs + offset),
    'all have the times at which they were due',
  );
  t.same(log.resyncs, []);
  t.equal(device.restamped, 0);
});

t.test('the end stays the end', async (t) => {
  const { device, log, latest } = begin(t);
  t.equal(device.read(latest + 10e6, log), 'ended');
  t.equal(device.read(latest + 10e6, log), 'ended');
  t.equal(log.events.length, offsets.length);
});

t.test('a delay moves everything', async (t) => {
  const delayUs = 2e6;
  const { device, log, earliest, latest } = begin(t, delayUs);
  t.equal(device.read(earliest - 1, log), 'open');
  t.same(log.events, []);
  t.equal(device.read(latest + 10e6, log), 'ended');
  const startUs = log.events[0]?.[0] ?? 0;
  t.ok(startUs >= earliest && startUs <= latest);
  t.same(
    log.events.map(([timeUs]) => timeUs - startUs),
    offsets,
  );
});

t.test('the descriptor becomes readable when an event is due, and not before', async (t) => {
  const { device, log } = begin(t, 1e3);
  const poll = new PollSet();
  t.teardown(() => poll.close());
  poll.add(device.fd, {
    ready: (nowUs) => {
      device.read(nowUs, log);
    },
  });
  const turn = () => {
    const ready = poll.wait(30e6);
    poll.dispatch(monotonicUs());
    return ready;
  };
  t.equal(turn(), 1);
  t.equal(log.events.length, 2, 'the read of a wake finds what it was for');
  const startUs = log.events[0]?.[0] ?? 0;
  t.equal(turn(), 1);
  t.equal(log.events.length, 4);
  t.ok(monotonicUs() >= startUs + 20e3);
});

t.test('closing twice closes once', async (t) => {
  const { device } = begin(t);
  device.close();
  t.equal(existsSync(`/proc/self/fd/${device.fd}`), false);
  const other = new RecordedDevice(recording, 'b', 'keyboard');
  t.teardown(() => other.close());
  t.equal(other.fd, device.fd);
  device.close();
  t.equal(existsSync(`/proc/self/fd/${other.fd}`), true);
});
