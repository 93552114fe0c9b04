/** What was deleted or overwritten, to be taken back: the latest hundred, the newest first. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../config/atomicFile.js';
import { SynthError } from '../errors/errors.js';
import { nameKey } from './presetName.js';

const mostKept = 100;

/**
 * - `deleted`: undo puts it back
 * - `replaced`: undo puts it back in place of what replaced it
 * - `undone`: was itself taken back; only a person gets it back, from the folder
 */
export type TrashReason = 'deleted' | 'replaced' | 'undone';

export interface TrashEntry {
  readonly name: string;
  readonly reason: TrashReason;
  readonly file: string;
}

/** `20261121T112323456Z-0001.deleted.My organ.yaml` */
const entryName = /^(\d{8}T\d{9}Z-\d{4})\.(deleted|replaced|undone)\.(.+)\.yaml$/;

export class Trash {
  private readonly folder: string;
  private readonly now: () => number;

  /** @param now Milliseconds since 1970. */
  constructor(folder: string, now: () => number = Date.now) {
    this.folder = folder;
    this.now = now;
  }

  /** Keeps the text of a preset's file. @throws SynthError OUTPUT_UNWRITABLE: then it must stay where it is. */
  keep(name: string, reason: TrashReason, text: string): void {
    const names = this.names();
    const time = new Date(this.now()).toISOString().replace(/[-:.]/g, '');
    // Later than all that is there, although the clock may have been set back or stand still.
    const newest = names[0]?.slice(0, time.length + '-0000'.length) ?? '';
    const stamp = `${time}-0000` > newest ? `${time}-0000` : next(newest);
    try {
      writeAtomically(join(this.folder, `${stamp}.${reason}.${name}.yaml`), text);
    } catch (cause) {
      const remedy = cause instanceof SynthError ? cause.remedy : `See whose it is: ls -ld '${this.folder}'`;
      throw new SynthError(
        'OUTPUT_UNWRITABLE',
        `The preset "${name}" cannot be kept in ${this.folder}, so it was left as it is.`,
        remedy,
        { cause },
      );
    }
    for (const old of names.slice(mostKept - 1)) rmSync(join(this.folder, old), { force: true });
  }

  /** What undo would take back. @param name Of one preset only. */
  latest(name?: string): TrashEntry | undefined {
    return this.entries().find(
      (entry) => entry.reason !== 'undone' && (name === undefined || nameKey(entry.name) === nameKey(name)),
    );
  }

  entries(): readonly TrashEntry[] {
    return this.names().flatMap((file) => {
      const [, , reason, name] = entryName.exec(file) ?? [];
      return reason === undefined || name === undefined
        ? []
        : [{ name, reason: reason as TrashReason, file }];
    });
  }

  text(entry: TrashEntry): string {
    return readFileSync(join(this.folder, entry.file), 'utf8');
  }

  drop(entry: TrashEntry): void {
    rmSync(join(this.folder, entry.file), { force: true });
  }

  /** The newest first. */
  private names(): readonly string[] {
    try {
      return readdirSync(this.folder)
        .filter((file) => entryName.test(file))
        .sort()
        .reverse();
    } catch {
      return [];
    }
  }
}

/** The stamp after another. */
function next(stamp: string): string {
  const [time = '', count = '0'] = stamp.split('-');
  return `${time}-${String(Number(count) + 1).padStart(4, '0')}`;
}
