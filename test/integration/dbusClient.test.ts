import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { DaemonClient } from '../../src/dbus/client.js';
import { presets, synthesizer } from '../../src/dbus/interfaces.js';
import { busName } from '../../src/dbus/names.js';
import { BusFixture } from '../support/busFixture.js';
import { DbusServer } from '../support/dbusServer.js';
import { sourcePath } from '../support/sourceTree.js';

t.test('nobody has the name', async (t) => {
  const bus = await DbusServer.start();
  t.teardown(() => bus.stop());
  const client = await DaemonClient.connect({ environment: bus.environment });
  t.teardown(() => client.close());
  const nobody = { code: 'DAEMON_NOT_REACHABLE', message: 'The daemon does not run.' };
  await t.rejects(client.call(synthesizer, 'Panic', []), nobody);
  await t.rejects(client.getAll(synthesizer), nobody);
  await t.rejects(client.listen(), nobody);
});

t.test('there is no bus', async (t) => {
  const bus = DbusServer.unstarted();
  t.teardown(() => bus.stop());
  await t.rejects(DaemonClient.connect({ environment: bus.environment }), {
    code: 'BUS_UNAVAILABLE',
    message: /cannot be reached/,
  });
  await t.rejects(DaemonClient.connect({ environment: {} }), { code: 'BUS_UNAVAILABLE' });
});

t.test('the bus starts the daemon only for who asks for it', async (t) => {
  const bus = DbusServer.unstarted();
  t.teardown(() => bus.stop());
  const folder = t.testdir({});
  const mark = join(folder, 'started');
  const program = join(folder, 'daemon.mjs');
  const at = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs';
     import { BusService } from ${at('../../src/dbus/busService.js')};
     import { FakeInstrument } from ${at('../support/fakeInstrument.js')};
     writeFileSync(${JSON.stringify(mark)}, String(process.pid));
     const service = new BusService({ instrument: new FakeInstrument() });
     service.on('unavailable', () => process.exit());
     await service.start();`,
  );
  bus.activatable(busName, `${process.execPath} ${program}`);
  await bus.restart();
  const without = await DaemonClient.connect({ environment: bus.environment });
  await t.rejects(without.get(synthesizer, 'Octave'), { code: 'DAEMON_NOT_REACHABLE' });
  const client = await DaemonClient.connect({ environment: bus.environment, activate: true });
  t.equal(await client.get(synthesizer, 'Octave', { deadlineMs: 20_000 }), 4);
  t.equal(await without.get(synthesizer, 'Octave'), 4, 'now it runs');
  await client.listen();
  const left = once(client, 'daemonLeft');
  await bus.run('sh', '-c', `kill $(cat '${mark}')`);
  await left;
  await without.close();
  await client.close();
});

t.test('a daemon that does not answer in time', async (t) => {
  const fixture = await BusFixture.start(t);
  const client = await fixture.client();
  fixture.instrument.gate = new Promise(() => undefined);
  await t.rejects(client.call(synthesizer, 'Activate', [], { deadlineMs: 50 }), {
    code: 'TIMED_OUT',
    message: `${synthesizer.name}.Activate was not answered within 50 ms.`,
  });
  t.equal(await client.get(synthesizer, 'Octave'), 4, 'other calls are answered');
});

t.test('a daemon that leaves in the middle of a call', async (t) => {
  const fixture = await BusFixture.start(t);
  const client = await fixture.client();
  await client.listen();
  const left = once(client, 'daemonLeft');
  fixture.instrument.gate = new Promise(() => undefined);
  const call = t.rejects(client.call(synthesizer, 'Activate', []), { code: 'DAEMON_NOT_REACHABLE' });
  await client.get(synthesizer, 'Octave');
  await fixture.service.stop();
  await call;
  await left;
});

t.test('a bus that goes ends the client, and what it waits for', async (t) => {
  const fixture = await BusFixture.start(t);
  const client = await fixture.client();
  fixture.instrument.gate = new Promise(() => undefined);
  const closed = once(client, 'closed');
  const call = t.rejects(client.call(synthesizer, 'Activate', []), { code: 'BUS_UNAVAILABLE' });
  await client.get(synthesizer, 'Octave');
  await fixture.bus.kill();
  await call;
  await closed;
  await t.rejects(client.call(synthesizer, 'Panic', []), { code: 'BUS_UNAVAILABLE' });
});

t.test('signals in the name of the daemon are believed from the daemon alone', async (t) => {
  const fixture = await BusFixture.start(t);
  const listener = await fixture.listener();
  const forged = ['/a', synthesizer.name, 'NoteStopped', 'yy', '1', '1'];
  t.equal((await fixture.bus.busctl('emit', ...forged)).status, 0);
  fixture.instrument.change({ Octave: 3 });
  t.match(await listener.next(1), [['Properties', 'PropertiesChanged']]);
});

t.test('an older daemon may not know what it is asked', async (t) => {
  const fixture = await BusFixture.start(t);
  const client = await fixture.client();
  await t.rejects(client.get({ ...presets, name: `${busName}.Later` }, 'Current'), {
    code: 'INVALID_ARGUMENTS',
    message: /does not know this: .*Later/,
    remedy: /same version/,
  });
});

t.test('nothing of the library is loaded before it is needed', async (t) => {
  const { stdout } = await new ProbeProcess().run();
  t.equal(stdout.trim(), 'false');
});

/** A process of its own: this one has loaded everything. */
class ProbeProcess {
  async run(): Promise<{ stdout: string }> {
    const { execFile } = await import('node:child_process');
    const { promisify } = await import('node:util');
    const service = new URL('../../src/dbus/busService.js', import.meta.url).href;
    const client = new URL('../../src/dbus/client.js', import.meta.url).href;
    const source = `import { createRequire } from 'node:module';
      await import(${JSON.stringify(service)});
      await import(${JSON.stringify(client)});
      const { cache } = createRequire(${JSON.stringify(service)});
      console.log(Object.keys(cache).some((path) => path.includes('dbus-next')));`;
    const args = ['--input-type=module', '--eval', source];
    return await promisify(execFile)(process.execPath, args, { cwd: sourcePath('.') });
  }
}
