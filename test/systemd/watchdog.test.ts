import { execFileSync } from 'node:child_process';
import t from 'tap';
import type { Heartbeat } from '../../src/engine/heartbeat.js';
import { Notifier } from '../../src/systemd/notifier.js';
import { Watchdog, watchdogPeriodMs, watchdogTimeoutUsec } from '../../src/systemd/watchdog.js';
import { FakeInterval } from '../support/fakeInterval.js';

/** An instrument that lives as it is told. */
interface Instrument {
  heartbeat: Heartbeat;
}

const dead: Heartbeat = { alive: false, reason: 'the play thread does not turn' };

t.test('what the manager asks for', async (t) => {
  t.equal(watchdogTimeoutUsec({}, 7), undefined);
  t.equal(watchdogTimeoutUsec({ WATCHDOG_USEC: '10000000' }, 7), 10_000_000);
  t.equal(watchdogTimeoutUsec({ WATCHDOG_USEC: '10000000', WATCHDOG_PID: '7' }, 7), 10_000_000);
  t.equal(watchdogTimeoutUsec({ WATCHDOG_USEC: '10000000', WATCHDOG_PID: '8' }, 7), undefined);
  for (const text of ['', '0', '-1', '1.5', 'infinity', '99999999999999999999'])
    t.equal(watchdogTimeoutUsec({ WATCHDOG_USEC: text }, 7), undefined, text);
});

t.test('how often it looks', async (t) => {
  t.equal(watchdogPeriodMs(10_000_000), 1428);
  t.equal(watchdogPeriodMs(7_000_000), 1000);
  t.equal(watchdogPeriodMs(2_500_000), 1000, 'no more than once a second');
  t.equal(watchdogPeriodMs(1_000_000), 500, 'unless that would be too late');
});

/** A watchdog on a clock of its own. */
function watched(): {
  clock: FakeInterval;
  instrument: Instrument;
  watchdog: Watchdog;
  sent: string[];
  told: Heartbeat[];
} {
  const clock = new FakeInterval();
  const sent: string[] = [];
  const told: Heartbeat[] = [];
  const instrument: Instrument = { heartbeat: { alive: true } };
  const notifier = new Notifier((state) => sent.push(state));
  const watchdog = new Watchdog(
    notifier,
    () => instrument.heartbeat,
    (heartbeat) => told.push(heartbeat),
    clock.start,
  );
  return { clock, instrument, watchdog, sent, told };
}

const timeoutUsec = 10_000_000;
const periodMs = watchdogPeriodMs(timeoutUsec);

t.test('pings while everything lives', async (t) => {
  const { clock, watchdog, sent, told } = watched();
  watchdog.start(timeoutUsec);
  t.same(sent.splice(0), ['WATCHDOG=1'], 'one at once');
  for (let i = 0; i < 3; i++) {
    clock.advance(periodMs - 1);
    t.same(sent, []);
    clock.advance(1);
    t.same(sent.splice(0), ['WATCHDOG=1']);
  }
  t.same(told, []);
  watchdog.stop();
  clock.advance(10 * periodMs);
  t.same(sent, [], 'none after the end');
});

t.test('a thread that stands still is not covered up, and one that goes on is believed', async (t) => {
  const { clock, instrument, watchdog, sent, told } = watched();
  watchdog.start(timeoutUsec);
  sent.length = 0;
  instrument.heartbeat = dead;
  clock.advance(3 * periodMs);
  t.same(sent, []);
  t.same(told, [dead]);
  instrument.heartbeat = { alive: true };
  clock.advance(periodMs);
  t.same(sent, ['WATCHDOG=1']);
  t.same(told, [dead, { alive: true }]);
});

t.test('no watchdog in the unit, or no systemd', async (t) => {
  const { clock, watchdog, sent } = watched();
  watchdog.start(undefined);
  watchdog.widen();
  watchdog.restore();
  clock.advance(100 * periodMs);
  t.same(sent, []);
  const outside = new Watchdog(new Notifier(undefined), () => dead);
  t.doesNotThrow(() => {
    outside.start(timeoutUsec);
    outside.widen();
    outside.restore();
  });
});

t.test('around sleep', async (t) => {
  const { watchdog, sent } = watched();
  watchdog.start(timeoutUsec);
  sent.length = 0;
  watchdog.restore();
  t.same(sent, [], 'nothing to take back');
  watchdog.widen();
  const wideUsec = Number(/^WATCHDOG_USEC=(\d+)$/.exec(sent[0] ?? '')?.[1]);
  t.ok(wideUsec > 3 * 24 * 3600e6, 'longer than a long weekend');
  sent.length = 0;
  watchdog.restore();
  t.same(
    sent.splice(0),
    ['WATCHDOG=1', 'WATCHDOG_USEC=10000000'],
    'a sign of life before the shorter time counts',
  );
});

t.test('nobody says that the sleep is over', async (t) => {
  const { clock, watchdog, sent } = watched();
  watchdog.start(timeoutUsec);
  watchdog.widen();
  clock.advance(14 * periodMs);
  t.notOk(sent.includes('WATCHDOG_USEC=10000000'), 'a machine may stay awake for a while before it sleeps');
  clock.advance(15 * periodMs);
  t.equal(sent.filter((state) => state === 'WATCHDOG_USEC=10000000').length, 1);
});

t.test('its timer keeps no process alive, and beats in time', async (t) => {
  const file = (name: string) =>
    JSON.stringify(new URL(`../../src/systemd/${name}.js`, import.meta.url).href);
  const run = (before: string) => `
    import { Notifier } from ${file('notifier')};
    import { Watchdog } from ${file('watchdog')};
    const signs = () => ({ alive: true });
    let pings = 0;
    const ping = () => { if (++pings === 3) { console.log('three'); process.exit(); } return 1; };
    new Watchdog(new Notifier(ping), signs).start(60_000);
    ${before}
    process.on('exit', () => console.log('over'));
  `;
  const output = (script: string) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
  t.equal(output(run('')), 'over\n');
  t.equal(output(run('setTimeout(() => {}, 10_000);')), 'three\nover\n');
});
