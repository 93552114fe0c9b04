import t, { type Test } from 'tap';
import { type BusSignal, SystemBus } from '../../src/systemd/systemBus.js';
import { MockLogind, PrivateSystemBus } from '../support/logind.js';

const service = 'org.freedesktop.login1';
const root = '/org/freedesktop/login1';
const manager = `${service}.Manager`;

async function startBus(t: Test): Promise<PrivateSystemBus> {
  const bus = await PrivateSystemBus.start();
  t.teardown(() => bus.stop());
  return bus;
}

async function connect(t: Test, bus: PrivateSystemBus, deadlineMs?: number): Promise<SystemBus> {
  const client = await SystemBus.connect(bus.address, deadlineMs);
  t.teardown(() => client.close());
  return client;
}

t.test('calls, properties, errors', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const path = await mock.addSession('1', 'seat0', 1234, true);
  const client = await connect(t, bus);
  t.same(await client.call({ destination: service, path: root, interface: manager, member: 'CanSuspend' }), [
    'yes',
  ]);
  t.equal(await client.property(service, root, manager, 'IdleAction'), 'ignore');
  const properties = await client.properties(service, path, `${service}.Session`);
  t.match(properties, { Active: true, Class: 'user', User: [1234, `${root}/user/1234`] });
  await t.rejects(client.property(service, root, manager, 'Nonsense'), {
    message: /^org\.freedesktop\..*Nonsense/,
  });
  await t.rejects(client.property('org.example.Missing', root, manager, 'IdleAction'), {
    message: /^org\.freedesktop\.DBus\.Error\.ServiceUnknown: /,
  });
  t.equal(await client.property(service, root, manager, 'IdleAction'), 'ignore', 'an error ends nothing');
});

t.test('signals that were asked for', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const client = await connect(t, bus);
  const signals: BusSignal[] = [];
  client.on('signal', (signal) => {
    if (signal.interface === manager) signals.push(signal);
  });
  await mock.sleep(true);
  await client.watch(`type='signal',interface='${manager}'`);
  await mock.sleep(false);
  await bus.until(() => signals.length > 0, 'no signal');
  t.same(signals, [{ path: root, interface: manager, member: 'PrepareForSleep', body: [false] }]);
});

t.test('a listener that fails is not taken for an error of the sender', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const client = await connect(t, bus);
  await client.watch(`type='signal',interface='${manager}'`);
  const uncaught = new Promise<Error>((resolve) => {
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const one of listeners) process.on('uncaughtException', one);
      resolve(error);
    });
  });
  client.on('signal', (signal) => {
    if (signal.interface === manager) throw new Error('a defect');
  });
  await mock.sleep(true);
  t.match(await uncaught, { message: 'a defect' });
});

t.test('a service that does not answer ends the connection', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const client = await connect(t, bus, 200);
  const reasons: string[] = [];
  client.on('closed', (reason) => reasons.push(reason));
  mock.freeze();
  t.teardown(() => mock.thaw());
  const call = { destination: service, path: root, interface: manager, member: 'CanSuspend' };
  const both = await Promise.allSettled([client.call(call), client.call(call)]);
  t.match(both, [
    { status: 'rejected', reason: { message: `${service} does not answer CanSuspend` } },
    { status: 'rejected' },
  ]);
  t.same(reasons, [`${service} does not answer CanSuspend`]);
  await t.rejects(client.call(call), { message: /closed/ });
});

t.test('the bus goes', async (t) => {
  const bus = await startBus(t);
  const client = await connect(t, bus);
  const closed = new Promise<string>((resolve) => client.once('closed', resolve));
  await bus.kill();
  t.equal(await closed, 'the bus has closed the connection');
  await t.rejects(SystemBus.connect(bus.address), { message: /ENOENT|ECONNREFUSED/ });
});

t.test('a bus that hangs', async (t) => {
  const bus = await startBus(t);
  bus.freeze();
  t.teardown(() => bus.thaw());
  await t.rejects(SystemBus.connect(bus.address, 200), { message: 'the system bus does not answer' });
});

t.test('an address that makes no sense', async (t) => {
  for (const address of ['nonsense', 'unix:', 'carrier-pigeon:path=/x'])
    await t.rejects(SystemBus.connect(address), Error, address);
});
