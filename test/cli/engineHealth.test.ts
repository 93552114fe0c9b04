import t from 'tap';
import { engineHealth } from '../../src/cli/engineHealth.js';
import type { EngineAudio, Heartbeat } from '../../src/engine/heartbeat.js';

function engine(audio: EngineAudio, heartbeat: Heartbeat = { alive: true }) {
  return { audio, heartbeat: () => heartbeat };
}

t.test('a dead thread is a failure, a sound server that is away is none', async (t) => {
  t.same(engineHealth(engine('running')), { status: 'healthy', reasons: [] });
  t.same(engineHealth(engine('closed')), { status: 'healthy', reasons: [] }, 'not active');
  t.equal(engineHealth(engine('server-lost')).status, 'degraded');
  t.equal(engineHealth(engine('server-hung')).status, 'degraded');
  t.same(engineHealth(engine('running', { alive: false, reason: 'the play thread does not turn' })), {
    status: 'failed',
    reasons: ['the play thread does not turn'],
  });
});
