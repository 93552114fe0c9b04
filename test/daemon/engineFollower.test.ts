import t from 'tap';
import { DeviceRegistry } from '../../src/daemon/deviceRegistry.js';
import { EngineFollower } from '../../src/daemon/engineFollower.js';
import { Health } from '../../src/daemon/health.js';
import type { Notification } from '../../src/engine/messages.js';
import { type ErrorCode, SynthError } from '../../src/errors/errors.js';

const fault = (code: ErrorCode) => new SynthError(code, `${code} happened.`, 'Mend it.').toFault();

function follower() {
  const told: string[] = [];
  const health = new Health();
  const path = '/tmp/keys';
  const registry = new DeviceRegistry({ configured: [{ path, kind: 'keyboard' }], discover: () => [] });
  registry.refresh();
  registry.on('mended', (mended) => health.clearAbout(mended));
  const engine = new EngineFollower(
    health,
    registry,
    { follow: ({ octave }) => void told.push(`octave ${octave}`) },
    {
      toggle: () => void told.push('toggle'),
      deactivate: () => void told.push('deactivate'),
      helpWithRealtime: (threadId) => void told.push(`realtime ${threadId}`),
    },
    {
      info: (message) => void told.push(message),
      fault: ({ code }) => void told.push(`fault ${code}`),
    },
  );
  const opened = { type: 'device-opened', path, name: 'Keys', grab: 'none', slot: 0 } as Notification;
  return { engine, health, told, path, opened, stateOf: () => registry.devices.get('keys')?.State };
}

t.test('wishes of the player', async (t) => {
  const { engine, told } = follower();
  engine.follow({ type: 'toggle-requested' });
  engine.follow({ type: 'deactivation-requested' });
  engine.follow({ type: 'realtime-denied', threadId: 12 });
  t.same(told, ['toggle', 'deactivate', 'realtime 12']);
});

t.test('audio that is lost, and comes back', async (t) => {
  const { engine, health, told } = follower();
  engine.follow({ type: 'audio-lost', driver: 'jack', fault: fault('AUDIO_SERVER_LOST') });
  engine.fault(fault('AUDIO_SERVER_HUNG'));
  t.equal(health.status, 'failed');
  t.equal(health.raised.length, 2);
  engine.follow({ type: 'audio-restored', driver: 'jack' });
  t.equal(health.status, 'healthy');
  t.same(told, ['Audio is back (jack).']);
});

t.test('a device that is lost, and comes back', async (t) => {
  const { engine, health, path, opened, stateOf } = follower();
  engine.follow(opened);
  t.equal(stateOf(), 'playing');
  engine.follow({ type: 'device-lost', path, fault: fault('DEVICE_LOST') });
  t.equal(health.status, 'degraded');
  t.equal(stateOf(), 'lost');
  engine.follow(opened);
  t.equal(health.status, 'healthy');
});

t.test('what was amiss while it was active is so no more', async (t) => {
  const { engine, health, path } = follower();
  engine.follow({ type: 'audio-lost', driver: 'jack', fault: fault('AUDIO_SERVER_LOST') });
  engine.follow({ type: 'device-lost', path, fault: fault('DEVICE_LOST') });
  engine.follow({ type: 'deactivated' });
  t.equal(health.status, 'healthy');
});

t.test('a fault is told once, by the health or by the log', async (t) => {
  const { engine, health, told } = follower();
  engine.fault(fault('AUDIO_SERVER_LOST'));
  engine.fault(fault('DEVICE_LOST'));
  t.same(told, [], 'they come by notifications of their own');
  engine.fault(fault('PROGRAM_NOT_FOUND'));
  t.same(told, ['fault PROGRAM_NOT_FOUND']);
  t.equal(health.status, 'healthy');
});

t.test('real time that was granted after all', async (t) => {
  const { engine, health } = follower();
  health.raise('warning', fault('REALTIME_DENIED'));
  engine.follow({ type: 'scheduling', scheduling: { policy: 'other', priority: 0, how: 'denied' } });
  t.equal(health.status, 'degraded');
  engine.follow({ type: 'scheduling', scheduling: { policy: 'round-robin', priority: 4, how: 'rtkit' } });
  t.equal(health.status, 'healthy');
});

t.test('a device that cannot be played is a fault until it is, or need not be', async (t) => {
  const { engine, health, told, path, opened } = follower();
  const gone = '/dev/input/event99';
  engine.fault(fault('DEVICE_GRABBED'));
  engine.follow({ type: 'fault', fault: fault('DEVICE_GRABBED'), path });
  engine.follow(opened);
  engine.follow({ type: 'fault', fault: fault('DEVICE_GRABBED'), path });
  t.match(health.reasons, ['DEVICE_GRABBED happened.']);
  engine.follow({ type: 'grab-changed', path, grab: 'refused' });
  t.equal(health.status, 'degraded');
  engine.follow({ type: 'grab-changed', path, grab: 'held' });
  t.equal(health.status, 'healthy');
  engine.follow({ type: 'fault', fault: fault('DEVICE_NOT_FOUND'), path });
  engine.follow({ type: 'device-lost', path: gone, fault: fault('DEVICE_LOST') });
  t.equal(health.raised.length, 2);
  engine.follow({ type: 'deactivated' });
  t.equal(health.status, 'healthy', 'also of one that is not known any more');
  t.notOk(
    told.some((line) => line.startsWith('fault')),
    'told by the health alone',
  );
});
