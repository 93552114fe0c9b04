/** The daemon gives the keyboard back when the session or the machine needs it: python-dbusmock's logind says so. */
import { once } from 'node:events';
import t, { type Test } from 'tap';
import type { DaemonClient } from '../../src/dbus/client.js';
import { health, synthesizer } from '../../src/dbus/interfaces.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { MockLogind, PrivateSystemBus } from '../support/logind.js';
import { TestDaemon } from '../support/testDaemon.js';

const ourInhibitor = ['sleep', 'fw16-synth', 'delay'];

/** An active daemon whose user is in front of a seat. */
async function playing(t: Test) {
  const system = await PrivateSystemBus.start();
  t.teardown(() => system.stop());
  const logind = await MockLogind.start(system);
  const session = await logind.addSession('1', 'seat0', process.getuid?.() ?? 0, true);
  const daemon = await TestDaemon.start(t, {}, { DBUS_SYSTEM_BUS_ADDRESS: system.address });
  const client = await daemon.client(t);
  await client.listen();
  await system.until(async () => (await logind.inhibitors()).length === 1, 'sleep is not delayed');
  await client.call(synthesizer, 'Activate', []);
  return { system, logind, session, daemon, client };
}

async function becomesActive(client: DaemonClient, active: boolean): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  while ((await client.get(synthesizer, 'Active')) !== active) await once(client, 'signal', { signal });
}

t.test('lock and unlock', async (t) => {
  const { system, logind, session, daemon, client } = await playing(t);
  t.equal(await client.get(health, 'Status'), 'healthy');
  daemon.key(key.q, 1);
  await logind.request(session, 'Lock');
  await logind.change(session, 'Session', { LockedHint: true });
  await becomesActive(client, false);
  t.notOk(daemon.openFiles().includes(daemon.fifo), 'the keyboard is given back');
  await t.rejects(client.call(synthesizer, 'Activate', []), { code: 'SESSION_LOCKED', message: /locked/ });
  await logind.change(session, 'Session', { LockedHint: false });
  await logind.request(session, 'Unlock');
  await system.until(async () => {
    await client.call(synthesizer, 'Activate', []).catch(() => undefined);
    return await client.get(synthesizer, 'Active');
  }, 'it cannot be activated after the unlock');
});

t.test('another session comes to the front', async (t) => {
  const { logind, session, client } = await playing(t);
  await logind.change(session, 'Session', { Active: false });
  await becomesActive(client, false);
  await t.rejects(client.call(synthesizer, 'Toggle', []), { code: 'SESSION_LOCKED', message: /foreground/ });
});

t.test('sleep waits until the keyboard is given back', async (t) => {
  const { system, logind, daemon, client } = await playing(t);
  t.same(await logind.inhibitors(), [ourInhibitor]);
  await logind.sleep(true);
  await becomesActive(client, false);
  t.notOk(daemon.openFiles().includes(daemon.fifo));
  await system.until(async () => (await logind.inhibitors()).length === 0, 'sleep is held up');
  await logind.sleep(false);
  await system.until(async () => (await logind.inhibitors()).length === 1, 'the next sleep would not wait');
  await client.call(synthesizer, 'Activate', []);
  t.equal(await client.get(synthesizer, 'Active'), true);
});

t.test('without logind it plays on', async (t) => {
  const { logind, client } = await playing(t);
  await logind.kill();
  const signal = AbortSignal.timeout(20_000);
  while ((await client.get(health, 'Status')) !== 'degraded') await once(client, 'signal', { signal });
  t.equal(await client.get(synthesizer, 'Active'), true);
  t.match(await client.get(health, 'Reasons'), [/logind/]);
});

t.test('one that died while active stays inactive behind a lock, and that is no fault of it', async (t) => {
  const { logind, session, daemon, client } = await playing(t);
  t.equal(await client.get(health, 'Status'), 'healthy');
  daemon.program.send('SIGKILL');
  await daemon.program.ends();
  await logind.change(session, 'Session', { LockedHint: true });
  await daemon.restart();
  await daemon.program.writes(/It stays inactive: The session is locked/);
  const after = await daemon.client(t);
  t.equal(await after.get(synthesizer, 'Active'), false);
  t.equal(await after.get(health, 'Status'), 'healthy');
});
