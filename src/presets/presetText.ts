/** A preset as the YAML of its file. */
import { readText } from '../config/configurationText.js';
import { valueText } from '../config/fault.js';
import { nearestOf } from '../config/nearest.js';
import { type Entry, sourceText } from '../config/source.js';
import { yamlLibrary } from '../config/yaml.js';
import type { Preset, PresetSettings } from './preset.js';
import { presetKeys, settingKeys, wholePath } from './presetKeys.js';
import { nameFault, nameKey } from './presetName.js';

/** A preset of a few lines is never as long. */
export const mostPresetBytes = 64 * 1024;

export interface ReadPreset {
  /** Undefined when there are faults. */
  readonly preset: Preset | undefined;
  /** One sentence each: file and line, key, what is allowed, the value. */
  readonly faults: readonly string[];
}

/** Reads what a file holds. @param name What its name says that the preset is called. Never throws. */
export function readPreset(file: string, name: string, text: string): ReadPreset {
  if (Buffer.byteLength(text) > mostPresetBytes) {
    return { preset: undefined, faults: [`${file}: must have at most ${mostPresetBytes} bytes`] };
  }
  const content = readText(file, text);
  const wrongName = nameFault(name);
  const faults = [
    ...(wrongName === undefined ? [] : [`${file}: the file's name without .yaml ${wrongName}`]),
    ...content.faults.map(({ source, key, problem, value }) =>
      sentence(source === undefined ? file : sourceText(source), key, problem, value),
    ),
    ...content.entries.flatMap(entryFaults),
    ...(content.version === undefined ? [] : versionFaults(content.version)),
    ...togetherFaults(file, name, content.entries),
  ];
  return { preset: faults.length > 0 ? undefined : presetOf(name, content.entries), faults };
}

function entryFaults({ key, value, source }: Entry): readonly string[] {
  const problem = presetKeys.get(key)?.fault(value) ?? (presetKeys.has(key) ? undefined : unknownKey(key));
  return problem === undefined ? [] : [sentence(sourceText(source), key, problem, valueText(value))];
}

function unknownKey(key: string): string {
  const names = [...presetKeys.keys()];
  const nearest =
    names.find((name) => name === `settings.${key}` || `settings.${name}` === key) ?? nearestOf(key, names);
  return nearest === undefined
    ? `must be one of the keys of a preset: ${names.join(', ')}`
    : `is no key of a preset, but ${nearest} is`;
}

/** There is one version so far. */
function versionFaults({ value, source }: Entry): readonly string[] {
  return value === 1 ? [] : [sentence(sourceText(source), 'version', 'must be 1', valueText(value))];
}

function togetherFaults(file: string, name: string, entries: readonly Entry[]): readonly string[] {
  const values = valuesOf(entries);
  const written = values.get('name');
  const faults: string[] = [];
  if (typeof written === 'string' && nameKey(written) !== nameKey(name)) {
    faults.push(sentence(file, 'name', `must be that of the file, ${valueText(name)}`, valueText(written)));
  }
  if (values.has('settings.bank') && !values.has('settings.program')) {
    faults.push(
      sentence(file, 'settings.bank', 'needs settings.program', valueText(values.get('settings.bank'))),
    );
  }
  return faults;
}

function sentence(
  place: string,
  key: string | undefined,
  problem: string,
  value: string | undefined,
): string {
  const ending = value === undefined ? '' : `: value was ${value}`;
  return `${[place, ...(key === undefined ? [] : [key]), problem].join(': ')}${ending}`;
}

function valuesOf(entries: readonly Entry[]): ReadonlyMap<string, unknown> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

/** The values have been checked. */
function presetOf(name: string, entries: readonly Entry[]): Preset {
  const values = valuesOf(entries);
  const settings: Record<string, unknown> = {};
  for (const [property, { key }] of Object.entries(settingKeys)) {
    const value = values.get(`settings.${key}`);
    if (value !== undefined) settings[property] = value;
  }
  if (typeof settings.soundFont === 'string') settings.soundFont = wholePath(settings.soundFont);
  return {
    name: String(values.get('name') ?? name),
    description: String(values.get('description') ?? ''),
    tags: (values.get('tags') ?? []) as readonly string[],
    favourite: values.get('favourite') === true,
    settings: settings as PresetSettings,
  };
}

/** The file of a preset. */
export function presetText({ name, description, tags, favourite, settings }: Preset): string {
  const written: Record<string, unknown> = {};
  for (const [property, { key }] of Object.entries(settingKeys)) {
    const value = settings[property as keyof PresetSettings];
    if (value !== undefined) written[key] = value;
  }
  const content = { name, description, tags, favourite, settings: written };
  return yamlLibrary().stringify(content, { lineWidth: 0, flowCollectionPadding: false });
}
