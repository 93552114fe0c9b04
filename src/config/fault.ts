/** What can be wrong with a configuration, as data and as text. */
import { SynthError } from '../errors/errors.js';
import { type Source, sourceText } from './source.js';

export interface ConfigurationFault {
  /** Undefined for what no single place is to blame for. */
  readonly source?: Source;
  /** The key as it was given; undefined for a file that cannot be read at all. */
  readonly key?: string;
  /** The value as JSON, shortened; undefined where there is none. */
  readonly value?: string;
  /** What is wrong, to be put after the key: `must be …`. */
  readonly problem: string;
  /** What would be right, where that can be said. */
  readonly allowed?: string;
  /** The nearest name or value that exists, where one is near. */
  readonly nearest?: string;
  readonly remedy: string;
}

/** Something to know about a configuration that is valid. */
export interface ConfigurationNote {
  /**
   * - `alias`: an old or second name was used
   * - `planned`: this version does not act on the setting
   * - `deprecated`: a file of an old kind was read
   * - `unused`: something was given that nothing reads
   * - `migrated`: an old version was read as the present one
   * - `absent`: something that is named is not there at the moment
   */
  readonly kind: 'alias' | 'planned' | 'deprecated' | 'unused' | 'migrated' | 'absent';
  readonly source?: Source;
  readonly key?: string;
  /** Names the key and the place itself. */
  readonly sentence: string;
}

const longestValue = 200;
const mostFaultsInMessage = 40;

/** A value as JSON, short enough for a line. */
export function valueText(value: unknown): string {
  const text = jsonText(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}

function jsonText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Values that hold themselves, or are nested too deeply.
    return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  }
}

/** One line: where, the key, what is wrong, what the value was. */
export function faultLine({ source, key, value, problem }: ConfigurationFault): string {
  const place = source === undefined ? [] : [sourceText(source)];
  const ending = value === undefined ? '' : `: value was ${value}`;
  return `${[...place, ...(key === undefined ? [] : [key]), problem].join(': ')}${ending}`;
}

/** Thrown for a configuration that cannot be used; it knows every fault. */
export class ConfigurationError extends SynthError {
  readonly faults: readonly ConfigurationFault[];
  readonly notes: readonly ConfigurationNote[];

  /** @param file The file that was asked for, when there was one. */
  constructor(faults: readonly ConfigurationFault[], notes: readonly ConfigurationNote[], file?: string) {
    const lines = faults.slice(0, mostFaultsInMessage).map((fault) => `\n  ${faultLine(fault)}`);
    const more = faults.length - lines.length;
    if (more > 0) lines.push(`\n  and ${more} more`);
    const [only] = faults;
    const named = file === undefined ? '' : ` ${quoted(file)}`;
    super(
      'CONFIG_INVALID',
      `The configuration is not valid:${lines.join('')}`,
      faults.length === 1 && only !== undefined
        ? only.remedy
        : `See how to mend each: fw16-synth check-config${named}`,
    );
    this.faults = faults;
    this.notes = notes;
  }

  /** How many faults, and the first, in one sentence on one line: for where a list has no place, as in the health. */
  get sentence(): string {
    const [first] = this.faults;
    if (first === undefined) return 'The configuration is not valid.';
    const count = this.faults.length;
    const heading = count === 1 ? 'has a fault' : `has ${count} faults; the first`;
    // A value that was given, or the name of a file, may be of several lines.
    const line = faultLine(first).replace(/\s+/g, ' ').trim();
    return `The configuration ${heading}: ${line}${/[.?!]$/.test(line) ? '' : '.'}`;
  }
}

/** A word that a shell takes as it is. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
