import { openSync, readlinkSync } from 'node:fs';
import { type MessagePort, Worker } from 'node:worker_threads';
import t, { type Test } from 'tap';
import { close, open, openFlag, read, write } from '../../src/linux/libc.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { type PollHandler, PollSet, pollEvent } from '../../src/linux/pollSet.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';

/** Long enough that a test which waits for it has hung. */
const longUs = 30e6;

const one = new Uint8Array(new BigUint64Array([1n]).buffer);

function pollSet(t: Test, capacity?: number): PollSet {
  const set = new PollSet(capacity);
  t.teardown(() => set.close());
  return set;
}

/** The reading end of a new FIFO, and a writer to it. */
function fifo(t: Test, name: string): { fd: number; writer: FifoWriter } {
  const path = makeFifo(t.testdirName, name);
  const fd = open(path, openFlag.readOnly | openFlag.nonBlock | openFlag.closeOnExec);
  const writer = new FifoWriter(path);
  t.teardown(() => close(fd));
  return { fd, writer };
}

/** A handler that empties its descriptor and keeps what it was told. */
class Reader implements PollHandler {
  readonly calls: [nowUs: number, events: number][] = [];
  private readonly fd: number;
  private readonly buffer = new Uint8Array(64);

  constructor(fd: number) {
    this.fd = fd;
  }

  ready(nowUs: number, events: number): void {
    this.calls.push([nowUs, events]);
    read(this.fd, this.buffer, this.buffer.length);
  }
}

t.test('nothing to read', async (t) => {
  const set = pollSet(t);
  t.equal(set.wait(0), 0, 'only looks');
  t.equal(set.dispatch(1), false);
  const before = monotonicUs();
  t.equal(set.wait(2500), 0, 'the time is over');
  t.ok(monotonicUs() - before >= 2500, 'and was waited for');
  t.equal(set.wait(-5), 0, 'a deadline that has passed');
});

t.test('a time that rounds up to a whole second is no error', async (t) => {
  const set = pollSet(t);
  write(set.wakeFd, one, 8);
  t.equal(set.wait(999_999.9999), 1);
});

t.test('waking', async (t) => {
  const set = pollSet(t);
  write(set.wakeFd, one, 8);
  write(set.wakeFd, one, 8);
  t.equal(set.wait(Number.POSITIVE_INFINITY), 1, 'a wake before the wait is not lost');
  t.equal(set.dispatch(1), true);
  t.equal(set.wait(0), 0, 'any number of wakes is one');
  t.equal(set.dispatch(2), false);
});

t.test('a wake is reported once, also when nothing was waited for in between', async (t) => {
  const set = pollSet(t);
  write(set.wakeFd, one, 8);
  set.wait(longUs);
  t.equal(set.dispatch(1), true);
  t.equal(set.dispatch(2), false);
});

t.test('another thread ends the wait', async (t) => {
  const set = pollSet(t);
  // It writes when the message is there, and by then this thread waits, or will find the wake when it does.
  const source = `
    const { parentPort } = require('node:worker_threads');
    const { writeSync } = require('node:fs');
    parentPort.once('message', (fd) => writeSync(fd, new Uint8Array(new BigUint64Array([1n]).buffer)));
  `;
  const worker: Worker & Pick<MessagePort, 'postMessage'> = new Worker(source, { eval: true });
  worker.postMessage(set.wakeFd);
  t.equal(set.wait(longUs), 1);
  t.equal(set.dispatch(1), true);
  await new Promise((resolve) => worker.once('exit', resolve));
});

t.test('the owner of a readable descriptor is called with the time and the bits', async (t) => {
  t.testdir();
  const set = pollSet(t);
  const { fd, writer } = fifo(t, 'a');
  const reader = new Reader(fd);
  set.add(fd, reader);
  t.equal(set.wait(0), 0);
  writer.write(one);
  t.equal(set.wait(longUs), 1);
  t.equal(set.dispatch(4711), false, 'that is not a wake');
  t.same(reader.calls, [[4711, pollEvent.in]]);
  set.dispatch(4712);
  t.equal(reader.calls.length, 1, 'readiness is handed on once');

  writer.close();
  t.equal(set.wait(longUs), 1);
  set.dispatch(4713);
  t.equal(reader.calls.at(-1)?.[1], pollEvent.hangUp, 'the writer is gone');
});

t.test('a descriptor that was closed by mistake is told to its owner', async (t) => {
  const set = pollSet(t);
  const fd = openSync('/dev/null', 'r');
  const calls: number[] = [];
  set.add(fd, { ready: (_nowUs, events) => calls.push(events) });
  close(fd);
  t.equal(set.wait(longUs), 1);
  set.dispatch(1);
  t.same(calls, [pollEvent.invalid]);
});

t.test('a handler takes itself and others out', async (t) => {
  t.testdir();
  const set = pollSet(t);
  const pipes = ['a', 'b', 'c', 'd'].map((name) => fifo(t, name));
  const called: number[] = [];
  pipes.forEach(({ fd, writer }, index) => {
    set.add(fd, {
      ready: () => {
        called.push(index);
        // The first removes itself and the one after it, which is ready too but must not be called any more.
        if (index === 0) for (const other of pipes.slice(0, 2)) set.remove(other.fd);
      },
    });
    writer.write(one);
  });
  t.equal(set.wait(longUs), 4);
  set.dispatch(1);
  t.same(called, [0, 2, 3]);

  called.length = 0;
  t.equal(set.wait(longUs), 2, 'the others go on');
  set.dispatch(2);
  t.same(called.sort(), [2, 3]);
  for (const { writer } of pipes) writer.close();
});

t.test('a handler that puts in another descriptor under the same number', async (t) => {
  t.testdir();
  const set = pollSet(t);
  const { fd, writer } = fifo(t, 'a');
  const calls: string[] = [];
  set.add(fd, {
    ready: () => {
      calls.push('old');
      set.remove(fd);
      set.add(fd, { ready: () => calls.push('new') });
    },
  });
  writer.write(one);
  set.wait(longUs);
  set.dispatch(1);
  t.same(calls, ['old'], 'it has not been polled for its new owner yet');
  t.equal(set.wait(longUs), 1);
  set.dispatch(2);
  t.same(calls, ['old', 'new']);
  writer.close();
});

t.test('removing what is not there', async (t) => {
  const set = pollSet(t);
  set.remove(12345);
  set.remove(set.wakeFd);
  write(set.wakeFd, one, 8);
  t.equal(set.wait(longUs), 1, 'the wake descriptor stays');
});

t.test('the set is full', async (t) => {
  t.testdir();
  const set = pollSet(t, 2);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => fifo(t, name));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three pipes');
  const reader = new Reader(c.fd);
  set.add(a.fd, new Reader(a.fd));
  set.add(b.fd, new Reader(b.fd));
  t.throws(() => set.add(c.fd, reader), {
    name: 'SynthError',
    code: 'DEVICE_FAILED',
    message: 'More than 2 devices cannot be read at once.',
  });
  set.remove(a.fd);
  set.add(c.fd, reader);
  t.throws(() => set.add(a.fd, reader), { code: 'DEVICE_FAILED' }, 'one place was free, not two');
  c.writer.write(one);
  t.equal(set.wait(longUs), 1);
  set.dispatch(1);
  t.equal(reader.calls.length, 1);
  for (const { writer } of [a, b, c]) writer.close();
});

t.test('closing releases the wake descriptor', async (t) => {
  const set = new PollSet();
  t.match(readlinkSync(`/proc/self/fd/${set.wakeFd}`), /eventfd/);
  set.close();
  t.throws(() => readlinkSync(`/proc/self/fd/${set.wakeFd}`), { code: 'ENOENT' });
});
