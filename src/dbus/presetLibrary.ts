/** What the Presets object controls. The presets implement it; see docs/dbus/presets.md. */
import type { EventEmitter } from 'node:events';
import type { PresetSummary } from '../presets/preset.js';

/** A summary on the bus: name, description, tags, favourite, built in. */
export type PresetRow = readonly [string, string, readonly string[], boolean, boolean];

export interface SaveOptions {
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Replace one of the same name; refused without it. */
  readonly overwrite?: boolean;
}

export interface PresetEvents {
  /** Another preset is loaded, or none (an empty name). */
  currentChanged: [name: string];
  /** Presets were saved, deleted or marked, here or in the files. */
  listChanged: [];
}

/** Every method throws SynthError. */
export interface PresetLibrary extends EventEmitter<PresetEvents> {
  /** The name of the preset that was loaded last and has not been altered since; empty when there is none. */
  readonly current: string;
  /** Sorted by name. */
  list(): readonly PresetSummary[] | Promise<readonly PresetSummary[]>;
  /** Those whose name, description or tags have every word of the query, best first; all of them for an empty one. */
  search(query: string): readonly PresetSummary[] | Promise<readonly PresetSummary[]>;
  /** @throws SynthError PRESET_NOT_FOUND, PRESET_INVALID; nothing has changed then. */
  load(name: string): Promise<void>;
  /**
   * Keeps what is played now under a name.
   * @throws SynthError INVALID_ARGUMENTS when it is taken and not to be overwritten, or built in; OUTPUT_UNWRITABLE.
   */
  save(name: string, options: SaveOptions): Promise<void>;
  /** It can be taken back. @throws SynthError PRESET_NOT_FOUND; INVALID_ARGUMENTS when it is built in. */
  delete(name: string): Promise<void>;
  /**
   * Takes back the last deletion or replacement, and the one before that when called again.
   * @param name Of one preset only.
   * @returns The name of the preset that is back.
   * @throws SynthError PRESET_NOT_FOUND when there is nothing to take back; INVALID_ARGUMENTS when the name of a
   *   deleted one is taken; OUTPUT_UNWRITABLE.
   */
  undo(name?: string): Promise<string>;
  /**
   * One sentence for each fault; none when it can be loaded.
   * @throws SynthError PRESET_NOT_FOUND.
   */
  validate(name: string): readonly string[] | Promise<readonly string[]>;
  /** @throws SynthError PRESET_NOT_FOUND. */
  setFavourite(name: string, favourite: boolean): Promise<void>;
}
