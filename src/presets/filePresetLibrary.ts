/**
 * The presets of a user, one YAML file each, and those that come with the program. A user's preset takes the place of
 * one that came with the program and has its name. What is overwritten or deleted is kept, and can be taken back.
 */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSetting } from '../config/edit.js';
import { configurationFolder, stateFolder } from '../config/places.js';
import { SynthError } from '../errors/errors.js';
import { builtInPresets } from './builtInPresets.js';
import { FolderWatch } from './folderWatch.js';
import { Marks } from './marks.js';
import type { Preset, PresetSettings, PresetSummary } from './preset.js';
import { invalid, notFound, refused } from './presetErrors.js';
import { type PresetFile, PresetFiles } from './presetFiles.js';
import { nameFault, nameKey } from './presetName.js';
import { presetText, readPreset } from './presetText.js';
import { byName, searchPresets } from './search.js';
import { Trash } from './trash.js';

/** What plays: a preset is taken from it and applied to it. */
export interface PlayedSettings {
  current(): PresetSettings;
  /** @throws SynthError when it cannot; then nothing has changed. */
  apply(settings: PresetSettings): Promise<void>;
}

export interface PresetSaveOptions {
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Replace one of the same name; refused without it. */
  readonly overwrite?: boolean;
}

export interface PresetLibraryEvents {
  /** Another preset is loaded, or none (an empty name). */
  currentChanged: [name: string];
  /** Presets were saved, deleted or marked, here or in the files. */
  listChanged: [];
}

/** Where the presets are, and what was deleted. */
export interface PresetPlaces {
  readonly folder: string;
  readonly stateFolder: string;
}

export function presetPlaces(environment: NodeJS.ProcessEnv = process.env): PresetPlaces {
  return {
    folder: join(configurationFolder(environment), 'presets'),
    stateFolder: join(stateFolder(environment), 'presets'),
  };
}

export class FilePresetLibrary extends EventEmitter<PresetLibraryEvents> {
  private readonly played: PlayedSettings;
  private readonly files: PresetFiles;
  private readonly trash: Trash;
  private readonly marks: Marks;
  private readonly watch: FolderWatch;
  private loaded = '';

  constructor(places: PresetPlaces, played: PlayedSettings, now: () => number = Date.now) {
    super();
    this.played = played;
    this.files = new PresetFiles(places.folder);
    this.trash = new Trash(join(places.stateFolder, 'trash'), now);
    this.marks = new Marks(join(places.stateFolder, 'favourites.json'));
    this.watch = new FolderWatch(places.folder, () => this.emit('listChanged'));
  }

  /** From now on `listChanged` tells of what others do to the files. It keeps no process. */
  start(): void {
    this.watch.start();
  }

  stop(): void {
    this.watch.stop();
  }

  /** The name of the preset that was loaded or saved last and has not been altered since; empty when there is none. */
  get current(): string {
    return this.loaded;
  }

  /** What plays has been altered by other means: no preset is what plays. */
  altered(): void {
    this.setCurrent('');
  }

  /** Those that can be loaded, by name. @throws SynthError PRESET_INVALID when the folder cannot be read. */
  list(): readonly PresetSummary[] {
    const files = this.files.all();
    const taken = new Set(files.map(({ name }) => nameKey(name)));
    const marked = this.marks.names();
    const own = files.flatMap(({ preset }) => (preset === undefined ? [] : [summary(preset, false)]));
    const builtIn = builtInPresets
      .filter(({ name }) => !taken.has(nameKey(name)))
      .map((preset) => ({ ...summary(preset, true), favourite: marked.has(nameKey(preset.name)) }));
    return [...own, ...builtIn].sort(byName);
  }

  /** See `searchPresets`. */
  search(query: string): readonly PresetSummary[] {
    return searchPresets(query, this.list());
  }

  /** A preset with its settings. @throws SynthError PRESET_NOT_FOUND, PRESET_INVALID. */
  read(name: string): Preset {
    const file = this.files.find(name);
    if (file === undefined) return this.builtIn(name) ?? this.missing(name);
    if (file.preset === undefined) throw invalid(file.name, file.faults);
    return file.preset;
  }

  /**
   * Plays with a preset.
   * @throws SynthError PRESET_NOT_FOUND, PRESET_INVALID, or what `apply` throws; nothing has changed then.
   */
  async load(name: string): Promise<void> {
    const preset = this.read(name);
    await this.played.apply(preset.settings);
    this.setCurrent(preset.name);
  }

  /**
   * Keeps what is played now. A preset that is replaced leaves its description, its tags and its mark, where no others
   * are given.
   * @throws SynthError INVALID_ARGUMENTS, OUTPUT_UNWRITABLE; nothing has changed then.
   */
  async save(name: string, options: PresetSaveOptions = {}): Promise<void> {
    const wrong = nameFault(name);
    if (wrong !== undefined) throw refused(`The name of a preset ${wrong}.`, 'Choose another name.');
    const present = this.files.find(name);
    if (present === undefined && this.builtIn(name) !== undefined) {
      throw refused(`The preset "${name}" came with the program and stays as it is.`, 'Choose another name.');
    }
    if (present !== undefined && options.overwrite !== true) {
      throw refused(
        `There is a preset "${present.name}" already.`,
        'Choose another name, or say that it is to be replaced.',
      );
    }
    this.write(present, name, options);
    this.emit('listChanged');
    this.setCurrent(present?.name ?? name);
  }

  /** It is kept, and `undo` brings it back. @throws SynthError PRESET_NOT_FOUND, INVALID_ARGUMENTS when built in. */
  async delete(name: string): Promise<void> {
    const file = this.files.find(name);
    if (file === undefined) {
      if (this.builtIn(name) === undefined) this.missing(name);
      throw refused(`The preset "${name}" came with the program and stays.`, 'Delete one of your own.');
    }
    this.trash.keep(file.name, 'deleted', textOf(file.path));
    this.files.remove(file.path);
    this.emit('listChanged');
    if (nameKey(this.loaded) === nameKey(name)) this.setCurrent('');
  }

  /** See `PresetLibrary`. */
  async undo(name?: string): Promise<string> {
    const entry = this.trash.latest(name);
    if (entry === undefined) {
      throw new SynthError(
        'PRESET_NOT_FOUND',
        name === undefined
          ? 'Nothing was deleted or replaced.'
          : `Nothing named "${name}" was deleted or replaced.`,
        'See what there is: fw16-synth preset list',
      );
    }
    const present = this.files.find(entry.name);
    if (present !== undefined && entry.reason === 'deleted') {
      throw refused(`There is another preset "${present.name}" by now.`, 'Rename its file first.');
    }
    if (present !== undefined) this.trash.keep(present.name, 'undone', textOf(present.path));
    this.files.writeText(
      present?.path ?? join(this.files.folder, `${entry.name}.yaml`),
      this.trash.text(entry),
    );
    this.trash.drop(entry);
    this.emit('listChanged');
    if (nameKey(this.loaded) === nameKey(entry.name)) this.setCurrent('');
    return entry.name;
  }

  /** One sentence for each fault; none when it can be loaded. @throws SynthError PRESET_NOT_FOUND. */
  validate(name: string): readonly string[] {
    const file = this.files.find(name);
    if (file !== undefined) return faultsOf(file);
    return this.builtIn(name) === undefined ? this.missing(name) : [];
  }

  /** The faults of every file that has any, by the name of the preset. */
  validateAll(): ReadonlyMap<string, readonly string[]> {
    const faults = this.files.all().map((file) => [file.name, faultsOf(file)] as const);
    return new Map(faults.filter(([, found]) => found.length > 0));
  }

  /** @throws SynthError PRESET_NOT_FOUND, PRESET_INVALID, OUTPUT_UNWRITABLE. */
  async setFavourite(name: string, favourite: boolean): Promise<void> {
    const file = this.files.find(name);
    if (file === undefined) {
      this.marks.set(this.builtIn(name)?.name ?? this.missing(name), favourite);
    } else {
      if (file.preset === undefined) throw invalid(file.name, file.faults);
      if (file.preset.favourite === favourite) return;
      this.files.writeText(file.path, marked(file.path, file.preset, favourite));
    }
    this.emit('listChanged');
  }

  private write(present: PresetFile | undefined, name: string, options: PresetSaveOptions): void {
    const before = present?.preset;
    const preset: Preset = {
      name: present?.name ?? name,
      description: options.description ?? before?.description ?? '',
      tags: options.tags ?? before?.tags ?? [],
      favourite: before?.favourite ?? false,
      settings: this.played.current(),
    };
    // What is written is read before it counts, so that nothing is kept that could not be loaded.
    const { faults } = readPreset(name, preset.name, presetText(preset));
    if (faults.length > 0)
      throw refused(`The preset cannot be saved: ${faults.join('; ')}.`, 'Correct what is named.');
    if (present !== undefined) this.trash.keep(present.name, 'replaced', textOf(present.path));
    this.files.write(preset);
  }

  private builtIn(name: string): Preset | undefined {
    return builtInPresets.find((preset) => nameKey(preset.name) === nameKey(name));
  }

  private missing(name: string): never {
    throw notFound(
      name,
      this.list().map((preset) => preset.name),
    );
  }

  private setCurrent(name: string): void {
    if (this.loaded === name) return;
    this.loaded = name;
    this.emit('currentChanged', name);
  }
}

function summary({ name, description, tags, favourite }: Preset, builtIn: boolean): PresetSummary {
  return { name, description, tags, favourite, builtIn };
}

function faultsOf({ path, preset, faults }: PresetFile): readonly string[] {
  const font = preset?.settings.soundFont ?? '';
  if (font === '' || existsSync(font)) return faults;
  return [`${path}: settings.soundfont: must be a file that is there: value was ${JSON.stringify(font)}`];
}

/** The text of the file with another mark and everything else as a person wrote it, where that can be done. */
function marked(path: string, preset: Preset, favourite: boolean): string {
  try {
    return withSetting(path, textOf(path), 'favourite', favourite);
  } catch {
    return presetText({ ...preset, favourite });
  }
}

/** @throws SynthError PRESET_INVALID. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(path, [`${path}: cannot be read: ${why}`]);
  }
}
