/**
 * Writes a file so that it is, at any moment and after a loss of power, the old one or the new one; and lets one process
 * after the other read it and write it.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deadlines, missedDeadline } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import { quoted } from './fault.js';

/** Through a symbolic link, its target is written. @throws SynthError CONFIG_UNWRITABLE; nothing has changed then. */
export function writeAtomically(path: string, text: string): void {
  const file = targetOf(path);
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeThrough(temporary, text, modeOf(file));
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (cause) {
    remove(temporary);
    throw unwritable(path, file, cause);
  }
}

/** Milliseconds between two looks at a lock that another process holds. */
const lockPause = 10;

/**
 * Does something while no other process does anything with the same lock. It waits for them without letting this process
 * do anything else. A lock that a process has left behind when it died is taken over.
 * @param lock A file that is there only for as long; its folder exists.
 * @param ms How long to wait for others, at most.
 * @throws SynthError CONFIG_UNWRITABLE; nothing was done then. What the action throws.
 */
export function whileLocked<Result>(
  lock: string,
  action: () => Result,
  ms: number = deadlines.configurationLock.ms,
): Result {
  const mine = `${process.pid} ${randomUUID()}\n`;
  const end = performance.now() + ms;
  while (!take(lock, mine)) {
    if (performance.now() >= end) throw heldTooLong(lock, ms);
    removeStale(lock);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lockPause);
  }
  try {
    return action();
  } finally {
    if (textOf(lock) === mine) remove(lock);
  }
}

/** The lock appears with all its text, so that nobody reads one without its process. */
function take(lock: string, mine: string): boolean {
  const temporary = `${lock}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, mine, { mode: 0o600 });
    linkSync(temporary, lock);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw unwritable(lock, lock, cause);
  } finally {
    remove(temporary);
  }
}

/** Of several that find the same stale lock one removes it: another might remove the lock that was taken since. */
function removeStale(lock: string): void {
  const text = textOf(lock);
  if (text === undefined || isAlive(Number.parseInt(text, 10))) return;
  const claim = `${lock}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  try {
    closeSync(openSync(claim, 'wx', 0o600));
  } catch {
    return;
  }
  if (textOf(lock) === text) remove(lock);
  remove(claim);
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function heldTooLong(lock: string, ms: number): SynthError {
  const { code, message, remedy } = missedDeadline('configurationLock', ms);
  return new SynthError(code, message, `${remedy}; if there is none: rm ${quoted(lock)}`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function writeThrough(file: string, text: string, mode: number): void {
  rmSync(file, { force: true });
  const fd = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(fd, text);
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** As far as it goes: where nothing can be made there is nothing to remove. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** The name of the file lasts only when its folder has been written too. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function modeOf(file: string): number {
  try {
    return statSync(file).mode & 0o777;
  } catch {
    return 0o644;
  }
}

function unwritable(path: string, file: string, cause: unknown): SynthError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const remedy = file.startsWith('/nix/store/')
    ? 'It is made by Nix: set programs.fw16-synth.settings there instead.'
    : `See who may write there: ls -ld ${quoted(dirname(file))}`;
  return new SynthError('CONFIG_UNWRITABLE', `${path} cannot be written: ${reason}.`, remedy, { cause });
}
