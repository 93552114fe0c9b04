/** The presets of a folder, one YAML file each. A file that has not changed is read once. */
import { type Dirent, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeAtomically } from '../config/atomicFile.js';
import { SynthError } from '../errors/errors.js';
import type { Preset } from './preset.js';
import { nameKey } from './presetName.js';
import { mostPresetBytes, presetText, type ReadPreset, readPreset } from './presetText.js';

const ending = '.yaml';

export interface PresetFile extends ReadPreset {
  /** What the file's name says. */
  readonly name: string;
  readonly path: string;
}

interface Cached {
  readonly stamp: string;
  readonly file: PresetFile;
}

export class PresetFiles {
  readonly folder: string;
  private cache = new Map<string, Cached>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * All files, by name, with or without faults. Of names that differ in capitals only, the later ones are faults.
   * @throws SynthError PRESET_INVALID when the folder is there and cannot be read.
   */
  all(): readonly PresetFile[] {
    const cache = new Map<string, Cached>();
    const taken = new Map<string, string>();
    const files: PresetFile[] = [];
    for (const name of this.names()) {
      const path = join(this.folder, `${name}${ending}`);
      const one = this.read(name, path, cache);
      const other = taken.get(nameKey(name));
      taken.set(nameKey(name), other ?? name);
      files.push(other === undefined ? one : sameName(one, other));
    }
    this.cache = cache;
    return files;
  }

  /** The file of a preset, whatever its capitals; undefined when there is none. */
  find(name: string): PresetFile | undefined {
    return this.all().find((file) => nameKey(file.name) === nameKey(name));
  }

  /** Writes a preset over what had its name. @throws SynthError OUTPUT_UNWRITABLE; nothing has changed then. */
  write(preset: Preset): void {
    const present = this.find(preset.name);
    this.writeText(present?.path ?? join(this.folder, `${preset.name}${ending}`), presetText(preset));
  }

  /** @throws SynthError OUTPUT_UNWRITABLE; nothing has changed then. */
  writeText(path: string, text: string): void {
    saving(path, () => writeAtomically(path, text));
  }

  /** @throws SynthError OUTPUT_UNWRITABLE. */
  remove(path: string): void {
    saving(path, () => rmSync(path));
  }

  private names(): readonly string[] {
    let entries: readonly Dirent[];
    try {
      entries = readdirSync(this.folder, { withFileTypes: true });
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
      throw new SynthError(
        'PRESET_INVALID',
        `The folder of the presets, ${this.folder}, cannot be read: ${messageOf(cause)}.`,
        `See what it is and whose: ls -ld '${this.folder}'`,
        { cause },
      );
    }
    return entries
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ending) && !entry.name.startsWith('.'))
      .map((entry) => basename(entry.name, ending))
      .sort();
  }

  private read(name: string, path: string, cache: Map<string, Cached>): PresetFile {
    const file = (faults: readonly string[]): PresetFile => ({ name, path, preset: undefined, faults });
    try {
      const found = statSync(path);
      // Reading a pipe would wait for a writer.
      if (!found.isFile()) return file([`${path}: is no file`]);
      if (found.size > mostPresetBytes) return file([`${path}: must have at most ${mostPresetBytes} bytes`]);
      const stamp = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
      const known = this.cache.get(name);
      const cached =
        known?.stamp === stamp
          ? known
          : { stamp, file: { name, path, ...readPreset(path, name, readFileSync(path, 'utf8')) } };
      cache.set(name, cached);
      return cached.file;
    } catch (error) {
      return file([`${path}: cannot be read: ${messageOf(error)}`]);
    }
  }
}

function sameName(file: PresetFile, other: string): PresetFile {
  const fault = `${file.path}: the name differs from that of "${other}" in capitals only`;
  return { ...file, preset: undefined, faults: [fault, ...file.faults] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @throws SynthError OUTPUT_UNWRITABLE instead of whatever is thrown. */
function saving(path: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    const remedy = cause instanceof SynthError ? cause.remedy : `See who may write there: ls -ld '${path}'`;
    const message =
      cause instanceof SynthError ? cause.message : `${path} cannot be written: ${messageOf(cause)}.`;
    throw new SynthError('OUTPUT_UNWRITABLE', message, remedy, { cause });
  }
}
