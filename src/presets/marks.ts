/** Which of the built-in presets are favourites: they have no file that could say so. */
import { readFileSync } from 'node:fs';
import { writeAtomically } from '../config/atomicFile.js';
import { SynthError } from '../errors/errors.js';
import { nameKey } from './presetName.js';

export class Marks {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** The marked names, as `nameKey`; none when the file is missing or makes no sense. */
  names(): ReadonlySet<string> {
    try {
      const content = JSON.parse(readFileSync(this.file, 'utf8')) as { readonly favourites?: unknown };
      const names: readonly unknown[] = Array.isArray(content.favourites) ? content.favourites : [];
      return new Set(names.filter((name) => typeof name === 'string').map(nameKey));
    } catch {
      return new Set();
    }
  }

  /** @throws SynthError OUTPUT_UNWRITABLE. */
  set(name: string, marked: boolean): void {
    const names = new Set(this.names());
    if (marked) names.add(nameKey(name));
    else names.delete(nameKey(name));
    try {
      writeAtomically(this.file, `${JSON.stringify({ favourites: [...names].sort() })}\n`);
    } catch (cause) {
      const remedy = cause instanceof SynthError ? cause.remedy : `See whose it is: ls -l '${this.file}'`;
      throw new SynthError('OUTPUT_UNWRITABLE', `The favourites cannot be kept in ${this.file}.`, remedy, {
        cause,
      });
    }
  }
}
