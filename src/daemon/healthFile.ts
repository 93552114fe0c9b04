/**
 * How the instrument is, in a small file: for a check where there is no bus, as in a container. It says whose it is, so
 * that one which was left behind is not believed.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stateFolder } from '../config/places.js';
import type { HealthReport, HealthStatus } from '../dbus/instrument.js';
import { SynthError } from '../errors/errors.js';

/** What of a report a check needs. */
export type HealthSummary = Pick<HealthReport, 'status' | 'reasons'>;

/** What is written down. */
interface Content extends HealthSummary {
  readonly pid: number;
  /** When that process began, in clock ticks since the boot: its number may be another's later. */
  readonly started: number;
  /** ISO 8601. */
  readonly updated: string;
  /** It is written again within so many seconds, or its process hangs; null when only changes are written. */
  readonly renewedWithinSeconds: number | null;
}

const statuses: readonly HealthStatus[] = ['healthy', 'degraded', 'failed'];

/** In the folder of what lasts as long as the session, or else in that of the state. */
export function healthFilePath(environment: NodeJS.ProcessEnv = process.env): string {
  const runtime = environment.XDG_RUNTIME_DIR;
  return join(runtime ? join(runtime, 'fw16-synth') : stateFolder(environment), 'health.json');
}

export class HealthFile {
  private readonly path: string;
  private readonly tell: (sentence: string) => void;
  private readonly renewedWithinSeconds: number | null;
  private readonly now: () => Date;
  private readonly started = startOf(process.pid) ?? 0;
  private failed = false;
  private ended = false;

  /**
   * @param tell Told once when the file cannot be written, which keeps nobody from playing.
   * @param renewedWithinSeconds How soon `write` is called again, whatever happens; null when only changes are written.
   */
  constructor(
    path: string,
    tell: (sentence: string) => void,
    renewedWithinSeconds: number | null = null,
    now: () => Date = () => new Date(),
  ) {
    this.path = path;
    this.tell = tell;
    this.renewedWithinSeconds = renewedWithinSeconds;
    this.now = now;
  }

  /** Replaces what it said; after `end` nothing. */
  write({ status, reasons }: HealthSummary): void {
    if (this.ended) return;
    const { started, renewedWithinSeconds } = this;
    const updated = this.now().toISOString();
    const content: Content = { pid: process.pid, started, status, reasons, updated, renewedWithinSeconds };
    try {
      this.replace(`${JSON.stringify(content)}\n`);
    } catch (error) {
      if (!this.failed) this.tell(`${this.path} cannot be written, so that no check can read it: ${error}`);
      this.failed = true;
    }
  }

  /** The instrument ends: removes the file, unless another process has written its own. */
  end(): void {
    this.ended = true;
    if (readContent(this.path)?.pid === process.pid) rmSync(this.path, { force: true });
  }

  private replace(text: string): void {
    const temporary = `${this.path}.${process.pid}.new`;
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.path);
  }
}

/**
 * What the file says of an instrument that runs; `failed` when it was to say more by now.
 * @throws SynthError DAEMON_NOT_REACHABLE when there is none, or it was left by one that has gone.
 */
export function readHealthFile(path: string, now: () => Date = () => new Date()): HealthSummary {
  const content = readContent(path);
  if (content === undefined || startOf(content.pid) !== content.started) {
    throw new SynthError(
      'DAEMON_NOT_REACHABLE',
      `Nothing that plays is known by ${path}.`,
      'Start it: fw16-synth',
    );
  }
  const { status, reasons, renewedWithinSeconds } = content;
  const silentSeconds = (now().getTime() - Date.parse(content.updated)) / 1000;
  if (renewedWithinSeconds === null || silentSeconds <= renewedWithinSeconds) return { status, reasons };
  return {
    status: 'failed',
    reasons: [`the process ${content.pid} has not said how it is for ${Math.round(silentSeconds)} s`],
  };
}

/** Nothing when there is no file, or one that no version of the program has written. */
function readContent(path: string): Content | undefined {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<Content> | null;
    const { pid, started, status, reasons, updated, renewedWithinSeconds = null } = content ?? {};
    if (!Number.isInteger(pid) || !Number.isInteger(started) || !statuses.includes(status as HealthStatus))
      return undefined;
    if (!Array.isArray(reasons) || !reasons.every((reason) => typeof reason === 'string')) return undefined;
    if (Number.isNaN(Date.parse(String(updated)))) return undefined;
    if (renewedWithinSeconds !== null && !Number.isFinite(renewedWithinSeconds)) return undefined;
    return { ...(content as Content), renewedWithinSeconds };
  } catch {
    return undefined;
  }
}

/** Where the state and the time of the start are among what follows the name in /proc/PID/stat: see proc(5). */
const stateField = 0;
const startField = 19;

/** When a process began, in clock ticks since the boot; nothing when it does not run. */
function startOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may contain anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const dead = fields[stateField] === 'Z' || fields[stateField] === 'X';
    return dead ? undefined : Number(fields[startField]);
  } catch {
    return undefined;
  }
}
