/** How the instrument in the foreground is. */
import type { HealthSummary } from '../daemon/healthFile.js';
import type { Engine } from '../engine/engine.js';

/** `failed` when a thread that should be alive is not, `degraded` while the sound server is away. */
export function engineHealth(engine: Pick<Engine, 'heartbeat' | 'audio'>): HealthSummary {
  const heartbeat = engine.heartbeat();
  if (!heartbeat.alive) return { status: 'failed', reasons: [heartbeat.reason] };
  const { audio } = engine;
  if (audio === 'server-lost') return { status: 'degraded', reasons: ['the sound server is gone'] };
  if (audio === 'server-hung') return { status: 'degraded', reasons: ['the sound server does not answer'] };
  return { status: 'healthy', reasons: [] };
}
