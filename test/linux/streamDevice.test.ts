import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t, { type Test } from 'tap';
import { inputEventSize } from '../../src/linux/inputEvent.js';
import { PollSet, pollEvent } from '../../src/linux/pollSet.js';
import { StreamDevice } from '../../src/linux/streamDevice.js';
import { asNobody } from '../support/asNobody.js';
import { type Event, EventLog, encode } from '../support/deviceEvents.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';

/** Now, on the clock of these tests: any hour of CLOCK_MONOTONIC. */
const nowUs = 3600e6;
const press: Event = [nowUs - 100, 1, 16, 1];
const report: Event = [nowUs - 100, 0, 0, 0];
const release: Event = [nowUs - 50, 1, 16, 0];

/** The user that owns nothing. */

function fifoDevice(t: Test): { device: StreamDevice; path: string; log: EventLog } {
  const path = makeFifo(t.testdir());
  const device = new StreamDevice(path, 'keyboard');
  t.teardown(() => device.close());
  return { device, path, log: new EventLog() };
}

t.test('records are handed on as they were written', async (t) => {
  const { device, path, log } = fifoDevice(t);
  t.match(device, { path, name: path, kind: 'keyboard', restamped: 0 });
  const writer = new FifoWriter(path);
  writer.write(encode([press, report]));
  writer.write(encode([release]));
  t.equal(device.read(nowUs, log), 'open');
  t.same(log.take(), [press, report, release]);
  t.equal(device.read(nowUs, log), 'open', 'nothing more, and that is no end');
  t.same(log.events, []);
  t.same(log.resyncs, []);
  t.equal(device.restamped, 0);
  writer.close();
});

t.test('a record that is written in two pieces, split at every byte', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const writer = new FifoWriter(path);
  const bytes = encode([press, report]);
  for (let at = 1; at < inputEventSize; at++) {
    writer.write(bytes.subarray(0, at));
    t.equal(device.read(nowUs, log), 'open');
    t.same(log.take(), [], `${at} bytes are no record`);
    writer.write(bytes.subarray(at));
    t.equal(device.read(nowUs, log), 'open');
    t.same(log.take(), [press, report], `split after ${at} bytes`);
  }
  t.equal(device.truncated, 0);
  writer.close();
});

t.test('one writer goes and another comes', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const poll = new PollSet();
  t.teardown(() => poll.close());
  const bits: number[] = [];
  poll.add(device.fd, { ready: (_nowUs, events) => bits.push(events) });
  const { fd } = device;

  const first = new FifoWriter(path);
  first.write(encode([press, report]));
  first.write(encode([release]).subarray(0, 11));
  first.close();
  t.equal(device.read(nowUs, log), 'open');
  t.same(log.take(), [press, report]);
  t.same(log.resyncs, [{ timeUs: nowUs, held: null }], 'its keys are up');
  t.equal(device.truncated, 1, 'and what it did not finish is forgotten');
  t.equal(poll.wait(0), 0, 'nothing is ready until the next one writes');

  const second = new FifoWriter(path);
  second.write(encode([press, report, release]));
  t.equal(poll.wait(30e6), 1);
  poll.dispatch(nowUs);
  t.same(bits, [pollEvent.in]);
  t.equal(device.read(nowUs, log), 'open');
  t.same(log.take(), [press, report, release]);
  t.equal(device.fd, fd, 'the descriptor is the same all the time');
  second.close();
});

t.test('the descriptor is not inherited by child processes, also not after a writer has gone', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const closesOnExec = () => {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${device.fd}`, 'utf8'))?.[1];
    return (Number.parseInt(flags ?? '0', 8) & 0o2000000) !== 0;
  };
  t.equal(closesOnExec(), true);
  const writer = new FifoWriter(path);
  writer.close();
  t.equal(device.read(nowUs, log), 'open');
  t.equal(closesOnExec(), true);
});

t.test('the FIFO is taken away', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const writer = new FifoWriter(path);
  writer.write(encode([press]));
  writer.close();
  rmSync(path);
  t.equal(device.read(nowUs, log), 'lost');
  t.same(log.events, [press], 'what was written before is still played');
  t.equal(log.resyncs.length, 1);
});

t.test('a plain file is put in the place of the FIFO', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const writer = new FifoWriter(path);
  writer.close();
  rmSync(path);
  writeFileSync(path, '');
  t.equal(device.read(nowUs, log), 'lost', 'it would be readable for ever');
});

t.test('times that cannot be believed become the time of arrival', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const writer = new FifoWriter(path);
  const stamps = [
    ['zero', 0, nowUs],
    ['the wall clock', 1.7e15, nowUs],
    ['negative', -5e6, nowUs],
    ['64 bits of garbage', 2 ** 62, nowUs],
    ['just too old', nowUs - 1e6 - 1, nowUs],
    ['just not too old', nowUs - 1e6, nowUs - 1e6],
    ['written while the wait ended', nowUs + 10e3, nowUs + 10e3],
    ['from the future', nowUs + 10e3 + 1, nowUs],
    ['older than the one before it, but believable', nowUs - 5e5, nowUs - 5e5],
  ] as const;
  let restamped = 0;
  for (const [name, written, expected] of stamps) {
    writer.write(encode([[written, 1, 16, 1]]));
    device.read(nowUs, log);
    t.same(log.take(), [[expected, 1, 16, 1]], name);
    if (written !== expected) restamped++;
    t.equal(device.restamped, restamped);
  }
  writer.close();
});

t.test('a flood is taken in turns, so that other devices have theirs', async (t) => {
  const { device, path, log } = fifoDevice(t);
  const writer = new FifoWriter(path);
  const perTurn = 16 * 64;
  const flood = Array.from({ length: perTurn + 10 }, (_, i): Event => [nowUs, 4, 4, i]);
  writer.write(encode(flood));
  t.equal(device.read(nowUs, log), 'open');
  t.equal(log.events.length, perTurn);
  t.equal(device.read(nowUs, log), 'open');
  t.same(log.events, flood);
  writer.close();
});

t.test('any bytes', async (t) => {
  const { device, path, log } = fifoDevice(t);
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 500 })), (pieces) => {
      const writer = new FifoWriter(path);
      let size = 0;
      for (const piece of pieces) {
        writer.write(piece);
        size += piece.length;
        if (device.read(nowUs, log) !== 'open') throw new Error('lost');
      }
      writer.close();
      if (device.read(nowUs, log) !== 'open') throw new Error('lost');
      const events = log.take();
      if (events.length !== Math.floor(size / inputEventSize)) throw new Error(`${events.length} events`);
      const wrong = events.find(([timeUs]) => !(timeUs >= nowUs - 1e6 && timeUs <= nowUs + 10e3));
      if (wrong !== undefined) throw new Error(`the time ${wrong[0]} was believed`);
    }),
    { numRuns: 200 },
  );
  t.ok(device.truncated > 0, 'some ended in the middle of a record');
});

t.test('closing twice closes once', async (t) => {
  const { device } = fifoDevice(t);
  device.close();
  t.equal(existsSync(`/proc/self/fd/${device.fd}`), false);
  const other = new StreamDevice(device.path, 'keyboard');
  t.equal(other.fd, device.fd, 'the number is given to somebody else');
  device.close();
  t.equal(existsSync(`/proc/self/fd/${other.fd}`), true);
  other.close();
});

t.test('what cannot be opened', async (t) => {
  const folder = t.testdir({ plain: 'text', folder: {} });
  const missing = join(folder, 'no such');
  t.throws(() => new StreamDevice(missing, 'keyboard'), {
    name: 'SynthError',
    code: 'DEVICE_NOT_FOUND',
    message: `There is no device at ${missing}.`,
  });
  const plain = join(folder, 'plain');
  t.throws(() => new StreamDevice(plain, 'keyboard'), {
    code: 'DEVICE_UNSUITABLE',
    message: `${plain} is neither an event node, nor a FIFO, nor a socket.`,
    remedy: `Make a FIFO and write struct input_event records into it: mkfifo ${plain}`,
  });
  t.throws(() => new StreamDevice(join(folder, 'folder'), 'keyboard'), { code: 'DEVICE_UNSUITABLE' });
  t.throws(() => new StreamDevice(join(plain, 'keys'), 'keyboard'), { code: 'DEVICE_NOT_FOUND' });
  const loop = join(folder, 'loop');
  symlinkSync(loop, loop);
  t.throws(() => new StreamDevice(loop, 'keyboard'), {
    name: 'SynthError',
    code: 'DEVICE_FAILED',
    message: `${loop} could not be opened (errno 40).`,
  });
});

t.test('what may not be read', async (t) => {
  // Somewhere that everybody may enter, because the test gives up being root, whom no mode keeps out.
  const folder = mkdtempSync(join(tmpdir(), 'stream-device-'));
  chmodSync(folder, 0o755);
  const path = makeFifo(folder);
  chmodSync(path, 0);
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  makeFifo(closed);
  chmodSync(closed, 0);
  const socket = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  chmodSync(socket, 0);
  t.teardown(() => {
    server.close();
    chmodSync(closed, 0o700);
    rmSync(folder, { recursive: true });
  });
  const open = (which: string) => () => asNobody(() => new StreamDevice(which, 'keyboard'));
  t.throws(open(path), {
    name: 'SynthError',
    code: 'DEVICE_ACCESS_DENIED',
    message: `Reading ${path} is not permitted.`,
    remedy: /usermod -aG input/,
  });
  for (const other of [join(closed, 'keys'), socket]) {
    t.throws(open(other), {
      name: 'SynthError',
      code: 'DEVICE_ACCESS_DENIED',
      message: `Reading ${other} is not permitted.`,
    });
  }
});

t.test('a socket', async (t) => {
  // A path of its own, since a socket's may have no more than 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'keys');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const device = new StreamDevice(path, 'keyboard');
  t.teardown(() => device.close());
  const log = new EventLog();
  const socket = await connected;

  t.equal(device.read(nowUs, log), 'open', 'nothing yet');
  await new Promise((resolve) => socket.write(encode([press, report]), resolve));
  t.equal(device.read(nowUs, log), 'open');
  t.same(log.events, [press, report]);

  await new Promise<void>((resolve) => socket.end(resolve));
  t.equal(device.read(nowUs, log), 'lost', 'it does not come back by itself');
  t.same(log.resyncs, [{ timeUs: nowUs, held: null }]);

  device.close();
  // Under another name the socket stays when its owner closes it.
  const long = join(folder, 'x'.repeat(120));
  renameSync(path, long);
  server.close();
  t.throws(() => new StreamDevice(long, 'keyboard'), {
    code: 'DEVICE_UNSUITABLE',
    message: `The socket path ${long} is too long.`,
    remedy: 'Use one of at most 107 bytes.',
  });
  renameSync(long, path);
  t.throws(() => new StreamDevice(path, 'keyboard'), {
    code: 'DEVICE_FAILED',
    message: `Nobody answers on the socket ${path} (ECONNREFUSED).`,
    remedy: 'Start the program that sends the events first.',
  });
});
