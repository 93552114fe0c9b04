/** Against python-dbusmock's logind on a system bus of the test's own. */
import t, { type Test } from 'tap';
import type { Fault } from '../../src/errors/errors.js';
import { Logind, type LogindEvents } from '../../src/systemd/logind.js';
import { SleepInhibitor } from '../../src/systemd/sleepInhibitor.js';
import { SystemBus } from '../../src/systemd/systemBus.js';
import { MockLogind, PrivateSystemBus } from '../support/logind.js';

const uid = 1234;
const names = [
  'available',
  'unavailable',
  'locked',
  'unlocked',
  'backgrounded',
  'foregrounded',
  'preparingForSleep',
  'resumed',
  'fault',
] as const satisfies readonly (keyof LogindEvents)[];

/** A follower, and what it has told. */
class Follower {
  readonly logind: Logind;
  readonly events: string[] = [];
  readonly faults: Fault[] = [];
  readonly started: Promise<void>;
  private readonly bus: PrivateSystemBus;

  constructor(t: Test, bus: PrivateSystemBus, callDeadlineMs?: number) {
    this.bus = bus;
    // sd-bus reads the environment of the process.
    process.env.DBUS_SYSTEM_BUS_ADDRESS = bus.address;
    this.logind = new Logind({ uid, connect: () => SystemBus.connect(bus.address, callDeadlineMs) });
    for (const name of names) {
      this.logind.on(name, (...args: unknown[]) => {
        this.events.push(name);
        if (name === 'fault' || name === 'unavailable') this.faults.push(args[0] as Fault);
      });
    }
    t.teardown(() => this.logind.stop());
    this.started = this.logind.start();
  }

  /** Waits for these events and no others, and forgets them. */
  async expect(t: Test, ...events: string[]): Promise<void> {
    await this.until(() => this.events.length >= events.length, events.join(', '));
    t.same(this.events.splice(0), events);
  }

  async until(wanted: () => boolean, what: string): Promise<void> {
    await this.bus.until(wanted, `${what} did not come; there was ${this.events.join(', ') || 'nothing'}`);
  }
}

async function startBus(t: Test): Promise<PrivateSystemBus> {
  const bus = await PrivateSystemBus.start();
  t.teardown(() => bus.stop());
  return bus;
}

t.test('lock and unlock', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const session = await mock.addSession('1', 'seat0', uid, true);
  const follower = new Follower(t, bus);
  const { logind } = follower;
  t.same([logind.isLocked, logind.isForeground], [false, true], 'nothing is known yet');
  await follower.expect(t, 'available');
  t.same([logind.isLocked, logind.isForeground], [false, true]);

  await mock.request(session, 'Lock');
  await follower.expect(t, 'locked');
  t.ok(logind.isLocked);
  await mock.change(session, 'Session', { LockedHint: true });
  await mock.request(session, 'Unlock');
  await mock.change(session, 'Session', { LockedHint: false });
  await follower.expect(t, 'unlocked');
  t.notOk(logind.isLocked);

  await mock.change(session, 'Session', { LockedHint: true });
  await follower.expect(t, 'locked');
  await mock.change(session, 'Session', { LockedHint: false });
  await follower.expect(t, 'unlocked');
});

t.test('a daemon that starts on a locked screen', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const session = await mock.addSession('1', 'seat0', uid, true);
  await mock.change(session, 'Session', { LockedHint: true });
  const follower = new Follower(t, bus);
  await follower.started;
  t.same(follower.events, ['available', 'locked'], 'known as soon as it has started');
  t.ok(follower.logind.isLocked);
});

t.test('another session comes to the front', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const session = await mock.addSession('1', 'seat0', uid, true);
  const other = await mock.addSession('2', 'seat0', 4321, false);
  const follower = new Follower(t, bus);
  await follower.expect(t, 'available');
  await mock.change(session, 'Session', { Active: false });
  await mock.change(other, 'Session', { Active: true });
  await follower.expect(t, 'backgrounded');
  t.notOk(follower.logind.isForeground);
  await mock.request(other, 'Lock');
  await mock.change(other, 'Session', { Active: false });
  await mock.change(session, 'Session', { Active: true });
  await follower.expect(t, 'foregrounded');
  t.notOk(follower.logind.isLocked, "somebody else's screen is not ours");
});

t.test('sessions come and go', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const follower = new Follower(t, bus);
  await follower.expect(t, 'available');
  t.ok(follower.logind.isForeground, 'nobody is logged in: the machine has no other owner');
  await mock.addSession('1', 'seat0', 4321, true);
  await follower.expect(t, 'backgrounded');
  const own = await mock.addSession('2', 'seat0', uid, true);
  await follower.expect(t, 'foregrounded');
  await mock.request(own, 'Lock');
  await follower.expect(t, 'locked');
  await mock.removeSession('2');
  await mock.setSeatFront('seat0', '1');
  await follower.expect(t, 'backgrounded', 'unlocked');
  await mock.setSeatFront('seat0');
  await follower.expect(t, 'foregrounded');
});

t.test('sleep waits for what has to be done before it', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  await mock.addSession('1', 'seat0', uid, true);
  const follower = new Follower(t, bus);
  const { logind } = follower;
  await follower.expect(t, 'available');
  await follower.until(() => logind.delaysSleep, 'the inhibitor');
  t.same(await mock.inhibitors(), [['sleep', 'fw16-synth', 'delay']]);

  let finish = () => {};
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  logind.once('preparingForSleep', ({ waitUntil }) => waitUntil(work));
  await mock.sleep(true);
  await follower.expect(t, 'preparingForSleep');
  t.ok(logind.delaysSleep, 'while the work goes on');
  t.equal((await mock.inhibitors()).length, 1);
  finish();
  await follower.until(() => !logind.delaysSleep, 'the release');
  await bus.until(async () => (await mock.inhibitors()).length === 0, 'logind does not see the release');

  await mock.sleep(false);
  await follower.expect(t, 'resumed');
  await follower.until(() => logind.delaysSleep, 'the inhibitor after the resume');
  t.same(await mock.inhibitors(), [['sleep', 'fw16-synth', 'delay']]);

  logind.once('preparingForSleep', ({ waitUntil }) => waitUntil(Promise.reject(new Error('too late'))));
  await mock.sleep(true);
  await follower.until(() => !logind.delaysSleep, 'the release after work that failed');
  logind.stop();
  await bus.until(async () => (await mock.inhibitors()).length === 0, 'nothing is left behind');
});

t.test('work that never ends does not keep the lock longer than logind waits', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const manager = 'org.freedesktop.login1.Manager';
  const args = ['ssv', manager, 'InhibitDelayMaxUSec', 't', '100000'];
  await bus.call(
    'org.freedesktop.login1',
    '/org/freedesktop/login1',
    'org.freedesktop.DBus.Mock',
    'AddProperty',
    ...args,
  );
  const follower = new Follower(t, bus);
  await follower.expect(t, 'available');
  await follower.until(() => follower.logind.delaysSleep, 'the inhibitor');
  follower.logind.once('preparingForSleep', ({ waitUntil }) => waitUntil(new Promise(() => {})));
  const began = performance.now();
  await mock.sleep(true);
  await follower.until(() => !follower.logind.delaysSleep, 'the release');
  t.ok(performance.now() - began < 3_000, 'less than the default would be');
});

t.test('logind goes and comes back', async (t) => {
  const bus = await startBus(t);
  const first = await MockLogind.start(bus);
  const session = await first.addSession('1', 'seat0', uid, true);
  const follower = new Follower(t, bus);
  const { logind } = follower;
  await follower.expect(t, 'available');
  await follower.until(() => logind.delaysSleep, 'the inhibitor');
  await first.request(session, 'Lock');
  await follower.expect(t, 'locked');
  await first.kill();
  await follower.until(() => follower.events.includes('unavailable'), 'the loss');
  t.match(follower.faults[0], { code: 'LOGIND_UNAVAILABLE', remedy: /systemctl status systemd-logind/ });
  t.same([logind.available, logind.isLocked, logind.isForeground], [false, false, true], 'nothing is known');
  t.notOk(logind.delaysSleep);
  follower.events.length = 0;

  const second = await MockLogind.start(bus);
  await follower.until(() => logind.available && logind.delaysSleep, 'the return');
  const again = await second.addSession('1', 'seat0', uid, true);
  await second.request(again, 'Lock');
  await follower.until(() => logind.isLocked, 'the lock after the return');
  t.same(await second.inhibitors(), [['sleep', 'fw16-synth', 'delay']]);
});

t.test('the bus goes and comes back', async (t) => {
  const bus = await startBus(t);
  await MockLogind.start(bus);
  const follower = new Follower(t, bus);
  await follower.expect(t, 'available');
  await bus.kill();
  await follower.until(() => follower.events.includes('unavailable'), 'the loss');
  t.notOk(follower.logind.available);
  await bus.restart();
  await MockLogind.start(bus);
  await follower.until(() => follower.logind.available, 'the return');
  t.ok(follower.logind.available);
});

t.test('no bus, no logind', async (t) => {
  const bus = await startBus(t);
  const without = new Follower(t, bus);
  await without.started;
  t.same(without.events, ['unavailable']);
  t.match(without.faults[0], { code: 'LOGIND_UNAVAILABLE', message: /org\.freedesktop\.login1/ });
  await bus.kill();
  const alone = new Follower(t, bus);
  await alone.until(() => alone.events.includes('unavailable'), 'the word that there is no bus');
  t.match(alone.faults[0], { code: 'LOGIND_UNAVAILABLE' });
  t.same([alone.logind.isLocked, alone.logind.isForeground], [false, true], 'nothing is forbidden');
});

t.test('a logind that hangs holds nobody up', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  mock.freeze();
  t.teardown(() => mock.thaw());
  let longestMs = 0;
  let before = performance.now();
  const pulse = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - before);
    before = now;
  }, 5);
  t.teardown(() => clearInterval(pulse));
  const follower = new Follower(t, bus, 300);
  await follower.until(() => follower.events.includes('unavailable'), 'the word that it does not answer');
  t.match(follower.faults[0], { message: /does not answer ListSessions|does not answer Get/ });
  await t.rejects(new SleepInhibitor().take(), { code: 'LOGIND_UNAVAILABLE', message: /does not answer/ });
  t.ok(longestMs < 1_000, `the thread was held up for ${Math.round(longestMs)} ms`);
  mock.thaw();
  await follower.until(() => follower.logind.available && follower.logind.delaysSleep, 'the return');
  t.ok(follower.logind.available);
});

t.test('the end', async (t) => {
  const bus = await startBus(t);
  const mock = await MockLogind.start(bus);
  const session = await mock.addSession('1', 'seat0', uid, true);
  const follower = new Follower(t, bus);
  await follower.expect(t, 'available');
  follower.logind.stop();
  follower.logind.stop();
  await mock.request(session, 'Lock');
  await mock.kill();
  await bus.kill();
  t.same(follower.events, [], 'nothing is told any more');
});
