import t from 'tap';
import { HeartbeatMonitor, type LifeSample } from '../../src/engine/heartbeat.js';

const living: LifeSample = {
  nowMs: 0,
  active: true,
  waitedMs: 0,
  turns: 1,
  audio: 'running',
  audioClockMs: 100,
};

/** A monitor of an instrument that became active at 0 and lived until 20 s. */
function monitored(): HeartbeatMonitor {
  const monitor = new HeartbeatMonitor();
  monitor.look(living);
  monitor.look({ ...living, nowMs: 20_000, turns: 100, audioClockMs: 20_000 });
  return monitor;
}

const later: LifeSample = { ...living, nowMs: 22_000, turns: 110, audioClockMs: 22_000 };

t.test('alive while the thread turns and the audio clock advances', async (t) => {
  t.same(monitored().look(later), { alive: true });
});

t.test('a thread that does not turn', async (t) => {
  t.same(monitored().look({ ...later, turns: 100 }), {
    alive: false,
    reason: 'the play thread does not turn',
  });
});

t.test('an audio clock that stands still, and nobody knows why', async (t) => {
  const dead = { alive: false, reason: 'the audio clock stands still' };
  t.same(monitored().look({ ...later, audio: 'stalled' }), dead);
  t.same(
    monitored().look({ ...later, audioClockMs: 20_000 }),
    dead,
    'although the play thread thinks it runs',
  );
});

t.test('a sound server that is at fault kills nobody', async (t) => {
  for (const audio of ['server-lost', 'server-hung', 'closed'] as const) {
    t.same(monitored().look({ ...later, audio, audioClockMs: 20_000 }), { alive: true }, audio);
    t.equal(monitored().look({ ...later, audio, turns: 100 }).alive, false, 'but the thread has to turn');
  }
});

t.test('two looks that follow each other closely are one', async (t) => {
  const monitor = monitored();
  t.equal(monitor.look({ ...later, nowMs: 20_400, turns: 100, audioClockMs: 20_000 }).alive, true);
  t.equal(monitor.look({ ...later, nowMs: 20_600, turns: 100, audioClockMs: 20_000 }).alive, false);
  t.equal(monitor.look({ ...later, nowMs: 20_700 }).alive, false);
  t.equal(monitor.look({ ...later, nowMs: 21_100 }).alive, true, 'what turns again lives');
});

t.test('a server has six seconds to link a driver that has been opened', async (t) => {
  const monitor = new HeartbeatMonitor();
  monitor.look({ ...living, audioClockMs: 0 });
  t.equal(monitor.look({ ...living, nowMs: 5_900, turns: 50, audioClockMs: 0 }).alive, true);
  t.equal(monitor.look({ ...living, nowMs: 6_500, turns: 60, audioClockMs: 0 }).alive, false);
});

t.test('inactive, nothing has to be shown', async (t) => {
  const monitor = monitored();
  const asleep: LifeSample = { ...later, active: false, audio: 'closed', turns: 100, audioClockMs: 20_000 };
  t.equal(monitor.look(asleep).alive, true);
  t.equal(monitor.look({ ...asleep, nowMs: 90_000 }).alive, true);
  t.equal(monitor.look({ ...living, nowMs: 91_000, turns: 100 }).alive, true, 'and the count begins anew');
});

t.test('a command that is not answered', async (t) => {
  const monitor = monitored();
  const opening: LifeSample = { ...later, active: false, audio: 'closed', turns: 100 };
  monitor.look(opening);
  t.equal(monitor.look({ ...opening, nowMs: 31_000, waitedMs: 9_000 }).alive, true, 'drivers may take long');
  t.same(monitor.look({ ...opening, nowMs: 33_000, waitedMs: 11_000 }), {
    alive: false,
    reason: 'the play thread does not answer',
  });
  const closing = monitored();
  t.equal(closing.look({ ...later, turns: 100, waitedMs: 2_000 }).alive, true, 'closing is no standstill');
});
