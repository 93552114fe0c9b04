import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeAtomically } from '../../src/config/atomicFile.js';

t.test('a new file, in folders that are not there', async (t) => {
  const file = join(t.testdir(), 'a/b/c.yaml');
  writeAtomically(file, 'x\n');
  t.equal(readFileSync(file, 'utf8'), 'x\n');
  t.equal(statSync(file).mode & 0o777, 0o644);
  t.same(readdirSync(join(file, '..')), ['c.yaml'], 'nothing else is left there');
});

t.test('the old file keeps its mode, and is another file', async (t) => {
  const file = join(t.testdir({ f: 'old' }), 'f');
  chmodSync(file, 0o600);
  const before = statSync(file).ino;
  writeAtomically(file, 'new');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.not(statSync(file).ino, before, 'who has the old one open reads it to its end');
});

t.test('through a link its target is written', async (t) => {
  const folder = t.testdir({ store: { f: 'old' } });
  symlinkSync('store/f', join(folder, 'link'));
  writeAtomically(join(folder, 'link'), 'new');
  t.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
  t.equal(readFileSync(join(folder, 'store/f'), 'utf8'), 'new');
});

t.test('what cannot be written', async (t) => {
  const folder = t.testdir({ file: 'old' });
  t.throws(() => writeAtomically(join(folder, 'file/below'), 'x'), {
    code: 'CONFIG_UNWRITABLE',
    message: /file\/below cannot be written: /,
    remedy: `See who may write there: ls -ld ${folder}/file`,
  });
  t.equal(readFileSync(join(folder, 'file'), 'utf8'), 'old');
  t.throws(() => writeAtomically(folder, 'x'), { code: 'CONFIG_UNWRITABLE' }, 'a folder');
  t.same(readdirSync(folder), ['file']);
});
