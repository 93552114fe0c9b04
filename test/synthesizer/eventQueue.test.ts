import t from 'tap';
import { EventQueue } from '../../src/synthesizer/eventQueue.js';

/** A clock that advances after it was looked at a number of times. */
function blocksThatTake(looks: number): { blockNow: () => number; looked: () => number } {
  let count = 0;
  return { blockNow: () => Math.floor(count++ / looks), looked: () => count };
}

t.test('as many requests as surely fit pass without a look at the clock', (t) => {
  const { blockNow, looked } = blocksThatTake(1);
  const queue = new EventQueue(256, blockNow);
  queue.drained = true;
  for (let count = 0; count < 32; count++) queue.add();
  t.equal(looked(), 0);
  queue.add();
  t.equal(looked(), 1);
  t.end();
});

t.test('more wait until a block has been rendered', (t) => {
  const { blockNow, looked } = blocksThatTake(5);
  const queue = new EventQueue(8, blockNow);
  queue.drained = true;
  queue.add();
  queue.add();
  t.equal(looked(), 1, 'the first look only learns the time');
  queue.add();
  t.equal(looked(), 6, 'the second waits for it to change');
  t.end();
});

t.test('nobody waits where nobody renders', (t) => {
  let looked = 0;
  const queue = new EventQueue(1, () => {
    looked++;
    return 0;
  });
  for (let count = 0; count < 100; count++) queue.add();
  t.equal(looked, 0);
  t.end();
});

t.test('a driver that has stopped rendering does not hold the player up for ever', (t) => {
  let looked = 0;
  const queue = new EventQueue(1, () => {
    looked++;
    return 0;
  });
  queue.drained = true;
  queue.add();
  queue.add();
  queue.add();
  t.ok(looked > 100 && looked <= 251, `${looked} looks`);
  const before = looked;
  for (let count = 0; count < 100; count++) queue.add();
  t.equal(looked, before + 100, 'nor again and again');
  t.end();
});

t.test('a driver that renders again is waited for again', (t) => {
  let block = 0;
  let looked = 0;
  const queue = new EventQueue(1, () => {
    looked++;
    return block;
  });
  queue.drained = true;
  for (let count = 0; count < 3; count++) queue.add();
  block++;
  queue.add();
  const before = looked;
  queue.add();
  t.ok(looked > before + 100, `${looked - before} looks`);
  t.end();
});
