/** Writes a file so that it is, at any moment and after a loss of power, the old one or the new one. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
