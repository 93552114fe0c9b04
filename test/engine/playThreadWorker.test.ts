import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import type { PlayThreadData } from '../../src/engine/messages.js';
import { PlayThreadWorker } from '../../src/engine/playThreadWorker.js';
import { runProgram } from '../support/runProgram.js';

const folder = t.testdir();
const lateMs = 100;

/** A thread that loads for a while, and then waits for what it is to play, as the real one does. */
function slowThread(name: string): PlayThreadWorker {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${lateMs});
    parentPort.once('message', (data) => {
      if (data !== undefined) setTimeout(() => undefined, 3_600_000);
    });`,
  );
  return new PlayThreadWorker(pathToFileURL(file));
}

t.test('one that is dismissed comes to the end of its loading, and ends by itself', async (t) => {
  const thread = slowThread('slow');
  const exit = once(thread.worker, 'exit');
  await thread.dismiss();
  t.ok(thread.over);
  t.same(await exit, [0], 'nothing was cut off');
  await thread.dismiss();
  t.ok(thread.over, 'a second time changes nothing');
});

t.test('the real one, while it loads its libraries', async (t) => {
  const thread = new PlayThreadWorker();
  await thread.dismiss();
  t.ok(thread.over);
  t.equal(thread.failure, undefined);
});

t.test('one that was told to play is not dismissed', async (t) => {
  const thread = slowThread('plays');
  thread.play({} as PlayThreadData);
  await thread.dismiss();
  t.notOk(thread.over);
  thread.close();
  await thread.worker.terminate();
});

t.test('a command that fails while it loads has its own status', async (t) => {
  const statuses = Array.from(
    { length: 8 },
    () => runProgram(['--soundfont', '/nowhere.sf2', 'demo']).status,
  );
  t.same(
    statuses,
    statuses.map(() => 1),
  );
});
