import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { startBareWorker } from '../../src/engine/bareWorker.js';

t.test('a thread has the environment and the data, and none of the flags', async (t) => {
  const folder = t.testdir({
    'thread.mjs': `
      import { parentPort, workerData } from 'node:worker_threads';
      parentPort.postMessage({
        flags: process.execArgv, options: process.env.NODE_OPTIONS, mark: process.env.FW16_TEST_MARK, workerData,
      });`,
  });
  process.env.FW16_TEST_MARK = 'here';
  t.teardown(() => delete process.env.FW16_TEST_MARK);
  const worker = startBareWorker(pathToFileURL(join(folder, 'thread.mjs')), { workerData: 7 });
  const [message] = (await once(worker, 'message')) as [unknown];
  t.same(message, { flags: [], options: '', mark: 'here', workerData: 7 });
  await worker.terminate();
});
