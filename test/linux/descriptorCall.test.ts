/** Against python-dbusmock's logind on a system bus of the test's own, which gives out real descriptors. */
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, readdirSync, readlinkSync } from 'node:fs';
import t, { type Test } from 'tap';
import { DescriptorCall, type MethodCall } from '../../src/linux/descriptorCall.js';
import { loadLibSystemd } from '../../src/linux/libsystemd.js';
import { MockLogind, PrivateSystemBus } from '../support/logind.js';

const inhibit: MethodCall = {
  destination: 'org.freedesktop.login1',
  path: '/org/freedesktop/login1',
  interface: 'org.freedesktop.login1.Manager',
  member: 'Inhibit',
  strings: ['sleep', 'test', 'a reason', 'delay'],
};

async function startBus(t: Test): Promise<PrivateSystemBus> {
  const bus = await PrivateSystemBus.start();
  t.teardown(() => bus.stop());
  process.env.DBUS_SYSTEM_BUS_ADDRESS = bus.address;
  return bus;
}

/** The answer, waited for. */
async function answer(bus: PrivateSystemBus, call: DescriptorCall): Promise<number> {
  let descriptor: number | undefined;
  await bus.until(() => {
    descriptor = call.step();
    return descriptor !== undefined;
  }, 'no answer');
  return descriptor as number;
}

/** Descriptors of this process that are sockets or pipes. */
function openDescriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return /^(socket|pipe):/.test(target) ? [target] : [];
    } catch {
      return [];
    }
  });
}

t.test('a descriptor that outlives the call', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const call = new DescriptorCall(loadLibSystemd(), inhibit);
  const descriptor = await answer(bus, call);
  call.close();
  call.close();
  t.equal(call.step(), undefined, 'after the end there is nothing');
  t.ok(fstatSync(descriptor).isFIFO());
  t.same(await mock.inhibitors(), [['sleep', 'test', 'delay']]);
  // Node marks what it hands on itself; sh shows what it was left.
  const inherited = execFileSync('sh', ['-c', `readlink /proc/self/fd/${descriptor} || true`], {
    encoding: 'utf8',
  });
  t.not(inherited.trim(), readlinkSync(`/proc/self/fd/${descriptor}`), 'processes do not inherit it');
  closeSync(descriptor);
  await bus.until(async () => (await mock.inhibitors()).length === 0, 'the lock is held by something else');
});

t.test('nothing is left behind', async (t) => {
  const bus = await startBus(t);
  await MockLogind.start(bus);
  const before = openDescriptors().length;
  for (let i = 0; i < 20; i++) {
    const call = new DescriptorCall(loadLibSystemd(), inhibit);
    closeSync(await answer(bus, call));
    call.close();
    // One that is given up before the answer.
    new DescriptorCall(loadLibSystemd(), inhibit).close();
  }
  t.equal(openDescriptors().length, before);
});

t.test('refusals', async (t) => {
  const bus = await startBus(t);
  const withoutService = new DescriptorCall(loadLibSystemd(), inhibit);
  t.teardown(() => withoutService.close());
  await t.rejects(answer(bus, withoutService), { message: /^the call failed/, errno: Number });
  await MockLogind.start(bus);
  const wrong = new DescriptorCall(loadLibSystemd(), { ...inhibit, member: 'CanSuspend', strings: [] });
  t.teardown(() => wrong.close());
  await t.rejects(answer(bus, wrong), { message: /^reading the answer failed/ }, 'an answer of another type');
  const many = new DescriptorCall(loadLibSystemd(), { ...inhibit, strings: ['too few'] });
  t.teardown(() => many.close());
  await t.rejects(answer(bus, many), { message: /^the call failed/ });
  t.throws(() => new DescriptorCall(loadLibSystemd(), { ...inhibit, member: 'no member' }), {
    message: /^a call of no member failed \(errno 22\)$/,
  });
});

t.test('a bus that is not there, goes, or hangs', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  bus.freeze();
  const began = performance.now();
  const hanging = new DescriptorCall(loadLibSystemd(), inhibit);
  t.teardown(() => hanging.close());
  for (let i = 0; i < 10; i++) t.equal(hanging.step(), undefined);
  t.ok(performance.now() - began < 1_000, 'nothing waits for it');
  bus.thaw();
  closeSync(await answer(bus, hanging));
  mock.freeze();
  const cut = new DescriptorCall(loadLibSystemd(), inhibit);
  t.teardown(() => cut.close());
  await bus.kill();
  mock.thaw();
  await t.rejects(answer(bus, cut), { name: 'Error', errno: Number });
  t.throws(() => new DescriptorCall(loadLibSystemd(), inhibit), {
    message: /^connecting to the system bus failed/,
  });
});
