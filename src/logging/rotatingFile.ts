/**
 * A log file that is put aside when it is full or its day is over, and opened anew when somebody else has moved or
 * removed it. Everything happens within a write: there are no timers, and nothing is in memory when the process ends.
 * Lines go to the file one by one with O_APPEND, so that several processes can share it.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.js';
import { makeLogFolder } from './logFolder.js';
import { putAsideByDay, putAsideByNumber } from './oldFiles.js';
import type { LogRotation } from './settings.js';

/** How often it is seen whether the path still leads to the file that is open. */
const checkEveryMs = 1_000;
/** After this, whoever put the file aside has died at it. */
const oldestLockMs = 10_000;
/** How long the file just grows when it could not be put aside. */
const rotationRetryMs = 60_000;

// Opening a FIFO without a reader fails then, where it would wait.
const openFlags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

export class RotatingFile {
  readonly path: string;

  private readonly rotation: LogRotation;
  private readonly now: () => number;
  private readonly rotationFailed: (error: unknown) => void;
  private descriptor = -1;
  private opened: Stats | undefined;
  private size = 0;
  /** The day of the last record, like `2026-11-20`. */
  private day = '';
  private checkedAt = 0;
  private mayRotateAt = Number.NEGATIVE_INFINITY;
  /** The file ends with a part of a line. */
  private torn = false;

  /**
   * @param now The time in milliseconds since 1970.
   * @param rotationFailed Told why the file could not be put aside; it is written on.
   */
  constructor(
    path: string,
    rotation: LogRotation,
    now: () => number = Date.now,
    rotationFailed: (error: unknown) => void = () => undefined,
  ) {
    this.path = path;
    this.rotation = rotation;
    this.now = now;
    this.rotationFailed = rotationFailed;
  }

  /** Writes a line, which ends with a line feed. @throws the system's error when it cannot be written. */
  write(line: string): void {
    const now = this.now();
    if (this.descriptor < 0) this.open(now);
    else if (Math.abs(now - this.checkedAt) >= checkEveryMs) this.check(now);
    const bytes = Buffer.from(this.torn ? `\n${line}` : line);
    if (now >= this.mayRotateAt && this.isDue(bytes.length, now)) this.rotate(now);
    this.append(bytes);
    this.day = utcDay(now);
  }

  /** Opens the file anew at the next line: after logrotate has moved it. */
  reopen(): void {
    this.close();
  }

  close(): void {
    if (this.descriptor < 0) return;
    closeSync(this.descriptor);
    this.descriptor = -1;
  }

  private open(now: number): void {
    makeLogFolder(dirname(this.path));
    this.descriptor = openSync(this.path, openFlags, 0o640);
    this.opened = fstatSync(this.descriptor);
    this.size = this.opened.size;
    if (this.size === 0) this.torn = false;
    this.day = utcDay(this.size > 0 ? this.opened.mtimeMs : now);
    this.checkedAt = now;
  }

  private check(now: number): void {
    this.checkedAt = now;
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (found !== undefined && this.isOpened(found)) {
      // What others have written counts, and it may have been cut to nothing.
      this.size = found.size;
      return;
    }
    this.close();
    this.open(now);
  }

  private isOpened(found: Stats): boolean {
    return found.ino === this.opened?.ino && found.dev === this.opened.dev;
  }

  /** A pipe or a device is never full. */
  private isDue(bytes: number, now: number): boolean {
    if (this.size === 0 || this.opened?.isFile() !== true) return false;
    if (this.rotation.by === 'day') return utcDay(now) > this.day;
    return this.size + bytes > this.rotation.maxBytes;
  }

  private rotate(now: number): void {
    const lock = `${this.path}.lock`;
    try {
      // Another process is at it: its new file is found by the next check.
      if (!takeLock(lock)) {
        this.mayRotateAt = now + checkEveryMs;
        return;
      }
      try {
        const found = statSync(this.path, { throwIfNoEntry: false });
        if (found !== undefined && this.isOpened(found)) this.putAside();
      } finally {
        unlinkSync(lock);
      }
    } catch (error) {
      this.mayRotateAt = now + rotationRetryMs;
      this.rotationFailed(error);
      return;
    }
    this.close();
    this.open(now);
  }

  private putAside(): void {
    const { path, rotation } = this;
    if (rotation.by === 'day') putAsideByDay(path, this.day, rotation.days);
    else putAsideByNumber(path, rotation.backups);
  }

  private append(bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.descriptor, bytes, written);
      this.torn = false;
    } catch (error) {
      if (written > 0) this.torn = true;
      throw error;
    } finally {
      this.size += written;
    }
  }
}

function utcDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** True when this process may put the file aside. @throws the system's error when the folder cannot be written. */
function takeLock(lock: string): boolean {
  if (createLock(lock)) return true;
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found === undefined || Date.now() - found.mtimeMs < oldestLockMs) return false;
  unlinkSync(lock);
  return createLock(lock);
}

function createLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o640));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
