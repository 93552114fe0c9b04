/** Puts a log file aside, and removes the oldest of those that were. */
import { existsSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './errorCode.js';

/** `app.log` becomes `app.log.1`, that one `app.log.2`; what is numbered beyond `backups` goes. */
export function putAsideByNumber(path: string, backups: number): void {
  for (const number of numbersOf(path)) {
    if (number >= backups) remove(`${path}.${number}`);
  }
  for (let number = backups - 1; number >= 1; number--) move(`${path}.${number}`, `${path}.${number + 1}`);
  move(path, `${path}.1`);
}

/** `app.log` becomes `app.log.2026-11-20`, or `app.log.2026-11-20.1` if there is that; `days` such files stay. */
export function putAsideByDay(path: string, day: string, days: number): void {
  let target = `${path}.${day}`;
  for (let count = 1; existsSync(target); count++) target = `${path}.${day}.${count}`;
  move(path, target);
  const ofDays = suffixesOf(path).flatMap((suffix) => {
    const [, date, count] = /^(\d{4}-\d{2}-\d{2})(?:\.(\d+))?$/.exec(suffix) ?? [];
    return date === undefined ? [] : [{ suffix, date, count: Number(count ?? 0) }];
  });
  ofDays.sort((a, b) => (a.date === b.date ? b.count - a.count : a.date < b.date ? 1 : -1));
  for (const { suffix } of ofDays.slice(days)) remove(`${path}.${suffix}`);
}

function numbersOf(path: string): readonly number[] {
  return suffixesOf(path)
    .filter((suffix) => /^[1-9]\d*$/.test(suffix))
    .map(Number);
}

/** What follows the name and a dot in the names of the files beside it. */
function suffixesOf(path: string): readonly string[] {
  const start = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length));
}

function move(from: string, to: string): void {
  unlessMissing(() => renameSync(from, to));
}

function remove(path: string): void {
  unlessMissing(() => unlinkSync(join(path)));
}

function unlessMissing(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
