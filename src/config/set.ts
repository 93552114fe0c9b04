/** Sets one setting in the file that a person keeps, checked before anything is written. */
import { SynthError } from '../errors/errors.js';
import { writeAtomically } from './atomicFile.js';
import { withSetting } from './edit.js';
import { ConfigurationError, type ConfigurationFault, faultLine } from './fault.js';
import { examineConfiguration, type LoadOptions } from './load.js';
import type { SourcedValue } from './merge.js';
import { settings } from './schema.js';
import type { Setting } from './setting.js';
import { settingFault } from './settingFault.js';
import { type Source, sourceText } from './source.js';
import { keepReplaced, keepVersion, whileUnchanged } from './versions.js';
import { yamlLibrary, yamlOptions } from './yaml.js';

export interface SetResult {
  readonly key: string;
  readonly file: string;
  /** The value that was in force. */
  readonly before: unknown;
  readonly after: unknown;
  readonly changed: boolean;
  /** What is above the file and says otherwise, so that the change has no effect. */
  readonly coveredBy?: string;
  /** Where the text is that was replaced, if it was not valid; one that was is a version. */
  readonly keptApart?: string;
  /** Faults that were there before, a line each. */
  readonly remaining: readonly string[];
}

/**
 * Writes the user's file, or the one that is named; what it replaces is kept. Others that do the same at the same time
 * come one after the other, and none undoes what another has done.
 * @param key A key of the schema.
 * @param text The value as a person writes it: a number, a word, a path; YAML for a list.
 * @throws SynthError USAGE for a bad value, CONFIG_INVALID if the whole would be at fault where it was not before,
 * CONFIG_UNWRITABLE. Nothing has changed then.
 */
export function setSetting(key: string, text: string, load: LoadOptions): SetResult {
  const setting = settings.get(key);
  if (setting === undefined) throw misuse(`${key} is a section, not a setting`);
  const value = checkedValue(setting, text);
  const environment = load.environment ?? process.env;
  return whileUnchanged(environment, () => setValue(key, value, load, environment));
}

function setValue(key: string, value: unknown, load: LoadOptions, environment: NodeJS.ProcessEnv): SetResult {
  const old = examineConfiguration(load);
  const { file, text: present } = old.own;
  const broken = old.faults.filter(({ key: of, source }) => of === undefined && isIn(source, file));
  if (broken.length > 0) throw new ConfigurationError(broken, old.notes, load.file);
  const content = withSetting(file, present, key, value);
  const next = examineConfiguration({ ...load, replace: { file, text: content } });
  const known = new Set(old.faults.map(identity));
  const newFaults = next.faults.filter((fault) => !known.has(identity(fault)));
  if (newFaults.length > 0) throw new ConfigurationError(newFaults, next.notes, load.file);
  const changed = content !== present && !alreadySays(old.values.get(key), file, value);
  let keptApart: string | undefined;
  if (changed) {
    keptApart = keepReplaced(present, file, environment);
    writeAtomically(file, content);
    keepVersion(content, file, environment);
  }
  const { source } = next.values.get(key) ?? {};
  const covered = source !== undefined && !isIn(source, file);
  return {
    key,
    file,
    before: old.values.get(key)?.value,
    after: value,
    changed,
    ...(covered ? { coveredBy: sourceText(source) } : {}),
    ...(keptApart === undefined ? {} : { keptApart }),
    remaining: next.faults.map(faultLine),
  };
}

function isIn(source: Source | undefined, file: string): boolean {
  return source?.kind === 'file' && source.file === file;
}

function alreadySays(present: SourcedValue | undefined, file: string, value: unknown): boolean {
  return isIn(present?.source, file) && JSON.stringify(present?.value) === JSON.stringify(value);
}

/** Lines move; the same fault on another line is the same. */
function identity({ source, key, value, problem }: ConfigurationFault): string {
  const place = source === undefined ? '' : source.kind === 'file' ? source.file : sourceText(source);
  return JSON.stringify([place, key, value, problem]);
}

/** @throws SynthError USAGE. */
function checkedValue(setting: Setting, text: string): unknown {
  const { format, key } = setting;
  const value = format.coerce(format.description.type === 'list' ? listIn(text) : text);
  const fault = settingFault(key, key, value);
  if (fault !== undefined) throw misuse(fault);
  return value;
}

function listIn(text: string): unknown {
  try {
    return yamlLibrary().parse(text, yamlOptions);
  } catch {
    return text;
  }
}

function misuse(what: string): SynthError {
  return new SynthError('USAGE', `Used wrongly: ${what}.`, 'See what is allowed: fw16-synth config schema');
}
