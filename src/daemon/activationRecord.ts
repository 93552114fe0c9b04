/**
 * What outlives the process: whether the instrument was active, so that one that died is active again after its
 * restart, and when that has happened, so that one that dies of being active does not go on for ever.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** At most this often an instrument becomes active again by itself … */
export const reactivationLimit = 3;
/** … within this time. */
export const reactivationWindowMs = 5 * 60e3;

/** What is written down. */
interface Content {
  /** The boot in which it was written: after another one nobody expects the instrument to be on. */
  readonly boot: string;
  readonly active: boolean;
  /** Unix times in milliseconds at which the instrument became active again by itself. */
  readonly reactivations: readonly number[];
  /** What a player had changed, by the names of the bus's properties. */
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * What to do at the start.
 * - `stay`: it was not active, or was ended as it should be
 * - `activate`: it was active when it died
 * - `give-up`: that has happened too often
 */
export type Recollection =
  | { readonly advice: 'stay' | 'give-up' }
  | { readonly advice: 'activate'; readonly state: Readonly<Record<string, unknown>> };

export class ActivationRecord {
  private readonly file: string;
  private readonly boot: string;
  private readonly now: () => number;
  private reactivations: readonly number[] = [];
  private written = '';

  /**
   * @param file Where it is kept; its folder is made.
   * @param boot What tells one boot of the machine from another.
   */
  constructor(file: string, boot: string = bootId(), now: () => number = Date.now) {
    this.file = file;
    this.boot = boot;
    this.now = now;
  }

  /** Reads what the process before left, and counts a reactivation if that is the advice. */
  recollect(): Recollection {
    const before = this.read();
    if (before === undefined || before.boot !== this.boot) return { advice: 'stay' };
    const since = this.now() - reactivationWindowMs;
    this.reactivations = before.reactivations.filter((at) => at > since && at <= this.now());
    if (!before.active) return { advice: 'stay' };
    if (this.reactivations.length >= reactivationLimit) return { advice: 'give-up' };
    this.reactivations = [...this.reactivations, this.now()];
    return { advice: 'activate', state: before.state };
  }

  /** Notes that the instrument is active, with what the player has changed. @throws Error of the file system. */
  noteActive(state: Readonly<Record<string, unknown>>): void {
    this.write(true, state);
  }

  /** Notes that it is not, or that the process ends as it should. @throws Error of the file system. */
  noteInactive(): void {
    this.write(false, {});
  }

  private write(active: boolean, state: Readonly<Record<string, unknown>>): void {
    const { boot, reactivations } = this;
    const text = `${JSON.stringify({ boot, active, reactivations, state } satisfies Content)}\n`;
    if (text === this.written) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
    this.written = text;
  }

  /** Nothing when there is no record, or one that no version of the program has written. */
  private read(): Content | undefined {
    try {
      const content = JSON.parse(readFileSync(this.file, 'utf8')) as Partial<Content> | null;
      const { boot, active, reactivations, state } = content ?? {};
      if (typeof boot !== 'string' || typeof active !== 'boolean') return undefined;
      if (!Array.isArray(reactivations) || !reactivations.every(Number.isFinite)) return undefined;
      const known = typeof state === 'object' && state !== null && !Array.isArray(state);
      return { boot, active, reactivations, state: known ? state : {} };
    } catch {
      return undefined;
    }
  }
}

/** The kernel's identifier of this boot. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
