/** Presets in memory that keep what was asked of them. */
import { EventEmitter } from 'node:events';
import type { PresetEvents, PresetLibrary, SaveOptions } from '../../src/dbus/presetLibrary.js';
import { SynthError } from '../../src/errors/errors.js';
import type { PresetSummary } from '../../src/presets/preset.js';

export const organ: PresetSummary = {
  name: 'Church organ',
  description: 'Full, with the pedal',
  tags: ['organ', 'loud'],
  favourite: true,
  builtIn: true,
};

export class FakePresets extends EventEmitter<PresetEvents> implements PresetLibrary {
  current = 'Church organ';
  readonly calls: unknown[][] = [];

  list(): readonly PresetSummary[] {
    return [organ];
  }

  async search(query: string): Promise<readonly PresetSummary[]> {
    this.calls.push(['search', query]);
    return query === 'organ' ? [organ] : [];
  }

  async load(name: string): Promise<void> {
    this.know('load', name);
    this.emit('currentChanged', name);
  }

  async save(name: string, options: SaveOptions): Promise<void> {
    this.calls.push(['save', name, options]);
    this.emit('listChanged');
  }

  async delete(name: string): Promise<void> {
    this.know('delete', name);
  }

  async undo(name?: string): Promise<string> {
    this.calls.push(['undo', name]);
    return name ?? organ.name;
  }

  validate(name: string): readonly string[] {
    this.know('validate', name);
    return ['The program 200 is not in the sound font.'];
  }

  async setFavourite(name: string, favourite: boolean): Promise<void> {
    this.know('setFavourite', name, favourite);
  }

  private know(method: string, name: string, ...rest: unknown[]): void {
    this.calls.push([method, name, ...rest]);
    if (name !== organ.name)
      throw new SynthError('PRESET_NOT_FOUND', `There is no preset ${name}.`, 'List them.');
  }
}
