import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Fault } from '../../src/errors/errors.js';
import { Notifier } from '../../src/systemd/notifier.js';
import { NotifySocket } from '../support/notifySocket.js';

/** A notifier and what it sent. */
function recording(): { notifier: Notifier; sent: string[] } {
  const sent: string[] = [];
  return { notifier: new Notifier((state) => sent.push(state)), sent };
}

t.test('what is sent', async (t) => {
  const { notifier, sent } = recording();
  t.ok(notifier.present);
  notifier.ready('Inactive');
  notifier.ready();
  notifier.status('Active: Piano');
  notifier.stopping('Stopping');
  notifier.watchdog();
  notifier.watchdogUsec(10_000_000.4);
  notifier.extendTimeout(30e6);
  t.same(sent, [
    'READY=1\nSTATUS=Inactive',
    'READY=1',
    'STATUS=Active: Piano',
    'STOPPING=1\nSTATUS=Stopping',
    'WATCHDOG=1',
    'WATCHDOG_USEC=10000000',
    'EXTEND_TIMEOUT_USEC=30000000',
  ]);
});

t.test('a reload tells when it began, by the clock of the manager', async (t) => {
  const { notifier, sent } = recording();
  const uptimeUsec = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1e6;
  notifier.reloading('Reloading');
  const [state = ''] = sent;
  t.match(state, /^RELOADING=1\nMONOTONIC_USEC=\d+\nSTATUS=Reloading$/);
  const monotonicUsec = Number(/MONOTONIC_USEC=(\d+)/.exec(state)?.[1]);
  // The uptime counts the time asleep, the other does not; it has hundredths of a second.
  t.ok(monotonicUsec > 0 && monotonicUsec <= uptimeUsec() + 20_000, `${monotonicUsec}`);
});

t.test('a status is one line, and cannot assign anything else', async (t) => {
  const { notifier, sent } = recording();
  notifier.status('one\nWATCHDOG=trigger\r\n  two ');
  t.same(sent, ['STATUS=one WATCHDOG=trigger two']);
});

t.test('outside systemd', async (t) => {
  const notifier = await Notifier.open({});
  t.notOk(notifier.present);
  t.doesNotThrow(() => {
    notifier.ready('Inactive');
    notifier.reloading();
    notifier.watchdog();
    notifier.stopping();
  });
});

t.test('outside systemd nothing is loaded', async (t) => {
  const file = new URL('../../src/systemd/notifier.js', import.meta.url).href;
  const script = `
    import { readFileSync } from 'node:fs';
    import { Notifier } from ${JSON.stringify(file)};
    (await Notifier.open()).ready();
    console.log(/koffi|libsystemd/.test(readFileSync('/proc/self/maps', 'utf8')));
  `;
  const run = (environment: NodeJS.ProcessEnv) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...environment },
    }).trim();
  t.equal(run({}), 'false');
  t.equal(run({ NOTIFY_SOCKET: '/nonexistent/notify' }), 'true', 'it would be seen');
});

t.test('a manager that cannot be told is one fault, not many, and never an exception', async (t) => {
  const faults: Fault[] = [];
  const notifier = new Notifier(
    () => -111,
    (fault) => faults.push(fault),
  );
  notifier.ready();
  notifier.watchdog();
  t.match(faults, [{ code: 'SYSTEMD_UNAVAILABLE', category: 'degraded', message: /errno 111/ }]);
  t.equal(faults.length, 1);
});

t.test('on a socket, by the library', async (t) => {
  const socket = await NotifySocket.open();
  t.teardown(() => socket.close());
  const file = new URL('../../src/systemd/notifier.js', import.meta.url).href;
  const script = `
    import { Notifier } from ${JSON.stringify(file)};
    const notifier = await Notifier.open();
    notifier.ready('Inactive: run fw16-synth activate');
    notifier.reloading();
    notifier.watchdog();
    notifier.stopping();
  `;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NOTIFY_SOCKET: socket.path },
  });
  t.equal(status, 0, stderr);
  await socket.until((messages) => messages.length === 4);
  t.match(socket.messages, [
    'READY=1\nSTATUS=Inactive: run fw16-synth activate',
    /^RELOADING=1\nMONOTONIC_USEC=\d+$/,
    'WATCHDOG=1',
    'STOPPING=1',
  ]);
});

t.test('a socket that is not there', async (t) => {
  const environment = process.env.NOTIFY_SOCKET;
  t.teardown(() => {
    if (environment === undefined) delete process.env.NOTIFY_SOCKET;
    else process.env.NOTIFY_SOCKET = environment;
  });
  process.env.NOTIFY_SOCKET = '/nonexistent/notify';
  const faults: Fault[] = [];
  const notifier = await Notifier.open(process.env, (fault) => faults.push(fault));
  notifier.ready();
  t.match(faults, [{ code: 'SYSTEMD_UNAVAILABLE', message: /errno 2/, remedy: /systemctl --user restart/ }]);
});

t.test('what is still under way when the end has begun is not ready for anything', async (t) => {
  const { notifier, sent } = recording();
  notifier.reloading();
  notifier.stopping('Stopping');
  sent.length = 0;
  notifier.ready('Inactive');
  notifier.reloading();
  notifier.status('Failed');
  t.same(sent, ['STATUS=Failed']);
});
