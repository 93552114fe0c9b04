import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { healthCheck } from '../../src/cli/clients/health.js';
import {
  askHealth,
  engineHealth,
  type HealthAnswer,
  healthSocketPath,
  serveHealth,
} from '../../src/cli/healthSocket.js';
import type { EngineAudio, Heartbeat } from '../../src/engine/heartbeat.js';

/** For a check that must not look for a bus. */
const noBus = (): never => {
  throw new Error('the bus was asked');
};

/** A folder whose path is short enough for a socket. */
function folderOf(t: { teardown(end: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'health-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

function engine(audio: EngineAudio, heartbeat: Heartbeat = { alive: true }) {
  return { audio, heartbeat: () => heartbeat };
}

t.test('the path is from the environment; an empty one is none', (t) => {
  t.equal(healthSocketPath({ FW16_SYNTH_HEALTH_SOCKET: '/tmp/health' }), '/tmp/health');
  t.equal(healthSocketPath({ FW16_SYNTH_HEALTH_SOCKET: '' }), undefined);
  t.equal(healthSocketPath({}), undefined);
  t.end();
});

t.test('a dead thread is a failure, a sound server that is away is none', (t) => {
  t.same(engineHealth(engine('running')), { status: 'healthy', reasons: [] });
  t.same(engineHealth(engine('closed')), { status: 'healthy', reasons: [] }, 'not active');
  t.equal(engineHealth(engine('server-lost')).status, 'degraded');
  t.equal(engineHealth(engine('server-hung')).status, 'degraded');
  t.same(engineHealth(engine('running', { alive: false, reason: 'the play thread does not turn' })), {
    status: 'failed',
    reasons: ['the play thread does not turn'],
  });
  t.end();
});

t.test('whoever connects is told how it is at that moment', async (t) => {
  const path = join(folderOf(t), 'health');
  let answer: HealthAnswer = { status: 'healthy', reasons: [] };
  const close = await serveHealth(path, () => answer);
  t.teardown(close);
  t.same(await askHealth(path), answer);
  t.equal(await healthCheck(noBus, true, path), 0);
  answer = { status: 'degraded', reasons: ['the sound server is gone'] };
  t.equal(await healthCheck(noBus, true, path), 0, 'a container goes on');
  answer = { status: 'failed', reasons: ['the play thread does not turn'] };
  t.equal(await healthCheck(noBus, true, path), 1);
});

t.test('what an earlier process has left is replaced', async (t) => {
  const path = join(folderOf(t), 'health');
  writeFileSync(path, 'left behind');
  const close = await serveHealth(path, () => ({ status: 'healthy', reasons: [] }));
  t.same((await askHealth(path)).status, 'healthy');
  close();
  await t.rejects(askHealth(path), { code: 'DAEMON_NOT_REACHABLE' }, 'closed, it is over');
  t.notOk(existsSync(path));
});

t.test('nobody there, or nobody who answers: the check fails', async (t) => {
  const folder = folderOf(t);
  t.equal(await healthCheck(noBus, true, join(folder, 'nothing')), 1);
  const path = join(folder, 'mute');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => server.close());
  await t.rejects(askHealth(path, 50), { code: 'DAEMON_NOT_REACHABLE' });
});

t.test('a path in no folder is told of', async (t) => {
  const path = join(folderOf(t), 'none/health');
  await t.rejects(
    serveHealth(path, () => ({ status: 'healthy', reasons: [] })),
    { code: 'OUTPUT_UNWRITABLE', remedy: /FW16_SYNTH_HEALTH_SOCKET/ },
  );
});
