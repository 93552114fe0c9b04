/** `fw16-synth config …`: shows, changes, compares and takes back settings. Each function is one command. */
import { canonicalKey } from '../config/aliases.js';
import { type Change, compareConfigurations, defaultValues } from '../config/changes.js';
import { ConfigurationError, faultLine, valueText } from '../config/fault.js';
import { examineConfiguration, type LoadOptions, readConfiguration } from '../config/load.js';
import type { SourcedValue } from '../config/merge.js';
import { nearestKey } from '../config/nearest.js';
import { restoreVersion } from '../config/restore.js';
import { sections, settings } from '../config/schema.js';
import { describeSchema } from '../config/schemaDescription.js';
import { setSetting } from '../config/set.js';
import { sourceText } from '../config/source.js';
import { keptVersions, versionBefore } from '../config/versions.js';
import { SynthError } from '../errors/errors.js';
import { type CommandResult, configurationInvalid, jsonResult } from './commandResult.js';
import { columns } from './output.js';

/** `config`: every setting, its value, and where that is from. @throws ConfigurationError. */
export function showConfig(load: LoadOptions, json: boolean): CommandResult {
  const { values, files, notes } = readConfiguration(load);
  if (json) return jsonResult({ files, settings: sourced(values), notes });
  return { text: table(values), status: 0 };
}

/** `config schema`: the schema as JSON. */
export function configSchema(): CommandResult {
  return jsonResult(describeSchema());
}

/**
 * `config get KEY`: the value of a setting, or of every setting of a section.
 * @throws SynthError USAGE for an unknown key, ConfigurationError.
 */
export function configGet(name: string, load: LoadOptions, json: boolean): CommandResult {
  const key = knownKey(name);
  const { values } = readConfiguration(load);
  const found = values.get(key);
  if (found !== undefined) {
    if (json) return jsonResult({ key, ...dataOf(found) });
    return { text: `${plainText(found.value)}\n`, status: 0 };
  }
  const below = new Map([...values].filter(([one]) => one.startsWith(`${key}.`)));
  return json ? jsonResult(sourced(below)) : { text: table(below), status: 0 };
}

/**
 * `config set KEY VALUE`: writes the user's file, or the one that `load` names.
 * @throws SynthError USAGE for a bad key or value, CONFIG_INVALID for a contradiction, CONFIG_UNWRITABLE.
 */
export function configSet(name: string, text: string, load: LoadOptions, json: boolean): CommandResult {
  const done = setSetting(knownKey(name), text, load);
  if (json) return jsonResult(done);
  const { key, file, before, after, changed, coveredBy, keptApart, remaining } = done;
  const lines = [
    changed
      ? `${key} is ${valueText(after)} now (it was ${valueText(before)}), in ${file}`
      : `${key} was ${valueText(after)} already, in ${file}`,
  ];
  if (coveredBy !== undefined)
    lines.push(`It has no effect: ${coveredBy} says otherwise, and is above the file.`);
  else if (changed) lines.push(whenItApplies(key));
  if (settings.get(key)?.planned) lines.push('This version does not act on it yet.');
  if (keptApart !== undefined) lines.push(whereItIs(keptApart));
  lines.push(...remaining.map((fault) => `still wrong: ${fault}`));
  return { text: `${lines.join('\n')}\n`, status: 0 };
}

function whereItIs(keptApart: string): string {
  return `What the file said before was not valid; it is kept apart: ${keptApart}`;
}

function whenItApplies(key: string): string {
  return settings.get(key)?.applies === 'restart'
    ? 'It takes effect at the next start: systemctl --user restart fw16-synth'
    : 'It takes effect at the next reload: fw16-synth reload';
}

/**
 * `config diff [N]`: what differs from the defaults, or from the version that was in force N changes ago.
 * @throws SynthError USAGE, CONFIG_VERSION_NOT_FOUND, ConfigurationError.
 */
export function configDiff(steps: string | undefined, load: LoadOptions, json: boolean): CommandResult {
  const now = readConfiguration(load);
  const environment = load.environment ?? process.env;
  if (steps === undefined)
    return changesResult('the defaults', compareConfigurations(defaultValues, now).changes, json);
  const { file, text } = now.own;
  const version = versionBefore(count(steps), text, file, environment);
  const then = examineConfiguration({ ...load, replace: { file, text: version.text } });
  const against = `the version of ${version.keptAt.toISOString()}`;
  return changesResult(against, compareConfigurations(then, now).changes, json);
}

function changesResult(against: string, changes: readonly Change[], json: boolean): CommandResult {
  if (json) return jsonResult({ against, changes });
  if (changes.length === 0) return { text: `No setting differs from ${against}.\n`, status: 0 };
  return { text: `Against ${against}:\n${changeLines(changes)}`, status: 0 };
}

function changeLines(changes: readonly Change[]): string {
  return columns(
    changes.map(({ key, before, after, applies }) => [
      `  ${key}`,
      `${valueText(before)} -> ${valueText(after)}`,
      applies === 'restart' ? '(at the next start)' : '',
    ]),
  );
}

/** `config versions`: what is kept, the newest first. */
export function configVersions(load: LoadOptions, json: boolean): CommandResult {
  const { own } = examineConfiguration(load);
  const versions = keptVersions(own.file, load.environment ?? process.env);
  const skip = versions[0]?.text === own.text ? 1 : 0;
  const rows = versions.map(({ path, keptAt }, index) => ({
    steps: index + 1 - skip,
    keptAt: keptAt.toISOString(),
    path,
  }));
  if (json) return jsonResult({ file: own.file, versions: rows });
  if (rows.length === 0) return { text: `No version of ${own.file} is kept.\n`, status: 0 };
  const shown = rows.map(({ steps, keptAt, path }) => [steps === 0 ? 'now' : String(steps), keptAt, path]);
  return { text: columns(shown), status: 0 };
}

/**
 * `config rollback [N]`: the version that was in force N changes ago, 1 if none is named, takes the place of the file.
 * What it replaces is kept, so that the same command takes it back; apart if it is not valid.
 * @param confirm Asks, and says whether to go on.
 * @throws SynthError USAGE, CONFIG_VERSION_NOT_FOUND, CONFIG_UNWRITABLE.
 * @returns Status 78 for a version that is not valid by now: it is there again none the less; 1 if it was not wanted.
 */
export async function configRollback(
  steps: string | undefined,
  load: LoadOptions,
  confirm: (question: string) => Promise<boolean>,
): Promise<CommandResult> {
  const environment = load.environment ?? process.env;
  const now = examineConfiguration(load);
  const { file, text, readable } = now.own;
  if (!readable) throw new ConfigurationError(now.faults, now.notes, load.file);
  const version = versionBefore(count(steps ?? '1'), text, file, environment);
  const then = examineConfiguration({ ...load, replace: { file, text: version.text } });
  const { changes } = compareConfigurations(now, then);
  const what = changes.length === 0 ? 'No setting differs.\n' : changeLines(changes);
  const question = `Replace ${file} by its version of ${version.keptAt.toISOString()}?\n${what}`;
  if (!(await confirm(question))) return { text: 'Nothing was changed.\n', status: 1 };
  const keptApart = restoreVersion(version.text, { file, text }, environment);
  const faults = then.faults.map((fault) => `  ${faultLine(fault)}\n`).join('');
  return {
    text:
      `${file} is as it was at ${version.keptAt.toISOString()}. ` +
      `${keptApart === undefined ? 'To take this back: fw16-synth config rollback' : whereItIs(keptApart)}\n` +
      (faults === '' ? '' : `It is not valid:\n${faults}`),
    status: faults === '' ? 0 : configurationInvalid,
  };
}

/** A positive number of steps. @throws SynthError USAGE. */
function count(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw misuse(`"${text}" is no number of changes, like 1`);
}

/** @throws SynthError USAGE that names the nearest key. */
function knownKey(name: string): string {
  const key = canonicalKey(name);
  if (settings.has(key) || sections.has(key)) return key;
  const nearest = nearestKey(name, [...settings.keys(), ...sections]);
  const guess = nearest === undefined ? '; fw16-synth config lists them' : `; did you mean ${nearest}?`;
  throw misuse(`there is no key ${name}${guess}`);
}

function misuse(what: string): SynthError {
  const end = what.endsWith('?') ? '' : '.';
  return new SynthError('USAGE', `Used wrongly: ${what}${end}`, 'See fw16-synth config --help');
}

function dataOf({ value, source }: SourcedValue): object {
  const { kind, ...where } = source;
  return { value, source: kind, ...where };
}

function sourced(values: ReadonlyMap<string, SourcedValue>): object {
  return Object.fromEntries([...values].map(([key, value]) => [key, dataOf(value)]));
}

function table(values: ReadonlyMap<string, SourcedValue>): string {
  return columns(
    [...values].map(([key, { value, source }]) => {
      const planned = settings.get(key)?.planned && source.kind !== 'default' ? ' (not acted on yet)' : '';
      return [key, valueText(value), `${sourceText(source)}${planned}`];
    }),
  );
}

/** A text as it is, so that a shell can use it; anything else as JSON. */
function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
