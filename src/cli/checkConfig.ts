/** `fw16-synth check-config`: every fault of the configuration, with where it is and how to mend it. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ConfigurationFault, type ConfigurationNote, quoted, valueText } from '../config/fault.js';
import { type ExaminedConfiguration, examineConfiguration, type LoadOptions } from '../config/load.js';
import { type Source, sourceText } from '../config/source.js';
import { type CommandResult, configurationInvalid, jsonResult } from './commandResult.js';

export interface CheckConfigOptions {
  readonly json: boolean;
  /** Look up no file, device or bus that the configuration names. */
  readonly offline: boolean;
}

/**
 * Checks the merged configuration, or one file alone.
 * @param load `file` for the one file; otherwise as the program itself would load it.
 * @returns Status 0, or 78 if there is a fault. Nothing is thrown for what is wrong with the configuration.
 */
export function checkConfig(load: LoadOptions, { json, offline }: CheckConfigOptions): CommandResult {
  const examined = examineConfiguration(load);
  const found = offline ? { faults: [], notes: [] } : lookUp(examined);
  const faults = [...examined.faults, ...found.faults];
  const notes = [...examined.notes, ...found.notes];
  const status = faults.length === 0 ? 0 : configurationInvalid;
  if (json) return jsonResult(asData(examined.files, faults, notes), status);
  return { text: asText(examined.files, faults, notes), status };
}

interface Found {
  readonly faults: readonly ConfigurationFault[];
  readonly notes: readonly ConfigurationNote[];
}

/** What the configuration names and is not there. A device may yet be plugged in; a sound font has to be there. */
function lookUp({ configuration, values }: ExaminedConfiguration): Found {
  const { audio, input, midi, log } = configuration.getProperties();
  const sourceOf = (key: string): Source => values.get(key)?.source ?? { kind: 'default' };
  const faults =
    audio.soundfont === '' ? [] : unreadableSoundFont(audio.soundfont, sourceOf('audio.soundfont'));
  const note = (key: string, text: string): ConfigurationNote => {
    const source = sourceOf(key);
    return { kind: 'absent', source, key, sentence: `${key} (${sourceText(source)}): ${text}` };
  };
  const absent = (key: string, devices: readonly { path: string }[]) =>
    devices
      .filter(({ path }) => !existsSync(path))
      .map(({ path }) => note(key, `${path} is not there at the moment.`));
  const files = (['file', 'error_file', 'metrics_file'] as const)
    .filter((name) => log[name] !== '' && !existsSync(dirname(log[name])))
    .map((name) => note(`log.${name}`, `The folder ${dirname(log[name])} is not there yet.`));
  return {
    faults,
    notes: [...absent('input.devices', input.devices), ...absent('midi.devices', midi.devices), ...files],
  };
}

function unreadableSoundFont(path: string, source: Source): ConfigurationFault[] {
  const fault = (problem: string): ConfigurationFault[] => [
    {
      source,
      key: 'audio.soundfont',
      value: valueText(path),
      problem,
      allowed: 'a SoundFont file that can be read, or nothing for the built-in one',
      remedy: `See whether it is there and yours to read: ls -l ${quoted(path)}`,
    },
  ];
  try {
    if (!statSync(path).isFile()) return fault('must be a file');
    accessSync(path, constants.R_OK);
    return [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return fault(`cannot be read${code}`);
  }
}

function asData(
  files: readonly string[],
  faults: readonly ConfigurationFault[],
  notes: readonly ConfigurationNote[],
): object {
  return { valid: faults.length === 0, files, faults: faults.map(withPlace), notes: notes.map(withPlace) };
}

/** The source taken apart: a file and line, a variable or a flag are what programs look for. */
function withPlace<Told extends { readonly source?: Source }>({ source, ...told }: Told): object {
  if (source === undefined) return told;
  switch (source.kind) {
    case 'file':
      return { file: source.file, ...(source.line > 0 ? { line: source.line } : {}), ...told };
    case 'environment':
      return { environment: source.name, ...told };
    default:
      return { from: sourceText(source), ...told };
  }
}

function asText(
  files: readonly string[],
  faults: readonly ConfigurationFault[],
  notes: readonly ConfigurationNote[],
): string {
  const read = files.length === 0 ? 'no file, the defaults alone' : files.join(', ');
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const heading =
    faults.length === 0
      ? `The configuration is valid (${read}).\n`
      : `The configuration has ${count} (${read}).\n`;
  return [heading, ...faults.map((fault) => `\n${faultText(fault)}`), notesText(notes)].join('');
}

function faultText({ source, key, value, problem, allowed, remedy }: ConfigurationFault): string {
  const place = source === undefined ? 'taken together' : sourceText(source);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['fault', problem],
    ['value', value],
    ['allowed', allowed],
    ['remedy', remedy],
  ];
  const lines = rows.flatMap(([label, text]) =>
    text === undefined ? [] : [`  ${label.padEnd(7)}  ${text}\n`],
  );
  return `${[place, ...(key === undefined ? [] : [key])].join('  ')}\n${lines.join('')}`;
}

function notesText(notes: readonly ConfigurationNote[]): string {
  if (notes.length === 0) return '';
  return `\nTo know:\n${notes.map(({ sentence }) => `  ${sentence}\n`).join('')}`;
}
