import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeLogFolder } from '../../src/logging/logFolder.js';

t.test('makes what is missing, for its owner and group', async (t) => {
  const folder = join(t.testdir(), 'a/b/c');
  makeLogFolder(folder);
  makeLogFolder(folder);
  t.ok(statSync(folder).isDirectory());
  t.equal(statSync(folder).mode & 0o027, 0);
});

t.test('a place where there can be none is an error, at once', async (t) => {
  for (const folder of ['/proc/nowhere/log', '/proc/nowhere'])
    t.throws(() => makeLogFolder(folder), { code: 'ENOENT' }, folder);
  const file = join(t.testdir({ file: '' }), 'file/log');
  t.throws(() => makeLogFolder(file), { code: 'ENOTDIR' });
});
