/**
 * A health check without D-Bus: in a container there is no bus, and what plays in the foreground is on none. Where
 * FW16_SYNTH_HEALTH_SOCKET names a path, the instrument answers there whoever connects, in one line of JSON.
 */
import { rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { HealthReport } from '../dbus/instrument.js';
import type { Engine } from '../engine/engine.js';
import { SynthError } from '../errors/errors.js';

/** What of a report a check needs. */
export type HealthAnswer = Pick<HealthReport, 'status' | 'reasons'>;

/** A check of a container has ten seconds. */
const answerDeadlineMs = 5000;

export function healthSocketPath(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.FW16_SYNTH_HEALTH_SOCKET || undefined;
}

/** `failed` when a thread that should be alive is not, `degraded` while the sound server is away. */
export function engineHealth(engine: Pick<Engine, 'heartbeat' | 'audio'>): HealthAnswer {
  const heartbeat = engine.heartbeat();
  if (!heartbeat.alive) return { status: 'failed', reasons: [heartbeat.reason] };
  const { audio } = engine;
  if (audio === 'server-lost') return { status: 'degraded', reasons: ['the sound server is gone'] };
  if (audio === 'server-hung') return { status: 'degraded', reasons: ['the sound server does not answer'] };
  return { status: 'healthy', reasons: [] };
}

/**
 * Answers at a socket, in place of one that an earlier process has left there, until what it returns is called. It keeps
 * no process.
 * @throws SynthError OUTPUT_UNWRITABLE when there can be no socket.
 */
export async function serveHealth(path: string, answer: () => HealthAnswer): Promise<() => void> {
  const server = createServer((connection) => {
    // A client that goes before it has read does no harm.
    connection.on('error', () => connection.destroy());
    connection.end(`${JSON.stringify(answer())}\n`);
  });
  try {
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } catch (cause) {
    const remedy = 'Let FW16_SYNTH_HEALTH_SOCKET name a path in a folder that is yours.';
    throw new SynthError('OUTPUT_UNWRITABLE', `There can be no socket at ${path}.`, remedy, { cause });
  }
  server.unref();
  return () => server.close();
}

/** Asks at the socket. @throws SynthError DAEMON_NOT_REACHABLE. */
export async function askHealth(path: string, deadlineMs = answerDeadlineMs): Promise<HealthAnswer> {
  const connection = createConnection(path);
  const deadline = setTimeout(() => connection.destroy(new Error('no answer in time')), deadlineMs);
  try {
    const text = (await connection.setEncoding('utf8').toArray()).join('');
    return JSON.parse(text) as HealthAnswer;
  } catch (cause) {
    throw new SynthError(
      'DAEMON_NOT_REACHABLE',
      `Nothing that plays answers at ${path}.`,
      'Start it: fw16-synth',
      { cause },
    );
  } finally {
    clearTimeout(deadline);
    connection.destroy();
  }
}
