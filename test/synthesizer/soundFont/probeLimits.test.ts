import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';

const gibibyte = 2 ** 30;
const limitsModule = new URL('../../../src/synthesizer/soundFont/probeLimits.js', import.meta.url).href;

/** The command that runs a script after it has limited itself; without the test runner's hooks: one catches SIGXCPU. */
function limitedCommand(cpuSeconds: number, script: string): string[] {
  const program =
    `const { limitThisProcess } = await import(${JSON.stringify(limitsModule)});` +
    `limitThisProcess({ memoryBytes: ${gibibyte}, cpuSeconds: ${cpuSeconds} }); ${script}`;
  return ['/usr/bin/env', '-u', 'NODE_OPTIONS', process.execPath, '--input-type=module', '-e', program];
}

/** Runs the script to its end. */
function limited(cpuSeconds: number, script: string): ReturnType<typeof spawnSync> {
  const [command = '', ...options] = limitedCommand(cpuSeconds, script);
  return spawnSync(command, options, { encoding: 'utf8', timeout: 60_000 });
}

t.test('processor time: the signal that says why comes first', (t) => {
  const { signal, status } = limited(1, 'for (;;);');
  t.equal(signal, 'SIGXCPU');
  t.equal(status, null);
  t.end();
});

t.test('processor time: a process that ignores the signal is killed a second later', (t) => {
  const { signal } = limited(1, `process.on('SIGXCPU', () => {}); for (;;);`);
  t.equal(signal, 'SIGKILL');
  t.end();
});

t.test('memory on top of what is in use', (t) => {
  const allocate = (megabytes: number): string =>
    `try { new Uint8Array(${megabytes} * 2 ** 20); console.log('got it'); } catch { console.log('refused'); }`;
  t.equal(limited(60, allocate(500)).stdout, 'got it\n');
  t.equal(limited(60, allocate(1100)).stdout, 'refused\n');
  t.end();
});

t.test('no core file is left', (t) => {
  const { stdout } = limited(
    60,
    `const { readFileSync } = await import('node:fs');
    console.log(/^Max core file size .*$/m.exec(readFileSync('/proc/self/limits', 'utf8'))[0]);`,
  );
  t.match(stdout, /^Max core file size +0 +0 +bytes/);
  t.end();
});

t.test('it does not outlive its parent', async (t) => {
  // The shell is the parent; the pipe closes when nobody has it open any more.
  const command = limitedCommand(60, `console.log(process.pid); setInterval(() => {}, 1000);`);
  const parent = spawn('/bin/sh', ['-c', '"$@" & wait', 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(parent.stdout, 'close');
  const [line] = await once(parent.stdout, 'data');
  const child = Number(String(line));
  t.ok(Number.isInteger(child) && child > 1 && child !== parent.pid);
  process.kill(child, 0);
  parent.kill('SIGKILL');
  // An immortal child is ended after a while, so that the test ends too: with a failure.
  const immortal = setTimeout(() => process.kill(child, 'SIGTERM'), 10_000);
  const begin = performance.now();
  await closed;
  clearTimeout(immortal);
  t.ok(performance.now() - begin < 9000, 'it ended of itself');
});
