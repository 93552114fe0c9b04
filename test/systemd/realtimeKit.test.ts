/** Against a mock of RealtimeKit on a system bus of the test's own. */
import { execFileSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { RealtimeKit, type ThreadControl } from '../../src/systemd/realtimeKit.js';
import { SystemBus } from '../../src/systemd/systemBus.js';
import { PrivateSystemBus } from '../support/logind.js';

const service = 'org.freedesktop.RealtimeKit1';
const path = '/org/freedesktop/RealtimeKit1';
const mock = 'org.freedesktop.DBus.Mock';

async function startBus(t: Test): Promise<PrivateSystemBus> {
  const bus = await PrivateSystemBus.start();
  t.teardown(() => bus.stop());
  return bus;
}

/** RealtimeKit as it is on the bus; `code` is what its method does. */
async function startRealtimeKit(bus: PrivateSystemBus, maxPriority: number, code = ''): Promise<void> {
  await bus.mock(service, service, path, service);
  const properties = ['MaxRealtimePriority', 'i', String(maxPriority), 'RTTimeUSecMax', 'x', '200000'];
  await bus.call(service, path, mock, 'AddProperties', 'sa{sv}', service, '2', ...properties);
  const method = ['sssss', service, 'MakeThreadRealtimeWithPID', 'ttu', '', code];
  await bus.call(service, path, mock, 'AddMethod', ...method);
}

/** Every call of the method: its arguments with their types. */
async function calls(bus: PrivateSystemBus): Promise<unknown> {
  const [list] = await bus.call(service, path, mock, 'GetMethodCalls', 's', 'MakeThreadRealtimeWithPID');
  return (list as [number, { type: string; data: number }[]][]).map(([, values]) =>
    values.map(({ type, data }) => [type, data]),
  );
}

/** What was done to the process, in words. */
class RecordingControl implements ThreadControl {
  readonly done: string[] = [];
  refusal = 0;

  lowerRealtimeLimit({ soft, hard }: { soft: bigint; hard: bigint }): number {
    this.done.push(`limit ${soft} ${hard}`);
    return this.refusal;
  }

  endRealtime(threadId: number): number {
    this.done.push(`end ${threadId}`);
    return 0;
  }
}

function realtimeKit(
  t: Test,
  bus: PrivateSystemBus,
): { kit: RealtimeKit; control: RecordingControl; lost: number[] } {
  const control = new RecordingControl();
  const lost: number[] = [];
  const kit = new RealtimeKit({
    connect: () => SystemBus.connect(bus.address),
    control,
    lost: (threadId) => lost.push(threadId),
  });
  t.teardown(() => kit.stop());
  return { kit, control, lost };
}

t.test('asks with the types and values that RealtimeKit wants', async (t) => {
  const bus = await startBus(t);
  await startRealtimeKit(bus, 20);
  const { kit, control } = realtimeKit(t, bus);
  t.equal(await kit.request(4711), 4);
  t.same(control.done, ['limit 100000 200000'], 'bounded before it asks');
  t.same(await calls(bus), [
    [
      ['t', process.pid],
      ['t', 4711],
      ['u', 4],
    ],
  ]);
});

t.test('no more than the maximum', async (t) => {
  const bus = await startBus(t);
  await startRealtimeKit(bus, 2);
  t.equal(await realtimeKit(t, bus).kit.request(4711), 2);
  t.match(await calls(bus), [[{}, {}, ['u', 2]]]);
});

t.test('a maximum of none', async (t) => {
  const bus = await startBus(t);
  await startRealtimeKit(bus, 0);
  await t.rejects(realtimeKit(t, bus).kit.request(4711), { code: 'REALTIME_DENIED', remedy: /limits\.d/ });
  t.same(await calls(bus), []);
});

t.test('denied', async (t) => {
  const bus = await startBus(t);
  const refuse =
    'raise dbus.exceptions.DBusException("not today", name="org.freedesktop.DBus.Error.AccessDenied")';
  await startRealtimeKit(bus, 20, refuse);
  await t.rejects(realtimeKit(t, bus).kit.request(4711), {
    code: 'REALTIME_DENIED',
    category: 'degraded',
    message: /AccessDenied: not today/,
    remedy: /rtprio/,
  });
});

t.test('a process that cannot be bounded does not ask', async (t) => {
  const bus = await startBus(t);
  await startRealtimeKit(bus, 20);
  const { kit, control } = realtimeKit(t, bus);
  control.refusal = 1;
  await t.rejects(kit.request(4711), { code: 'REALTIME_DENIED', message: /RLIMIT_RTTIME/ });
  t.same(await calls(bus), []);
});

t.test('no RealtimeKit, no bus', async (t) => {
  const bus = await startBus(t);
  const { kit } = realtimeKit(t, bus);
  await t.rejects(kit.request(4711), { code: 'REALTIME_DENIED', remedy: /apt-get install rtkit/ });
  await bus.kill();
  await t.rejects(kit.request(4711), { code: 'REALTIME_DENIED' });
});

t.test('a thread that runs for too long loses its priority, and the process goes on', async (t) => {
  const bus = await startBus(t);
  await startRealtimeKit(bus, 20);
  const { kit, control, lost } = realtimeKit(t, bus);
  const listeners = process.listenerCount('SIGXCPU');
  await kit.request(4711);
  await kit.request(4712);
  process.kill(process.pid, 'SIGXCPU');
  await bus.until(() => lost.length === 2, 'the signal was not seen');
  t.same(control.done.slice(2), ['end 4711', 'end 4712']);
  t.same(lost, [4711, 4712]);
  kit.stop();
  t.equal(process.listenerCount('SIGXCPU'), listeners);
});

t.test('what is done to a real process', async (t) => {
  const bus = await startBus(t);
  await startRealtimeKit(bus, 20);
  const file = new URL('../../src/systemd/realtimeKit.js', import.meta.url).href;
  const script = `
    import { readFileSync } from 'node:fs';
    import { requestRealtimeKit } from ${JSON.stringify(file)};
    await requestRealtimeKit(process.pid);
    const [limits] = readFileSync('/proc/self/limits', 'utf8').match(/realtime timeout.*/);
    console.log(limits.replace(/\\s+/g, ' ').trim());
  `;
  const environment = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  const run = () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: environment,
      timeout: 20_000,
    }).trim();
  t.equal(run(), 'realtime timeout 100000 200000 us', 'and it ends by itself: nothing keeps it');
});
