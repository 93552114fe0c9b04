/**
 * Files of older versions. A file says by its key `version` which one it was written for; without it, the present one
 * is meant. A migration turns the entries of one version into those of the next, so that the rest of the program knows
 * the present names only; the file itself stays as it is.
 */
import { canonicalKey } from './aliases.js';
import { type ConfigurationFault, type ConfigurationNote, valueText } from './fault.js';
import { type Entry, sourceText } from './source.js';

export interface Migration {
  /** The version of files that it is for; the result is of the one after. */
  readonly from: number;
  /** Each entry keeps its line. */
  migrate(entries: readonly Entry[]): readonly Entry[];
}

export const currentVersion = 1;

/** Of every version before the present one. */
const migrations: readonly Migration[] = [
  {
    // The names of the original program's guides, of which version 1 made sections of their own.
    from: 0,
    migrate(entries) {
      const given = new Set(entries.map(({ key }) => key));
      return entries
        .filter(({ key }) => canonicalKey(key) === key || !given.has(canonicalKey(key)))
        .map((entry) => ({ ...entry, key: canonicalKey(entry.key) }));
    },
  },
];

export interface Migrated {
  readonly entries: readonly Entry[];
  readonly faults: readonly ConfigurationFault[];
  readonly notes: readonly ConfigurationNote[];
}

/** Never throws. @param steps In the order of their versions, without a gap. */
export function migrate(
  entries: readonly Entry[],
  version: Entry | undefined,
  steps: readonly Migration[] = migrations,
  current = currentVersion,
): Migrated {
  if (version === undefined) return { entries, faults: [], notes: [] };
  const { source, value } = version;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > current) {
    const newer = typeof value === 'number' && Number.isInteger(value) && value > current;
    const fault: ConfigurationFault = {
      source,
      key: 'version',
      value: valueText(value),
      problem: `must be an integer from 0 to ${current}`,
      allowed: `an integer from 0 to ${current}`,
      remedy: newer
        ? 'The file was written for a newer fw16-synth: update it, or restore the configuration: fw16-synth config rollback'
        : `Write "version: ${current}", or remove the line.`,
    };
    return { entries: newer ? [] : entries, faults: [fault], notes: [] };
  }
  if (value === current) return { entries, faults: [], notes: [] };
  const migrated = steps
    .filter(({ from }) => from >= value)
    .reduce<readonly Entry[]>((before, step) => step.migrate(before), entries);
  const sentence = `${sourceText(source)} is of version ${value} of the configuration and is read as version ${current}.`;
  return { entries: migrated, faults: [], notes: [{ kind: 'migrated', source, key: 'version', sentence }] };
}
