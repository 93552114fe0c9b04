/**
 * The log file and the two beside it. A file that cannot be written is told of once, and tried again now and then;
 * the records go where else they go.
 */
import { basename, dirname, extname, join, resolve } from 'node:path';
import { type Fault, SynthError } from '../errors/errors.js';
import { errorCode } from './errorCode.js';
import { levelNumbers } from './levels.js';
import type { LogRecord } from './record.js';
import { RotatingFile } from './rotatingFile.js';
import type { LogSettings } from './settings.js';

/** How long a file that could not be written is left alone. */
const retryMs = 5_000;

export interface FileEvents {
  /** A file cannot be written, or not be put aside: LOG_UNWRITABLE. */
  unwritable(fault: Fault): void;
  /** All are written again; so many lines are in none of them. */
  writable(lost: number): void;
}

interface LogFile {
  readonly file: RotatingFile;
  takes(record: LogRecord): boolean;
  /** Since when it cannot be written; undefined while it can. */
  failedAt: number | undefined;
}

export class LogFiles {
  private readonly files: readonly LogFile[];
  private readonly events: FileEvents;
  private readonly now: () => number;
  private lost = 0;

  constructor(settings: LogSettings, events: FileEvents, now: () => number = Date.now) {
    this.events = events;
    this.now = now;
    this.files = pathsOf(settings).map(({ path, takes }) => ({
      file: new RotatingFile(path, settings.rotation, now, (error) =>
        events.unwritable(unwritable(path, error, 'put aside')),
      ),
      takes,
      failedAt: undefined,
    }));
  }

  write(record: LogRecord, line: string): void {
    for (const one of this.files) if (one.takes(record)) this.writeTo(one, line);
  }

  /** Opens them anew at the next line: after logrotate has moved them. They are tried at once. */
  reopen(): void {
    for (const one of this.files) {
      one.file.reopen();
      if (one.failedAt !== undefined) one.failedAt = Number.NEGATIVE_INFINITY;
    }
  }

  close(): void {
    for (const { file } of this.files) file.close();
  }

  private writeTo(one: LogFile, line: string): void {
    const now = this.now();
    if (one.failedAt !== undefined && Math.abs(now - one.failedAt) < retryMs) {
      this.lost++;
      return;
    }
    try {
      one.file.write(line);
    } catch (error) {
      this.fail(one, error, now);
      return;
    }
    if (one.failedAt !== undefined) this.recover(one);
  }

  private fail(one: LogFile, error: unknown, now: number): void {
    const told = this.files.some(({ failedAt }) => failedAt !== undefined);
    one.failedAt = now;
    one.file.close();
    this.lost++;
    if (!told) this.events.unwritable(unwritable(one.file.path, error, 'written'));
  }

  private recover(one: LogFile): void {
    one.failedAt = undefined;
    if (this.files.some(({ failedAt }) => failedAt !== undefined)) return;
    const { lost } = this;
    this.lost = 0;
    this.events.writable(lost);
  }
}

interface FilePath {
  readonly path: string;
  takes(record: LogRecord): boolean;
}

function pathsOf(settings: LogSettings): readonly FilePath[] {
  const main = settings.file === '' ? undefined : resolve(settings.file);
  const error =
    settings.errorFile || (main && besides(main, `${stem(main)}_error${extname(main) || '.log'}`));
  const metrics = settings.metricsFile || (main && besides(main, 'metrics.log'));
  const paths: FilePath[] = [];
  const add = (path: string | undefined, takes: (record: LogRecord) => boolean): void => {
    // One that is named twice gets every line once.
    if (path !== undefined && !paths.some((other) => other.path === resolve(path)))
      paths.push({ path: resolve(path), takes });
  };
  add(main, () => true);
  add(error, ({ level }) => levelNumbers[level] >= levelNumbers.error);
  add(metrics, ({ category }) => category === 'metrics');
  return paths;
}

function besides(path: string, name: string): string {
  return join(dirname(path), name);
}

function stem(path: string): string {
  return basename(path, extname(path));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  EEXIST: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENXIO: 'it is a pipe or a socket that nobody reads',
};

function unwritable(path: string, error: unknown, action: string): Fault {
  const code = errorCode(error);
  const why = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  const remedy =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `Make room: df -h ${shellWord(dirname(path))}`
      : `See who may write there, or name another file with log.file: ls -ld ${shellWord(dirname(path))} ${shellWord(path)}`;
  return new SynthError(
    'LOG_UNWRITABLE',
    `The log file ${path} cannot be ${action}: ${why}.`,
    remedy,
  ).toFault();
}

function shellWord(text: string): string {
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
