/** `fw16-synth preset …`. */
import type { PresetSummary } from '../../presets/preset.js';
import { confirmed } from '../confirm.js';
import type { FlagValues } from '../flagTable.js';
import { misuse } from '../misuse.js';
import { columns, printJson } from '../output.js';
import type { PresetClient } from './instrumentClient.js';

const undoLine = 'fw16-synth preset undo';

/** `preset list`, or `preset search` with words to search for. */
export async function listPresets(
  presets: PresetClient,
  query: string | undefined,
  json: boolean,
): Promise<void> {
  const found = query === undefined ? await presets.list() : await presets.search(query);
  if (json) return printJson(found);
  process.stdout.write(columns(found.map(presetRow)));
}

function presetRow({ name, favourite, builtIn, description, tags }: PresetSummary): string[] {
  return [favourite ? '★' : ' ', name, builtIn ? 'built in' : '', description, tags.join(' ')];
}

/** `preset save`: asks before it replaces one. The exit status. */
export async function savePreset(
  presets: PresetClient,
  name: string,
  flags: FlagValues,
  confirm = confirmed,
): Promise<number> {
  const taken = (await presets.list()).some((preset) => preset.name === name);
  if (taken && !(await confirm(`Replace the preset "${name}"?`, flags.yes ?? false))) return 1;
  await presets.save(name, {
    overwrite: taken,
    ...(flags.description === undefined ? {} : { description: flags.description }),
    ...(flags.tag === undefined ? {} : { tags: flags.tag }),
  });
  if (taken) process.stdout.write(`"${name}" is replaced; to take it back: ${undoLine}\n`);
  return 0;
}

/** `preset delete`: asks first. The exit status. */
export async function deletePreset(
  presets: PresetClient,
  name: string,
  yes: boolean,
  confirm = confirmed,
): Promise<number> {
  if (!(await confirm(`Delete the preset "${name}"?`, yes))) return 1;
  await presets.delete(name);
  process.stdout.write(`"${name}" is deleted; to take it back: ${undoLine}\n`);
  return 0;
}

/** `preset undo`: brings back what was deleted or replaced last. */
export async function undoPreset(presets: PresetClient, name = ''): Promise<void> {
  process.stdout.write(`"${await presets.undo(name)}" is as it was.\n`);
}

/** `preset validate`: 1 when something is wrong with it. */
export async function validatePreset(presets: PresetClient, name: string, json: boolean): Promise<number> {
  const faults = await presets.validate(name);
  if (json) printJson({ name, faults });
  else process.stdout.write(faults.length === 0 ? `"${name}" is valid.\n` : `${faults.join('\n')}\n`);
  return faults.length === 0 ? 0 : 1;
}

/** `preset favourite NAME [on|off]`. */
export async function favouritePreset(presets: PresetClient, name: string, word = 'on'): Promise<void> {
  if (word !== 'on' && word !== 'off') throw misuse(`"preset favourite" takes on or off, not "${word}"`);
  await presets.setFavourite(name, word === 'on');
}
