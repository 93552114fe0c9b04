import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { LineWriter } from '../../src/logging/lineWriter.js';
import { lines, StillClock } from './logFolder.js';

/** Both ends of a pipe; neither waits. */
function pipe(t: Test): { readonly reader: number; readonly writer: number } {
  const path = join(t.testdir(), 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  t.teardown(() => closeSync(writer));
  return { reader, writer };
}

function readAll(reader: number): string {
  const buffer = Buffer.alloc(1 << 20);
  let text = '';
  for (;;) {
    try {
      const count = readSync(reader, buffer);
      if (count === 0) return text;
      text += buffer.toString('utf8', 0, count);
    } catch {
      return text;
    }
  }
}

t.test('a line is written at once', async (t) => {
  const path = join(t.testdir(), 'out');
  const descriptor = openSync(path, 'a');
  t.teardown(() => closeSync(descriptor));
  const writer = new LineWriter(descriptor);
  writer.write('one\n');
  t.same(lines(path), ['one']);
  writer.write('zwei — 二\n');
  t.same(lines(path), ['one', 'zwei — 二']);
});

t.test('what a slow reader has not taken waits, whole and in order', async (t) => {
  const { reader, writer } = pipe(t);
  t.teardown(() => closeSync(reader));
  const out = new LineWriter(writer);
  const sent = Array.from({ length: 3_000 }, (_, index) => `${index} ${'x'.repeat(index % 97)}\n`);
  // More than a pipe holds, which is 64 KiB.
  for (const line of sent) out.write(line);
  let received = readAll(reader);
  t.ok(received.length < sent.join('').length, 'the pipe was full');
  out.flush();
  received += readAll(reader);
  out.flush();
  received += readAll(reader);
  t.equal(received, sent.join(''));
  t.equal(out.lost, 0);
});

t.test('it is sent later by itself too', async (t) => {
  const clock = new StillClock('2026-11-20T10:00:00Z');
  const { reader, writer } = pipe(t);
  t.teardown(() => closeSync(reader));
  const out = new LineWriter(writer, clock);
  const line = `${'y'.repeat(999)}\n`;
  for (let count = 0; count < 100; count++) out.write(line);
  let received = readAll(reader);
  clock.pass(100);
  received += readAll(reader);
  t.equal(received, line.repeat(100));
});

t.test('memory is bounded: what exceeds a mebibyte is counted', async (t) => {
  const { reader, writer } = pipe(t);
  t.teardown(() => closeSync(reader));
  const out = new LineWriter(writer);
  const line = `${'z'.repeat(1023)}\n`;
  for (let count = 0; count < 2_048; count++) out.write(line);
  t.ok(out.lost > 900 && out.lost < 1_024, `${out.lost} of 2048`);
  const started = performance.now();
  out.flush();
  t.ok(performance.now() - started < 5_000, 'a reader that does not read holds nobody up');
});

t.test('when nobody reads any more, nothing is thrown', async (t) => {
  const { reader, writer } = pipe(t);
  const out = new LineWriter(writer);
  closeSync(reader);
  t.doesNotThrow(() => out.write('nobody\n'));
  t.doesNotThrow(() => out.write('nobody\n'));
  t.doesNotThrow(() => new LineWriter(999_999).write('no such descriptor\n'));
});
