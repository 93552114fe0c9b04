import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { whileLocked, writeAtomically } from '../../src/config/atomicFile.js';

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

t.test('a lock is there as long as what is done under it, with the process in it', async (t) => {
  const folder = t.testdir();
  const lock = join(folder, 'lock');
  const result = whileLocked(lock, () => {
    t.equal(Number.parseInt(readFileSync(lock, 'utf8'), 10), process.pid);
    t.same(readdirSync(folder), ['lock']);
    return 7;
  });
  t.equal(result, 7);
  const fail = () => {
    throw new Error('no');
  };
  t.throws(() => whileLocked(lock, fail), { message: 'no' });
  t.same(readdirSync(folder), [], 'whatever happens');
});

t.test('a lock that a living process holds is waited for, and then left', async (t) => {
  const lock = join(t.testdir(), 'lock');
  let done = 0;
  // This process, and one that belongs to somebody else.
  for (const text of [`${process.pid} other\n`, '1 other\n']) {
    writeFileSync(lock, text);
    t.throws(() => whileLocked(lock, () => done++, 50), {
      code: 'CONFIG_UNWRITABLE',
      message: 'Another change of the configuration did not end within 0.05 s.',
      remedy: `See which it is, and end it: pgrep -af 'config (set|rollback)'; if there is none: rm ${lock}`,
    });
    t.equal(readFileSync(lock, 'utf8'), text);
  }
  t.equal(done, 0);
});

t.test('a lock of a process that has died is taken over', async (t) => {
  const folder = t.testdir();
  const lock = join(folder, 'lock');
  const { pid } = spawnSync('true');
  for (const text of [`${pid} other\n`, '', '0', 'nonsense']) {
    writeFileSync(lock, text);
    t.equal(
      whileLocked(lock, () => existsSync(lock)),
      true,
      text,
    );
    t.same(readdirSync(folder), []);
  }
});

t.test('a stale lock that another is about to remove is left to it', async (t) => {
  const lock = join(t.testdir(), 'lock');
  writeFileSync(lock, '');
  writeFileSync(`${lock}.e3b0c44298fc1c14`, '');
  t.throws(() => whileLocked(lock, () => 0, 50), { code: 'CONFIG_UNWRITABLE' });
  t.ok(existsSync(lock));
});

t.test('a lock that cannot be made', async (t) => {
  const lock = join(t.testdir(), 'missing/lock');
  t.throws(() => whileLocked(lock, () => 0), {
    code: 'CONFIG_UNWRITABLE',
    message: /cannot be written: ENOENT/,
  });
});
