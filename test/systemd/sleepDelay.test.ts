import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { SleepDelay } from '../../src/systemd/sleepDelay.js';
import type { SleepInhibitor } from '../../src/systemd/sleepInhibitor.js';

/** A delay whose lock is a word. */
function recorded(): { delay: SleepDelay; done: string[] } {
  const done: string[] = [];
  const inhibitor = {
    take: async () => void done.push('take'),
    release: () => void done.push('release'),
  } as unknown as SleepInhibitor;
  return { delay: new SleepDelay(inhibitor), done };
}

t.test('nothing to do before sleep', async (t) => {
  const { delay, done } = recorded();
  await delay.take();
  delay.prepare(() => {});
  t.ok(delay.sleeping);
  await turn();
  t.same(done, ['take', 'release']);
  delay.resume();
  t.notOk(delay.sleeping);
  await delay.take();
  t.same(done, ['take', 'release', 'take']);
});

t.test('not taken between the announcement and the resume', async (t) => {
  const { delay, done } = recorded();
  delay.prepare(({ waitUntil }) => waitUntil(new Promise(() => {})));
  await delay.take();
  t.same(done, []);
  delay.resume();
});

t.test('all of the work has to end', async (t) => {
  const { delay, done } = recorded();
  let finish = () => {};
  delay.prepare(({ waitUntil }) => {
    waitUntil(Promise.reject(new Error('failed')));
    waitUntil(new Promise<void>((resolve) => (finish = resolve)));
  });
  await turn();
  t.same(done, []);
  finish();
  await turn();
  t.same(done, ['release']);
});

t.test('work of an earlier sleep does not end the delay of a later one', async (t) => {
  const { delay, done } = recorded();
  let finish = () => {};
  delay.prepare(({ waitUntil }) => waitUntil(new Promise<void>((resolve) => (finish = resolve))));
  delay.resume();
  await delay.take();
  delay.prepare(({ waitUntil }) => waitUntil(new Promise(() => {})));
  finish();
  await turn();
  t.same(done, ['take'], 'still held');
  delay.resume();
});

t.test('no longer than logind waits', async (t) => {
  const { delay, done } = recorded();
  delay.maxMs = 50;
  const began = performance.now();
  delay.prepare(({ waitUntil }) => waitUntil(new Promise(() => {})));
  while (done.length === 0 && performance.now() - began < 5_000) await turn();
  t.same(done, ['release']);
});
