/** The Presets interface of the root object: docs/dbus/presets.md. */
import { SynthError } from '../errors/errors.js';
import type { PresetSummary } from '../presets/preset.js';
import { type ExportedInterface, exported } from './exportedInterface.js';
import type { Variants } from './interfaceDescription.js';
import { presets } from './interfaces.js';
import type { PresetLibrary, PresetRow, SaveOptions } from './presetLibrary.js';

/** The options of Save and their types. */
const saveOptions: Readonly<Record<keyof SaveOptions, string>> = {
  description: 's',
  tags: 'as',
  overwrite: 'b',
};

export function presetsInterface(library: PresetLibrary): ExportedInterface {
  return exported(presets, {
    methods: {
      List: async () => [(await library.list()).map(rowOf)],
      Search: async ([query]) => [(await library.search(query)).map(rowOf)],
      Load: async ([name]) => {
        await library.load(name);
        return [];
      },
      Save: async ([name, options]) => {
        await library.save(name, optionsOf(options));
        return [];
      },
      Delete: async ([name]) => {
        await library.delete(name);
        return [];
      },
      // Names are never empty; without one the last of all is meant.
      Undo: async ([name]) => [await library.undo(name === '' ? undefined : name)],
      Validate: async ([name]) => [await library.validate(name)],
      SetFavourite: async ([name, favourite]) => {
        await library.setFavourite(name, favourite);
        return [];
      },
    },
    get: () => ({ Current: library.current }),
  });
}

function rowOf({ name, description, tags, favourite, builtIn }: PresetSummary): PresetRow {
  return [name, description, tags, favourite, builtIn];
}

/** @throws SynthError INVALID_ARGUMENTS for an option that there is not, or of another type. */
function optionsOf(given: Variants): SaveOptions {
  const entries = Object.entries(given).map(([name, { signature, value }]): [string, unknown] => {
    const type = Object.hasOwn(saveOptions, name) ? saveOptions[name as keyof SaveOptions] : undefined;
    if (signature === type) return [name, value];
    const sentence =
      type === undefined
        ? `Save has no option ${name}.`
        : `The option ${name} of Save is of type ${type}, but was given one of type ${signature}.`;
    const known = Object.entries(saveOptions).map(([option, one]) => `${one} ${option}`);
    throw new SynthError('INVALID_ARGUMENTS', sentence, `Its options are ${known.join(', ')}.`);
  });
  return Object.fromEntries(entries);
}
