import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';

/** Runs a program in which `log` is a logger with a file and a terminal's lines on standard error. */
function run(t: Test, body: string) {
  const module = (name: string): string => new URL(`../../src/logging/${name}.js`, import.meta.url).href;
  const program = `
    import { Worker } from 'node:worker_threads';
    import { createLogger } from ${JSON.stringify(module('logger'))};
    import { defaultLogSettings } from ${JSON.stringify(module('settings'))};
    import * as stray from ${JSON.stringify(module('strayOutput'))};
    const destination = { descriptor: 2, format: 'journal', coloured: false };
    const log = createLogger({ ...defaultLogSettings, file: 'app.log' }, destination);
    ${body}
  `;
  const folder = t.testdir({ 'program.mjs': program });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'program.mjs')], {
    cwd: folder,
    encoding: 'utf8',
  });
  const file = join(folder, 'app.log');
  const filed = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return { status, stdout, lines: stderr.split('\n').slice(0, -1), filed };
}

t.test('what is printed becomes records, whoever prints it', async (t) => {
  const { status, stdout, lines, filed } = run(
    t,
    `
    const restore = stray.captureOutput(log);
    console.log('to standard output');
    console.error('two\\nlines');
    process.stdout.write('in ');
    process.stdout.write(Buffer.from('parts — \\n').subarray(0, 7));
    process.stdout.write(Buffer.from('parts — \\n').subarray(7));
    process.stdout.write('with a callback\\n', () => {
      const worker = new Worker('console.log("from a worker")', { eval: true });
      worker.on('exit', () => setImmediate(() => {
        process.stderr.write('no end');
        restore();
        console.log('as before');
      }));
    });
    `,
  );
  t.equal(status, 0);
  t.same(lines, [
    '<6>library: to standard output stream=stdout',
    '<4>library: two stream=stderr',
    '<4>library: lines stream=stderr',
    '<6>library: in parts —  stream=stdout',
    '<6>library: with a callback stream=stdout',
    '<6>library: from a worker stream=stdout',
    '<4>library: no end stream=stderr',
  ]);
  t.equal(stdout, 'as before\n');
  t.equal(filed.length, lines.length);
});

t.test('a line without an end does not grow for ever', async (t) => {
  const { lines } = run(
    t,
    `
    stray.captureOutput(log);
    for (let count = 0; count < 100; count++) process.stdout.write('x'.repeat(1000) + count);
    `,
  );
  t.ok(lines.length >= 10, `${lines.length} lines`);
  t.ok(Math.max(...lines.map((line) => line.length)) < 9_000);
});

t.test("Node's warnings are records too", async (t) => {
  const { lines } = run(
    t,
    `
    const restore = stray.captureWarnings(log);
    process.emitWarning('this is old', 'DeprecationWarning');
    setImmediate(() => {
      restore();
      process.emitWarning('printed', 'Other');
    });
    `,
  );
  t.equal(lines[0], '<4>library: DeprecationWarning: this is old');
  t.match(lines[1], /^\(node:\d+\) Other: printed/);
});

t.test(
  'an error that nobody caught is in the log when the process ends, and so is what was held back',
  async (t) => {
    for (const [body, origin] of [
      ["setTimeout(() => { throw new Error('a defect'); });", 'uncaughtException'],
      ["Promise.reject(new Error('a defect'));", 'unhandledRejection'],
    ] as const) {
      const { status, lines, filed } = run(
        t,
        `
      stray.logUncaught(log);
      for (let count = 0; count < 8; count++) log.category('audio').info('again');
      ${body}
      `,
      );
      t.equal(status, 1);
      t.equal(lines.length, 7);
      t.match(lines[5], new RegExp(`^<2>daemon: Uncaught: a defect origin=${origin} error=.*program\\.mjs`));
      t.equal(lines[6], '<6>audio: again … 3 more');
      t.equal(filed.length, 7);
    }
  },
);

t.test('what is held back is written at the exit', async (t) => {
  const { lines } = run(
    t,
    `
    stray.flushAtExit(log);
    for (let count = 0; count < 8; count++) log.category('audio').info('again');
    process.exit(0);
    `,
  );
  t.equal(lines.at(-1), '<6>audio: again … 3 more');
});
