import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readLimited } from '../../src/config/layers.js';
import { makeFifo } from '../support/fifo.js';
import { runProgram } from '../support/runProgram.js';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

t.test('a file is read, without its byte order mark', async (t) => {
  const folder = t.testdir({ 'f.yaml': '\uFEFF# mine\n', 'empty.yaml': '' });
  t.equal(readLimited(join(folder, 'f.yaml')), '# mine\n');
  t.equal(readLimited(join(folder, 'empty.yaml')), '');
  t.equal(readLimited('/dev/null'), '');
  t.match(readLimited('/dev/zero'), { problem: 'is larger than 1048576 bytes' });
});

t.test('the largest file, and one byte more', async (t) => {
  const file = join(t.testdir(), 'f.yaml');
  writeFileSync(file, '#'.repeat(1 << 20));
  t.equal(readLimited(file).toString().length, 1 << 20);
  writeFileSync(file, '#'.repeat((1 << 20) + 1));
  t.match(readLimited(file), { problem: 'is larger than 1048576 bytes' });
});

t.test('a FIFO that nobody writes to is refused', async (t) => {
  const fifo = makeFifo(t.testdir(), 'f.yaml');
  t.match(readLimited(fifo), { source: { file: fifo }, problem: 'is a FIFO that nobody writes to' });
  const { status, stdout } = runProgram(['check-config', fifo]);
  t.equal(status, 78);
  t.match(stdout, /fault +is a FIFO that nobody writes to\n/);
});

t.test('a FIFO that somebody writes to is read to its end', async (t) => {
  const fifo = makeFifo(t.testdir(), 'f.yaml');
  const writer = spawn('sh', ['-c', 'exec > "$0"; echo "log:"; echo "  level: debug"', fifo], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Held open by this process until the other has written, which waits for a reader.
  const reader = openSync(fifo, 'r+');
  const [status] = await once(writer, 'exit');
  t.equal(status, 0);
  const reading = openSync(fifo, 'r');
  closeSync(reader);
  t.equal(readLimited(fifo), 'log:\n  level: debug\n');
  closeSync(reading);
});

t.test('a FIFO whose writer does not end', async (t) => {
  const fifo = makeFifo(t.testdir(), 'f.yaml');
  const writer = openSync(fifo, 'r+');
  t.teardown(() => closeSync(writer));
  for (const text of ['', '# begun\n']) {
    writeSync(writer, text);
    t.match(readLimited(fifo, 50), {
      problem: 'The configuration was not written to its end within 0.05 s',
      remedy: /^Name a file, or see what the program that writes to the pipe waits for\.$/,
    });
  }
});

t.test('a pipe of the shell, written to late or not at all', async (t) => {
  for (const [writes, status, output] of [
    ['printf "log: {level: debug}"', 0, /log\.level +"debug"/],
    ['sleep 0.3; printf "log: {level: debug}"', 0, /log\.level +"debug"/],
    [':', 0, /log\.level +"info"/],
    ['printf "log: {level: loud}"', 78, /log\.level: must be one of/],
  ] as const) {
    const command = `exec "$0" "$1" config --config <(${writes})`;
    const done = spawnSync('bash', ['-c', command, process.execPath, main], {
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: process.env.PATH, XDG_CONFIG_HOME: '/nonexistent' },
    });
    t.equal(done.status, status, writes);
    t.match(done.stdout + done.stderr, output, writes);
  }
});
