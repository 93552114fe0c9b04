/** Puts layers on top of one another: which value each setting has, where it is from, and what is wrong. */
import { join } from 'node:path';
import { aliases, canonicalKey } from './aliases.js';
import { type ConfigurationFault, type ConfigurationNote, valueText } from './fault.js';
import type { PartFault } from './formats.js';
import type { Layer } from './layers.js';
import { nearestKey, nearestOf } from './nearest.js';
import { homeFolder, stateFolder } from './places.js';
import { plannedNotes } from './planned.js';
import { sections, settings } from './schema.js';
import type { Setting } from './setting.js';
import { type Entry, placed, type Source, sourceText } from './source.js';

export interface SourcedValue {
  readonly value: unknown;
  readonly source: Source;
}

export interface Merged {
  /** By full keys; every setting is there. */
  readonly values: ReadonlyMap<string, SourcedValue>;
  readonly faults: readonly ConfigurationFault[];
  readonly notes: readonly ConfigurationNote[];
}

/** More of one list help nobody; the rest is told once these are mended. */
const mostFaultsOfList = 1000;

/** Never throws. @param layers The lowest first. */
export function mergeLayers(layers: readonly Layer[], environment: NodeJS.ProcessEnv): Merged {
  const values = new Map<string, SourcedValue>(
    [...settings.values()].map(({ key, default: value }) => [key, { value, source: { kind: 'default' } }]),
  );
  const faults: ConfigurationFault[] = [];
  const notes: ConfigurationNote[] = [];
  for (const layer of layers) {
    const found = [...layer.faults];
    notes.push(...layer.notes);
    for (const entry of withoutOtherNames(layer.entries, notes)) {
      const setting = settings.get(entry.key);
      if (setting === undefined) {
        found.push(unknownKey(entry));
        continue;
      }
      const value = atHome(setting, setting.format.coerce(entry.value), environment);
      const problem = setting.format.fault(value);
      if (problem === undefined) values.set(entry.key, { value, source: entry.source });
      else found.push(...valueFaults(setting, entry, value, problem));
    }
    faults.push(...found.sort((one, other) => lineOf(one) - lineOf(other)));
  }
  if (values.get('production.enabled')?.value === true) applyProduction(values, environment);
  return { values, faults, notes: [...notes, ...plannedNotes(values)] };
}

/** The entries by canonical keys, one for each; notes tell of what was replaced or ignored. */
function withoutOtherNames(entries: readonly Entry[], notes: ConfigurationNote[]): readonly Entry[] {
  const rank = (entry: Entry) => [...aliases.keys()].indexOf(entry.key);
  const chosen = new Map<string, Entry>();
  for (const entry of entries) {
    const key = canonicalKey(entry.key);
    const before = chosen.get(key);
    if (before === undefined || rank(entry) < rank(before)) chosen.set(key, entry);
  }
  for (const entry of entries) {
    const key = canonicalKey(entry.key);
    const taken = chosen.get(key) ?? entry;
    const { source } = entry;
    if (taken !== entry) {
      const where = sourceText(taken.source);
      const sentence = `${placed(entry.key, source)} is ignored: ${taken.key} at ${where} says it already.`;
      notes.push({ kind: 'alias', source, key: entry.key, sentence });
    } else if (entry.key !== key) {
      const sentence = `${placed(entry.key, source)} is another name for ${key}.`;
      notes.push({ kind: 'alias', source, key: entry.key, sentence });
    }
  }
  return [...chosen].map(([key, entry]) => ({ ...entry, key }));
}

function lineOf({ source }: ConfigurationFault): number {
  return source?.kind === 'file' ? source.line : 0;
}

function atHome(setting: Setting, value: unknown, environment: NodeJS.ProcessEnv): unknown {
  const { description } = setting.format;
  if (description.type !== 'text' || description.meaning !== 'path') return value;
  return typeof value === 'string' && value.startsWith('~/')
    ? join(homeFolder(environment), value.slice(2))
    : value;
}

/** What `production.enabled` implies, whatever else is said. */
function applyProduction(values: Map<string, SourcedValue>, environment: NodeJS.ProcessEnv): void {
  const source: Source = { kind: 'production' };
  for (const key of ['health.enabled', 'recovery.enabled']) {
    if (values.get(key)?.value !== true) values.set(key, { value: true, source });
  }
  if (values.get('log.file')?.value === '') {
    values.set('log.file', { value: join(stateFolder(environment), 'fw16-synth.log'), source });
  }
}

function unknownKey({ key, value, source }: Entry): ConfigurationFault {
  if (sections.has(key)) {
    const below = [...settings.keys()].filter((known) => known.startsWith(`${key}.`));
    return {
      source,
      key,
      value: valueText(value),
      problem: 'must hold keys and values',
      allowed: `keys: ${below.map((known) => known.slice(key.length + 1)).join(', ')}`,
      remedy: `Name the setting in full, like ${below[0]}.`,
    };
  }
  const nearest = nearestKey(key, [...settings.keys(), ...sections]);
  const guess = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return {
    source,
    key,
    value: valueText(value),
    problem: `there is no such key${guess}`,
    ...(nearest === undefined ? {} : { nearest }),
    remedy:
      nearest === undefined
        ? 'Remove it; every key is listed by: fw16-synth config schema'
        : `Write ${nearest} instead of ${key}, or remove it.`,
  };
}

/** One for each part of a list, or one for the value as a whole. */
function valueFaults(setting: Setting, entry: Entry, value: unknown, problem: string): ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  for (const fault of setting.format.partFaults?.(value) ?? []) {
    if (faults.push(badPart(entry, fault)) === mostFaultsOfList) break;
  }
  return faults.length > 0 ? faults : [badValue(setting, entry, problem)];
}

function badPart({ key, source, partSource }: Entry, fault: PartFault): ConfigurationFault {
  const { index, field, part, value, problem, allowed, nearest, remedy } = fault;
  return {
    source: partSource?.(index, field) ?? source,
    key: `${key}${part}`,
    ...(value === undefined ? {} : { value: valueText(value) }),
    problem: nearest === undefined ? problem : `${problem}; did you mean ${nearest}?`,
    allowed,
    ...(nearest === undefined ? {} : { nearest }),
    remedy,
  };
}

function badValue(setting: Setting, { key, value, source }: Entry, problem: string): ConfigurationFault {
  const { format, default: usual } = setting;
  const { description } = format;
  const nearest =
    description.type === 'enum' && typeof value === 'string'
      ? nearestOf(value, description.values)
      : undefined;
  const unit = setting.unit === undefined ? '' : ` ${setting.unit}`;
  return {
    source,
    key,
    value: valueText(value),
    problem: nearest === undefined ? problem : `${problem}; did you mean ${nearest}?`,
    allowed: `${format.name}${unit === '' ? '' : ` (${unit.trim()})`}`,
    ...(nearest === undefined ? {} : { nearest }),
    remedy:
      nearest === undefined
        ? `Set ${key} to ${format.name}, or remove it to have ${valueText(usual)}.`
        : `Write ${nearest} instead of ${String(value)}.`,
  };
}
