/** Nodes that are watched for one key, as FIFOs. */
import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ToggleWatch } from '../../src/engine/toggleWatch.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { PollSet } from '../../src/linux/pollSet.js';
import { encode } from '../support/deviceEvents.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';

const second = 1e6;

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

function create(t: Test) {
  const poll = new PollSet(2);
  const watch = new ToggleWatch(poll, key.config);
  t.teardown(() => {
    watch.close();
    poll.close();
  });
  /** Writes one event of a key, and lets the watch read it. */
  const bring = (writer: FifoWriter, code: number, value: number): void => {
    writer.write(
      encode([
        [second, eventType.key, code, value],
        [second, eventType.syn, syn.report, 0],
      ]),
    );
    poll.wait(second);
    poll.dispatch(second);
  };
  return { poll, watch, bring };
}

t.test('a press of the toggle key, and nothing else, asks for something', async (t) => {
  const { watch, bring } = create(t);
  const fifo = makeFifo(t.testdir());
  watch.set([fifo]);
  const writer = new FifoWriter(fifo);
  t.teardown(() => writer.close());
  const asked = (code: number, value: number): boolean => {
    watch.requested = false;
    bring(writer, code, value);
    return watch.requested;
  };
  t.equal(asked(key.config, 1), true);
  t.equal(asked(key.config, 2), false, 'repeats do not');
  t.equal(asked(key.config, 0), false, 'nor does its release');
  t.equal(asked(key.volumeUp, 1), false);
});

t.test('what is watched is what was named last', async (t) => {
  const { watch } = create(t);
  const folder = t.testdir();
  const [a = '', b = ''] = ['a', 'b'].map((name) => makeFifo(folder, name));
  const before = openDescriptors();
  watch.set([a]);
  watch.set([a, b]);
  watch.set([a, b]);
  t.equal(openDescriptors(), before + 2);
  watch.set([b]);
  t.equal(openDescriptors(), before + 1);
  watch.close();
  t.equal(openDescriptors(), before);
});

t.test('what does not open is left out, and nothing is left open', async (t) => {
  const { watch } = create(t);
  const folder = t.testdir({ file: '' });
  const paths = ['a', 'b', 'c'].map((name) => makeFifo(folder, name));
  const before = openDescriptors();
  watch.set([join(folder, 'nothing'), join(folder, 'file'), '/dev/null', ...paths]);
  t.equal(openDescriptors(), before + 2, 'the poll set has room for two');
});

t.test('a node that has gone is dropped, and watched again when it is named again', async (t) => {
  const { watch, poll, bring } = create(t);
  const folder = t.testdir();
  const fifo = makeFifo(folder);
  const before = openDescriptors();
  watch.set([fifo]);
  const writer = new FifoWriter(fifo);
  unlinkSync(fifo);
  writer.close();
  poll.wait(second);
  poll.dispatch(second);
  t.equal(openDescriptors(), before);
  watch.set([fifo]);
  t.equal(openDescriptors(), before, 'not before it is there');
  makeFifo(folder);
  watch.set([fifo]);
  const again = new FifoWriter(fifo);
  t.teardown(() => again.close());
  bring(again, key.config, 1);
  t.equal(watch.requested, true);
});
