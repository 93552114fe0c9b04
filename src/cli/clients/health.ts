/** `fw16-synth health` and `--health-check`. */
import type { HealthReport, HealthStatus } from '../../dbus/instrument.js';
import { describeFault, SynthError } from '../../errors/errors.js';
import { printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';

const statusOf: Readonly<Record<HealthStatus, number>> = { healthy: 0, degraded: 4, failed: 5 };

/** `health`: one line, and an exit status of its own for every word. */
export async function health(client: InstrumentClient, json: boolean): Promise<number> {
  const report = await client.health();
  if (json) printJson(report);
  else process.stdout.write(`${healthLine(report)}\n`);
  return statusOf[report.status] ?? 5;
}

/** Such as `degraded: no keyboard may be read; audio was lost`. */
export function healthLine({ status, reasons }: HealthReport): string {
  return reasons.length === 0 ? status : `${status}: ${reasons.join('; ')}`;
}

/**
 * `--health-check`, for containers: 0 when the daemon is healthy or degraded, 1 otherwise, whatever the reason.
 * @param connect Finds the daemon.
 */
export async function healthCheck(connect: () => Promise<InstrumentClient>, json: boolean): Promise<number> {
  try {
    const client = await connect();
    try {
      return (await health(client, json)) === statusOf.failed ? 1 : 0;
    } finally {
      await client.close();
    }
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    if (json) printJson({ status: 'unreachable', reasons: [error.message] });
    else process.stderr.write(`${describeFault(error)}\n`);
    return 1;
  }
}
