import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { RotatingFile } from '../../src/logging/rotatingFile.js';
import type { LogRotation } from '../../src/logging/settings.js';
import { lines, names, StillClock } from './logFolder.js';

const bySize = (maxBytes: number, backups = 5): LogRotation => ({ by: 'size', maxBytes, backups });
const byDay = (days: number): LogRotation => ({ by: 'day', days });

t.test('the file and its folders are made', async (t) => {
  const path = join(t.testdir(), 'new', 'folders', 'app.log');
  const file = new RotatingFile(path, bySize(1000));
  t.notOk(existsSync(path), 'not before there is something to write');
  file.write('one\n');
  t.same(lines(path), ['one']);
  t.equal(statSync(path).mode & 0o007, 0, 'others do not read it');
  file.close();
});

t.test('by size: no file exceeds it, the last are kept, in order', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  const file = new RotatingFile(path, bySize(20, 2));
  for (let count = 0; count < 10; count++) file.write(`line ${count}\n`);
  file.close();
  t.same(names(folder), ['app.log', 'app.log.1', 'app.log.2']);
  t.same(lines(`${path}.2`), ['line 4', 'line 5']);
  t.same(lines(`${path}.1`), ['line 6', 'line 7']);
  t.same(lines(path), ['line 8', 'line 9']);
});

t.test('by size: a line longer than a whole file is written all the same', async (t) => {
  const path = join(t.testdir(), 'app.log');
  const file = new RotatingFile(path, bySize(10));
  file.write('a line that is too long\n');
  file.write('b\n');
  file.close();
  t.same([lines(`${path}.1`), lines(path)], [['a line that is too long'], ['b']]);
});

t.test('a large file from before is put aside, and not lost', async (t) => {
  const folder = t.testdir({ 'app.log': `${'old\n'.repeat(1000)}` });
  const file = new RotatingFile(join(folder, 'app.log'), bySize(100));
  file.write('new\n');
  file.close();
  t.equal(lines(join(folder, 'app.log.1')).length, 1000);
  t.same(lines(join(folder, 'app.log')), ['new']);
});

t.test('by day: a new file with the first line of a day, and so many old ones', async (t) => {
  const folder = t.testdir();
  const clock = new StillClock('2026-11-18T23:59:59.000Z');
  const file = new RotatingFile(join(folder, 'app.log'), byDay(2), clock.now);
  file.write('18\n');
  for (const day of [19, 20, 21]) {
    clock.pass(24 * 3600 * 1000);
    file.write(`${day}\n`);
    file.write(`${day} too\n`);
  }
  file.close();
  t.same(names(folder), ['app.log', 'app.log.2026-11-19', 'app.log.2026-11-20']);
  t.same(lines(join(folder, 'app.log.2026-11-20')), ['20', '20 too']);
  t.same(lines(join(folder, 'app.log')), ['21', '21 too']);
});

t.test('by day: the day of a file from before is that of its last line', async (t) => {
  const folder = t.testdir({ 'app.log': 'yesterday\n' });
  const path = join(folder, 'app.log');
  utimesSync(path, new Date('2026-11-19T12:00:00Z'), new Date('2026-11-19T12:00:00Z'));
  const clock = new StillClock('2026-11-20T00:00:00.000Z');
  const file = new RotatingFile(path, byDay(30), clock.now);
  file.write('today\n');
  // A clock that was set back begins no new day.
  clock.pass(-5000);
  file.write('a moment ago\n');
  file.close();
  t.same(names(folder), ['app.log', 'app.log.2026-11-19']);
  t.same(lines(path), ['today', 'a moment ago']);
});

t.test('a file that was moved or removed is opened anew within a second', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  const clock = new StillClock('2026-11-20T10:00:00.000Z');
  const file = new RotatingFile(path, bySize(1000), clock.now);
  file.write('one\n');
  renameSync(path, `${path}-moved`);
  file.write('two\n');
  clock.pass(1000);
  file.write('three\n');
  t.same(lines(`${path}-moved`), ['one', 'two'], 'nothing is lost meanwhile');
  t.same(lines(path), ['three']);
  unlinkSync(path);
  clock.pass(1000);
  file.write('four\n');
  t.same(lines(path), ['four']);
  file.close();
});

t.test('reopen takes effect at once', async (t) => {
  const path = join(t.testdir(), 'app.log');
  const clock = new StillClock('2026-11-20T10:00:00.000Z');
  const file = new RotatingFile(path, bySize(1000), clock.now);
  file.write('one\n');
  renameSync(path, `${path}-moved`);
  file.reopen();
  file.write('two\n');
  file.close();
  t.same([lines(`${path}-moved`), lines(path)], [['one'], ['two']]);
});

t.test('a file that was cut to nothing is written from its beginning', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  const clock = new StillClock('2026-11-20T10:00:00.000Z');
  const file = new RotatingFile(path, bySize(10), clock.now);
  file.write('12345678\n');
  truncateSync(path);
  clock.pass(1000);
  file.write('abcdefgh\n');
  file.close();
  t.same(names(folder), ['app.log'], 'its size is known to be small again');
  t.same(lines(path), ['abcdefgh']);
});

t.test('what cannot be written is the error of the system', async (t) => {
  const folder = t.testdir({ 'a file': '' });
  const rotation = bySize(100);
  t.throws(() => new RotatingFile('/dev/full', rotation).write('x\n'), { code: 'ENOSPC' });
  t.throws(() => new RotatingFile(folder, rotation).write('x\n'), { code: 'EISDIR' });
  t.throws(() => new RotatingFile(join(folder, 'a file', 'x'), rotation).write('x\n'), { code: 'ENOTDIR' });
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  t.throws(
    () => new RotatingFile(fifo, rotation).write('x\n'),
    { code: 'ENXIO' },
    'and nobody waits for a reader',
  );
});

t.test('a device or a pipe is not put aside', async (t) => {
  const folder = t.testdir();
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  const file = new RotatingFile(fifo, bySize(3));
  for (const line of ['one\n', 'two\n', 'three\n']) file.write(line);
  const received = Buffer.alloc(100);
  t.equal(received.toString('utf8', 0, readSync(reader, received)), 'one\ntwo\nthree\n');
  t.same(names(folder), ['fifo']);
  file.close();
  closeSync(reader);
});

t.test('while another process puts the file aside, it grows', async (t) => {
  const folder = t.testdir({ 'app.log.lock': '' });
  const path = join(folder, 'app.log');
  const clock = new StillClock('2026-11-20T10:00:00.000Z');
  const file = new RotatingFile(path, bySize(6), clock.now);
  for (const line of ['one\n', 'two\n', 'three\n']) file.write(line);
  t.same(names(folder), ['app.log', 'app.log.lock']);
  unlinkSync(`${path}.lock`);
  clock.pass(1000);
  file.write('four\n');
  t.same(names(folder), ['app.log', 'app.log.1']);
  t.same([lines(`${path}.1`), lines(path)], [['one', 'two', 'three'], ['four']]);
  file.close();
});

t.test('the lock of a process that has died does not count', async (t) => {
  const folder = t.testdir({ 'app.log.lock': '' });
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(join(folder, 'app.log.lock'), longAgo, longAgo);
  const file = new RotatingFile(join(folder, 'app.log'), bySize(6));
  file.write('one\n');
  file.write('two\n');
  file.close();
  t.same(names(folder), ['app.log', 'app.log.1']);
});

t.test('a file that cannot be put aside is written on, and told of once a minute', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  // A folder with something in it, where the old file would go.
  mkdirSync(`${path}.1`);
  writeFileSync(join(`${path}.1`, 'x'), '');
  const clock = new StillClock('2026-11-20T10:00:00.000Z');
  const failures: unknown[] = [];
  const file = new RotatingFile(path, bySize(6, 1), clock.now, (error) => failures.push(error));
  for (const line of ['one\n', 'two\n', 'three\n']) file.write(line);
  t.equal(failures.length, 1);
  t.same(lines(path), ['one', 'two', 'three']);
  clock.pass(60_000);
  file.write('four\n');
  t.equal(failures.length, 2);
  t.notOk(existsSync(`${path}.lock`));
  file.close();
});

t.test('of two that find the file full, one puts it aside, and the other takes the new one', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  const clock = new StillClock('2026-11-20T10:00:00.000Z');
  const one = new RotatingFile(path, bySize(20), clock.now);
  const other = new RotatingFile(path, bySize(20), clock.now);
  one.write('one 1\n');
  other.write('two 1\n');
  clock.pass(1000);
  one.write('one 2\n');
  other.write('two 2\n');
  one.write('one 3\n');
  one.close();
  other.close();
  t.same(names(folder), ['app.log', 'app.log.1']);
  t.same(lines(`${path}.1`), ['one 1', 'two 1', 'one 2']);
  t.same(lines(path), ['two 2', 'one 3']);
});

t.test('a line that was written in part does not spoil the next one', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  const module = new URL('../../src/logging/rotatingFile.js', import.meta.url).href;
  const program = `
    import { truncateSync } from 'node:fs';
    import { RotatingFile } from ${JSON.stringify(module)};
    const path = ${JSON.stringify(path)};
    const file = new RotatingFile(path, { by: 'size', maxBytes: 100_000, backups: 1 });
    let code = '';
    try {
      for (;;) file.write('x'.repeat(99) + '\\n');
    } catch (error) {
      code = error.code;
    }
    // There is room again, after the torn line.
    truncateSync(path, 450);
    file.write('whole\\n');
    process.stdout.write(code);
  `;
  // No file may have more than 512 bytes: a write stops there, as on a full disk.
  const shell = `trap '' XFSZ; ulimit -f 1; exec "$0" --input-type=module -e "$1"`;
  const code = execFileSync('sh', ['-c', shell, process.execPath, program], { encoding: 'utf8' });
  t.equal(code, 'EFBIG');
  t.same(
    lines(path).map((line) => (line === 'whole' ? line : line.length)),
    [99, 99, 99, 99, 50, 'whole'],
  );
});

t.test('two processes that write and rotate one file lose and mix nothing', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  const module = new URL('../../src/logging/rotatingFile.js', import.meta.url).href;
  const program = `
    import { RotatingFile } from ${JSON.stringify(module)};
    let time = 0;
    const file = new RotatingFile(${JSON.stringify(path)}, { by: 'size', maxBytes: 20_000, backups: 100 }, () => time);
    for (let count = 0; count < 4_000; count++) {
      time += 100;
      file.write(process.argv[1] + ' ' + count + ' ' + 'x'.repeat(count % 50) + '\\n');
    }
  `;
  const processes = ['a', 'b'].map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', program, name], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const ends = await Promise.all(processes.map((one) => once(one, 'exit')));
  t.same(
    ends.map(([status]) => status),
    [0, 0],
  );
  const all = names(folder).flatMap((name) => lines(join(folder, name)));
  t.ok(names(folder).length > 3, `${names(folder).length} files`);
  for (const name of ['a', 'b']) {
    const counts = all
      .filter((line) => new RegExp(`^${name} \\d+ x*$`).test(line))
      .map((line) => Number(line.split(' ')[1]));
    t.equal(new Set(counts).size, 4_000, `every line of ${name}`);
  }
  t.equal(all.length, 8_000, 'and none twice');
});
