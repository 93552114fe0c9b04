import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { HealthFile, healthFilePath, readHealthFile } from '../../src/daemon/healthFile.js';

const degraded = { status: 'degraded', reasons: ['The audio server is gone.'] } as const;
const unexpected = (sentence: string): never => {
  throw new Error(sentence);
};

function create(folder: string, renewedWithinSeconds: number | null = null) {
  const path = join(folder, 'fw16-synth', 'health.json');
  let now = new Date('2026-11-20T10:00:00Z');
  const file = new HealthFile(path, unexpected, renewedWithinSeconds, () => now);
  return {
    path,
    file,
    read: () => readHealthFile(path, () => now),
    pass: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

/** Writes the file with something in it changed. */
function alter(path: string, change: Readonly<Record<string, unknown>>): void {
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

t.test('it is where the session ends with it, or else with the state', async (t) => {
  t.equal(healthFilePath({ XDG_RUNTIME_DIR: '/run/user/7' }), '/run/user/7/fw16-synth/health.json');
  t.equal(healthFilePath({ XDG_STATE_HOME: '/s', XDG_RUNTIME_DIR: '' }), '/s/fw16-synth/health.json');
  t.equal(healthFilePath({ HOME: '/home/a' }), '/home/a/.local/state/fw16-synth/health.json');
});

t.test('what was written last is read, until it ends', async (t) => {
  const { path, file, read, pass } = create(t.testdir());
  file.write({ status: 'healthy', reasons: [] });
  t.same(read(), { status: 'healthy', reasons: [] });
  file.write(degraded);
  pass(1e6);
  t.same(read(), degraded);
  t.match(JSON.parse(readFileSync(path, 'utf8')), { pid: process.pid, updated: '2026-11-20T10:00:00.000Z' });
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.same(readdirSync(dirname(path)), ['health.json']);
  file.end();
  t.notOk(existsSync(path));
  file.write(degraded);
  t.notOk(existsSync(path), 'nothing is written after the end');
  t.throws(read, { code: 'DAEMON_NOT_REACHABLE' });
});

t.test('who was to say more by now hangs', async (t) => {
  const { file, read, pass } = create(t.testdir(), 20);
  file.write(degraded);
  pass(20);
  t.same(read(), degraded);
  pass(1);
  t.match(read(), { status: 'failed', reasons: [/not said how it is for 21 s/] });
});

t.test('the file of a process that has gone is not believed, whoever has its number now', async (t) => {
  const { path, file, read } = create(t.testdir());
  file.write(degraded);
  const child = spawn('true');
  await once(child, 'exit');
  alter(path, { pid: child.pid });
  t.throws(read, { code: 'DAEMON_NOT_REACHABLE' });
  file.end();
  t.ok(existsSync(path), 'it is not ours to remove');
  alter(path, { pid: process.pid, started: 1 });
  t.throws(read, { code: 'DAEMON_NOT_REACHABLE' });
});

t.test('a process that is dead and not reaped does not run', async (t) => {
  const { path, file, read } = create(t.testdir());
  file.write(degraded);
  // The shell becomes a program that never reaps what it has started, and that ends when it is told to.
  const script = 'cat <&3 & echo $!; exec sleep 60';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  t.teardown(() => parent.kill());
  const [, output, , held] = parent.stdio;
  if (!output || !held) throw new Error('it has both');
  const [line] = (await once(output, 'data')) as [Buffer];
  const pid = Number(line.toString());
  const fields = (id?: number): string[] => readFileSync(`/proc/${id}/stat`, 'utf8').split(/[ ()]+/);
  const until = (condition: () => boolean): void => {
    for (const deadline = Date.now() + 20_000; !condition() && Date.now() < deadline; );
  };
  until(() => fields(parent.pid)[1] === 'sleep');
  held.destroy();
  until(() => fields(pid)[2] === 'Z');
  t.equal(fields(pid)[2], 'Z');
  alter(path, { pid, started: Number(fields(pid)[21]) });
  t.throws(read, { code: 'DAEMON_NOT_REACHABLE' });
});

t.test('what no version has written is no health', async (t) => {
  const { path, file, read } = create(t.testdir());
  t.throws(read, { code: 'DAEMON_NOT_REACHABLE' }, 'no file');
  const wrong = [
    { status: 'splendid' },
    { reasons: 'none' },
    { reasons: [1] },
    { pid: 'self' },
    { started: null },
    { updated: 'just now' },
    { renewedWithinSeconds: 'soon' },
  ];
  for (const change of wrong) {
    file.write(degraded);
    alter(path, change);
    t.throws(read, { code: 'DAEMON_NOT_REACHABLE' }, JSON.stringify(change));
  }
  for (const text of ['', 'null', '[]', '{']) {
    writeFileSync(path, text);
    t.throws(read, { code: 'DAEMON_NOT_REACHABLE' }, text);
  }
});

t.test('a file that cannot be written is told of once, and keeps nobody from playing', async (t) => {
  const path = join(t.testdir(), 'health.json');
  mkdirSync(path);
  const told: string[] = [];
  const file = new HealthFile(path, (sentence) => told.push(sentence));
  file.write(degraded);
  file.write(degraded);
  t.match(told, [/health\.json cannot be written/]);
  t.equal(told.length, 1);
  file.end();
});
