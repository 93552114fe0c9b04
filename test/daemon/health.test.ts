import t from 'tap';
import { Health } from '../../src/daemon/health.js';
import { SynthError } from '../../src/errors/errors.js';

const lost = new SynthError('AUDIO_SERVER_LOST', 'The jack driver no longer plays.', 'Start it.').toFault();
const denied = (path: string) =>
  new SynthError('DEVICE_ACCESS_DENIED', `Reading ${path} is not permitted.`, 'Join the group.').toFault();

function watched() {
  const told: string[] = [];
  const health = new Health(() => new Date(0));
  health.on('raised', ({ severity, fault }) => told.push(`${severity} ${fault.message}`));
  health.on('cleared', (code) => told.push(`cleared ${code}`));
  health.on('statusChanged', (old, now, reasons) => told.push(`${old} → ${now} (${reasons.length})`));
  return { health, told };
}

t.test('healthy to begin with', async (t) => {
  const { health, told } = watched();
  t.equal(health.status, 'healthy');
  t.same(health.reasons, []);
  health.clear('AUDIO_SERVER_LOST');
  t.same(told, []);
});

t.test('an alert is told of with what it is about', async (t) => {
  const { health } = watched();
  const about: string[] = [];
  health.on('raised', (_, what) => about.push(what));
  health.raise('critical', lost);
  health.raise('warning', denied('/dev/input/event3'), '/dev/input/event3');
  t.same(about, ['', '/dev/input/event3']);
});

t.test('the worst decides', async (t) => {
  const { health, told } = watched();
  health.raise('warning', denied('/dev/input/event3'), '/dev/input/event3');
  health.raise('critical', lost);
  t.equal(health.status, 'failed');
  t.same(health.reasons, ['Reading /dev/input/event3 is not permitted.', 'The jack driver no longer plays.']);
  health.clear('AUDIO_SERVER_LOST');
  t.equal(health.status, 'degraded');
  health.clearAbout('/dev/input/event3');
  t.equal(health.status, 'healthy');
  t.same(told, [
    'warning Reading /dev/input/event3 is not permitted.',
    'healthy → degraded (1)',
    'critical The jack driver no longer plays.',
    'degraded → failed (2)',
    'cleared AUDIO_SERVER_LOST',
    'failed → degraded (1)',
    'cleared DEVICE_ACCESS_DENIED',
    'degraded → healthy (0)',
  ]);
});

t.test('what is raised already is told once, and is as old as it was', async (t) => {
  const { health, told } = watched();
  health.raise('critical', lost);
  health.raise('critical', lost);
  t.equal(told.length, 2);
  t.equal(health.raised[0]?.since, '1970-01-01T00:00:00.000Z');
  health.raise('critical', { ...lost, message: 'The jack driver is still away.' });
  t.equal(told.length, 3);
  t.equal(health.raised.length, 1);
});

t.test('a code is cleared when nothing is left that raised it', async (t) => {
  const { health, told } = watched();
  health.raise('warning', denied('a'), 'a');
  health.raise('warning', denied('b'), 'b');
  health.clear('DEVICE_ACCESS_DENIED', 'a');
  t.notOk(told.includes('cleared DEVICE_ACCESS_DENIED'));
  health.clear('DEVICE_ACCESS_DENIED', 'b');
  t.ok(told.includes('cleared DEVICE_ACCESS_DENIED'));
});

t.test('a code may be of the past altogether', async (t) => {
  const { health, told } = watched();
  health.raise('warning', denied('/a'), '/a');
  health.raise('warning', denied('/b'), '/b');
  health.raise('warning', lost);
  told.length = 0;
  health.clearEvery('DEVICE_ACCESS_DENIED');
  t.same(told, ['cleared DEVICE_ACCESS_DENIED']);
  t.same(health.reasons, [lost.message]);
});
