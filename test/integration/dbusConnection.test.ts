import { once } from 'node:events';
import type { Socket } from 'node:net';
import t from 'tap';
import { BusService } from '../../src/dbus/busService.js';
import { DaemonClient } from '../../src/dbus/client.js';
import { dbusLibrary, type MessageBus } from '../../src/dbus/dbusLibrary.js';
import { health, synthesizer } from '../../src/dbus/interfaces.js';
import { busName, rootPath } from '../../src/dbus/names.js';
import type { SynthError } from '../../src/errors/errors.js';
import { BusFixture, quickRetries } from '../support/busFixture.js';
import type { DbusServer } from '../support/dbusServer.js';
import { FakeInstrument } from '../support/fakeInstrument.js';

t.test('notes are told to subscribers alone, while there are some', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const first = await fixture.listener();
  const second = await fixture.listener();
  const deaf = await fixture.listener();
  await first.client.call(synthesizer, 'Unsubscribe', []);
  t.same(instrument.calls, [], 'who is not subscribed can end it all the same');
  await first.client.call(synthesizer, 'Subscribe', []);
  await first.client.call(synthesizer, 'Subscribe', []);
  await second.client.call(synthesizer, 'Subscribe', []);
  t.same(instrument.calls, [['watchNotes', true]]);
  instrument.emit('noteStarted', 9, 60, 127, 'timing');
  instrument.emit('noteStopped', 9, 60);
  const heard = [
    ['Synthesizer', 'NoteStarted', 9, 60, 127, 'timing'],
    ['Synthesizer', 'NoteStopped', 9, 60],
  ];
  t.same(await first.next(2), heard);
  t.same(await second.next(2), heard);
  instrument.change({ Octave: 1 });
  t.match(await deaf.next(1), [['Properties']], 'the first that it hears');
  await first.client.call(synthesizer, 'Unsubscribe', []);
  t.equal(instrument.calls.length, 1);
  await second.client.call(synthesizer, 'Unsubscribe', []);
  t.same(instrument.calls[1], ['watchNotes', false]);
});

t.test('a client that vanishes is unsubscribed', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  await client.call(synthesizer, 'Subscribe', []);
  const unsubscribed = called(instrument, 'watchNotes', false);
  await client.close();
  await unsubscribed;
  t.same(instrument.calls, [
    ['watchNotes', true],
    ['watchNotes', false],
  ]);
});

t.test('as many as there may be can subscribe', async (t) => {
  const fixture = await BusFixture.start(t);
  for (let count = 0; count < 64; count++) {
    await (await fixture.client()).call(synthesizer, 'Subscribe', []);
  }
  const late = await fixture.client();
  await t.rejects(late.call(synthesizer, 'Subscribe', []), { code: 'LIMIT_EXCEEDED' });
});

t.test('a bus that dies is waited for, and everything is there again', async (t) => {
  const fixture = await BusFixture.start(t);
  const { bus, instrument, service } = fixture;
  const client = await fixture.client();
  await client.call(synthesizer, 'Subscribe', []);
  const lost = once(service, 'unavailable');
  await bus.kill();
  t.match(await lost, [{ code: 'BUS_UNAVAILABLE', message: /has ended/ }]);
  t.equal(service.isOwned, false);
  t.same(instrument.calls.at(-1), ['watchNotes', false], 'nobody is subscribed any more');
  await t.rejects(client.get(synthesizer, 'Octave'), { code: 'BUS_UNAVAILABLE' });
  instrument.change({ Octave: 8 });
  const [again] = await once(service, 'unavailable');
  t.match(again, { code: 'BUS_UNAVAILABLE' }, 'it goes on trying');
  const owned = once(service, 'owned');
  await bus.restart();
  await owned;
  const listener = await fixture.listener();
  t.equal(await listener.client.get(synthesizer, 'Octave'), 8);
  t.equal(await listener.client.get(health, 'Status'), 'degraded');
  await listener.client.call(synthesizer, 'Subscribe', []);
  instrument.emit('noteStopped', 0, 1);
  t.same(await listener.next(1), [['Synthesizer', 'NoteStopped', 0, 1]]);
  t.same(fixture.defects, []);
});

t.test('a start without a bus goes on trying', async (t) => {
  const fixture = BusFixture.unstarted(t);
  const { bus, service } = fixture;
  const faults: SynthError[] = [];
  service.on('unavailable', (fault) => faults.push(fault as SynthError));
  t.equal(await service.start(), false);
  t.match(faults, [{ code: 'BUS_UNAVAILABLE' }]);
  const owned = once(service, 'owned');
  await bus.restart();
  await owned;
  t.equal(await (await fixture.client()).get(synthesizer, 'Octave'), 4);
});

t.test('who knows that the bus is back need not wait', async (t) => {
  const fixture = BusFixture.unstarted(t, { retryTimes: { firstMs: 3_600_000, longestMs: 3_600_000 } });
  t.equal(await fixture.service.start(), false);
  await fixture.bus.restart();
  const owned = once(fixture.service, 'owned');
  fixture.service.retryNow();
  await owned;
  t.equal(fixture.service.isOwned, true);
});

t.test('a service that ends while there is no bus tries no more', async (t) => {
  const { service } = BusFixture.unstarted(t);
  await service.start();
  await service.stop();
  service.retryNow();
  t.equal(service.isOwned, false);
});

t.test('a bus that hangs is given up', async (t) => {
  const fixture = await BusFixture.start(t);
  const { bus, instrument } = fixture;
  await fixture.service.stop();
  const service = new BusService({
    instrument,
    environment: bus.environment,
    retryTimes: quickRetries,
    deadlineMs: 100,
  });
  t.teardown(() => service.stop());
  bus.freeze();
  const faults: unknown[] = [];
  service.on('unavailable', (fault) => faults.push(fault));
  t.equal(await service.start(), false);
  t.match(faults, [{ code: 'BUS_UNAVAILABLE', message: /not answered within 100 ms/ }]);
  const refused = DaemonClient.connect({ environment: bus.environment, deadlineMs: 100 });
  await t.rejects(refused, { code: 'BUS_UNAVAILABLE' });
  const owned = once(service, 'owned');
  bus.thaw();
  await owned;
  t.equal(await (await fixture.client()).get(synthesizer, 'Octave'), 4);
});

t.test('a service can be stopped while it waits for a bus that hangs', async (t) => {
  const fixture = await BusFixture.start(t);
  await fixture.service.stop();
  fixture.bus.freeze();
  const service = new BusService({ instrument: new FakeInstrument(), environment: fixture.bus.environment });
  const started = service.start();
  await service.stop();
  t.equal(await started, false);
});

t.test('what a bus that hangs does not take is bounded', async (t) => {
  const fixture = await BusFixture.start(t);
  const { bus, instrument, service } = fixture;
  await (await fixture.client()).call(synthesizer, 'Subscribe', []);
  bus.freeze();
  for (let note = 0; note < 20_000; note++) instrument.emit('noteStarted', 0, 60, 99, 'timing');
  t.equal(service.isOwned, true, 'notes are let go');
  const lost = once(service, 'unavailable');
  const long = 'x'.repeat(10_000);
  for (let change = 0; change < 2_000 && service.isOwned; change++) {
    instrument.change({ ProgramName: long });
    await new Promise(setImmediate);
  }
  t.match(await lost, [{ code: 'BUS_UNAVAILABLE', message: /does not take what is sent/ }]);
  bus.thaw();
});

t.test('a second instance is refused, and told who has the name', async (t) => {
  const fixture = await BusFixture.start(t);
  const instrument = new FakeInstrument();
  const second = new BusService({ instrument, environment: fixture.bus.environment });
  await t.rejects(second.start(), {
    code: 'BUS_NAME_TAKEN',
    message: `Another instance of fw16-synth runs already, as process ${process.pid}.`,
  });
  t.equal(instrument.eventNames().length, 0);
  t.equal(await (await fixture.client()).get(synthesizer, 'Octave'), 4, 'the first is as it was');
  await fixture.service.stop();
  t.equal(await second.start(), true);
  await second.stop();
});

t.test('messages that nobody should send', async (t) => {
  const fixture = await BusFixture.start(t);
  const client = await fixture.client();
  const raw = await rawClient(fixture.bus);
  t.teardown(() => raw.socket.destroy());
  const error = async (fields: object): Promise<string> => {
    try {
      await raw.bus.call(new (dbusLibrary().Message)({ destination: busName, path: rootPath, ...fields }));
      return 'none';
    } catch (thrown) {
      return String((thrown as { readonly type?: string }).type);
    }
  };
  const panic = { interface: synthesizer.name, member: 'Panic' };
  const long = { signature: 's', body: ['x'.repeat(1_000_000)] };
  t.equal(await error({ ...panic, ...long }), `${busName}.Error.LimitExceeded`, 'a message of 1 MB');
  t.equal(await error({ ...panic, signature: 'u', body: [0] }), `${busName}.Error.InvalidArguments`);
  t.same(fixture.defects, []);
  // The number of a file descriptor that was never sent: the library throws when it reads that.
  const { write } = raw.socket;
  raw.socket.write = (bytes: unknown) => {
    raw.socket.write = write;
    const text = (bytes as Buffer).toString('latin1').replace('\x01u\0', '\x01h\0');
    return raw.socket.write(Buffer.from(text, 'latin1'));
  };
  t.equal(await error({ ...panic, signature: 'u', body: [0] }), `${busName}.Error.InvalidArguments`);
  t.match(fixture.defects, [{ message: 'No FDs available' }]);
  t.equal(await error({ member: 'Panic' }), 'none', 'an interface need not be named');
  t.equal(await error({ path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }), 'none');
  const { Message } = dbusLibrary();
  const destination = busName;
  const signal = { path: '/a', interface: 'a.b', member: 'C', destination };
  raw.bus.send(new Message({ type: 4, ...signal }));
  raw.bus.send(new Message({ type: 2, replySerial: 1, destination }));
  raw.bus.send(new Message({ type: 3, replySerial: 2, errorName: 'a.b', destination }));
  raw.bus.send(new Message({ ...panic, path: rootPath, destination, flags: 1 }));
  const impostor = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
  const body = [':1.0', ':1.0', ''];
  const left = { interface: impostor.name, member: 'NameOwnerChanged', signature: 'sss', body };
  raw.bus.send(new Message({ type: 4, path: impostor.path, ...left, destination }));
  t.equal(await error({ ...panic }), 'none');
  t.equal(await client.get(synthesizer, 'Octave'), 4);
  t.equal(fixture.instrument.calls.length, 3, 'a call without an answer is a call');
  t.equal(fixture.defects.length, 1);
});

t.test('calls that wait are counted, and end', async (t) => {
  const fixture = await BusFixture.start(t, { callDeadlineMs: 200 });
  const client = await fixture.client();
  fixture.instrument.gate = new Promise(() => undefined);
  const calls = Array.from({ length: 33 }, () => client.call(synthesizer, 'Activate', []));
  const codes = await Promise.all(calls.map((call) => call.catch((error: SynthError) => error.code)));
  t.same(codes.slice(0, 32), Array(32).fill('TIMED_OUT'));
  t.equal(codes[32], 'LIMIT_EXCEEDED');
  fixture.instrument.gate = Promise.resolve();
  await client.call(synthesizer, 'Activate', []);
  t.equal(fixture.instrument.properties.Active, true);
});

/** Resolves when the instrument is called so. */
function called(instrument: FakeInstrument, ...wanted: unknown[]): Promise<void> {
  return new Promise((resolve) => {
    const { calls } = instrument;
    const push = calls.push.bind(calls);
    calls.push = (call) => {
      if (String(call) === String(wanted)) resolve();
      return push(call);
    };
  });
}

/** A connection without anything of this program. */
async function rawClient(bus: DbusServer): Promise<{ bus: MessageBus; socket: Socket }> {
  const path = bus.address.slice('unix:path='.length);
  const busAddress = `unix:socket=${path}`;
  const connection = dbusLibrary().sessionBus({ busAddress, authMethods: ['EXTERNAL'] });
  await once(connection, 'connect');
  return { bus: connection, socket: connection._connection.stream };
}
