import { EventEmitter, once } from 'node:events';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { HotPlugWatch } from '../../src/daemon/hotPlug.js';

t.test('nodes that come, change their permissions and go', async (t) => {
  const folder = t.testdir();
  const told = new EventEmitter();
  const watch = new HotPlugWatch(folder, () => told.emit('changed'));
  t.teardown(() => watch.stop());
  t.equal(watch.start(), true);
  const node = join(folder, 'event7');
  let times = 0;
  told.on('changed', () => times++);
  // The watch keeps no process alive.
  const alive = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(alive));
  for (const change of [() => writeFileSync(node, ''), () => chmodSync(node, 0o600), () => rmSync(node)]) {
    const heard = once(told, 'changed');
    change();
    await heard;
  }
  t.equal(times, 3);
});

t.test('a folder that is not there', async (t) => {
  const watch = new HotPlugWatch(join(t.testdir(), 'missing'), () => undefined);
  t.equal(watch.start(), false);
  watch.stop();
});
