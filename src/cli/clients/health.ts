/** `fw16-synth health` and `--health-check`. */
import { type HealthSummary, healthFilePath, readHealthFile } from '../../daemon/healthFile.js';
import type { HealthStatus } from '../../dbus/instrument.js';
import { describeFault, type ErrorCode, SynthError } from '../../errors/errors.js';
import { printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';

/** What tells that there is nobody to be asked on a bus. */
const absentCodes: readonly ErrorCode[] = ['BUS_UNAVAILABLE', 'DAEMON_NOT_REACHABLE'];

const statusOf: Readonly<Record<HealthStatus, number>> = { healthy: 0, degraded: 4, failed: 5 };

/** `health`: one line, and an exit status of its own for every word. */
export async function health(client: InstrumentClient, json: boolean): Promise<number> {
  return tell(await client.health(), json);
}

function tell(answer: HealthSummary, json: boolean): number {
  if (json) printJson(answer);
  else process.stdout.write(`${healthLine(answer)}\n`);
  return statusOf[answer.status] ?? statusOf.failed;
}

/** Such as `degraded: no keyboard may be read; audio was lost`. */
export function healthLine({ status, reasons }: HealthSummary): string {
  // One line, whatever a reason quotes.
  const sentences = reasons.map((reason) => reason.replace(/\s*\n\s*/g, ' '));
  return reasons.length === 0 ? status : `${status}: ${sentences.join('; ')}`;
}

/**
 * `--health-check`, for containers: 0 when the instrument is healthy or degraded, 1 otherwise, whatever the reason. It
 * is asked on the bus; where there is no bus, or no daemon on it, what plays keeps its health in a file.
 * @param connect Finds the daemon.
 */
export async function healthCheck(
  connect: () => Promise<InstrumentClient>,
  json: boolean,
  file: string = healthFilePath(),
): Promise<number> {
  try {
    const status = await askAround(connect, json, file);
    return status === statusOf.failed ? 1 : 0;
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    if (json) printJson({ status: 'unreachable', reasons: [error.message] });
    else process.stderr.write(`${describeFault(error)}\n`);
    return 1;
  }
}

async function askAround(
  connect: () => Promise<InstrumentClient>,
  json: boolean,
  file: string,
): Promise<number> {
  try {
    return await askDaemon(connect, json);
  } catch (error) {
    // A daemon that is on the bus and does not answer hangs, whatever it has written before.
    const absent = error instanceof SynthError && absentCodes.includes(error.code);
    const answer = absent ? healthInFile(file) : undefined;
    if (answer === undefined) throw error;
    return tell(answer, json);
  }
}

function healthInFile(file: string): HealthSummary | undefined {
  try {
    return readHealthFile(file);
  } catch {
    return undefined;
  }
}

async function askDaemon(connect: () => Promise<InstrumentClient>, json: boolean): Promise<number> {
  const client = await connect();
  try {
    return await health(client, json);
  } finally {
    await client.close();
  }
}
