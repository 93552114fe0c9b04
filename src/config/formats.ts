/**
 * What values a setting may have. Every format has a name that reads as what is allowed ("an integer from 0 to 9"),
 * because only formats with a name may have a conversion of their own in convict, whose own takes "5abc" for 5 and any
 * word but "false" for true.
 */
import convict from 'convict';

/** What a format allows, as data for other programs. */
export type FormatDescription =
  | { readonly type: 'integer' | 'number'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  /** `meaning` says what the text stands for: a path, an address. */
  | { readonly type: 'text'; readonly meaning?: string }
  /** Entries with these fields; the text of each says what is allowed in it. */
  | { readonly type: 'list'; readonly fields: Readonly<Record<string, string>> };

/** What is wrong with a part of a list. */
export interface PartFault {
  /** Of the entry, from 0. */
  readonly index: number;
  /** The key in the entry that has a place in the text; undefined for the entry as a whole, or what it lacks. */
  readonly field?: string;
  /** To be put after the key of the setting: `[0]`, `[0].kind`. */
  readonly part: string;
  /** Undefined where it is missing. */
  readonly value?: unknown;
  /** To be put after the part; it does not name the nearest. */
  readonly problem: string;
  readonly allowed: string;
  /** The nearest name or word that exists, where one is near. */
  readonly nearest?: string;
  readonly remedy: string;
}

export interface Format {
  /** What is allowed, to be put after "must be". */
  readonly name: string;
  readonly description: FormatDescription;
  /** The value that a text or a looser form stands for; anything that stands for none is returned as it is. */
  coerce(value: unknown): unknown;
  /**
   * What is wrong with a value that was coerced, beginning with "must", or with the first part of a list that is at
   * fault; undefined when nothing is.
   */
  fault(value: unknown): string | undefined;
  /** Everything that is wrong inside a list; nothing for what is no list at all. */
  partFaults?(value: unknown): Iterable<PartFault>;
}

const formats = new Map<string, Format>();

/** Makes a format known, and returns its name. */
export function defineFormat(format: Format): string {
  if (formats.has(format.name)) return format.name;
  formats.set(format.name, format);
  convict.addFormat({
    name: format.name,
    validate(value: unknown): void {
      const fault = format.fault(value);
      if (fault !== undefined) throw new Error(fault);
    },
    coerce: (value: unknown) => format.coerce(value),
  });
  return format.name;
}

/** The format of a name that `defineFormat` returned. */
export function formatNamed(name: string): Format {
  const format = formats.get(name);
  if (format === undefined) throw new Error(`there is no format "${name}"`);
  return format;
}

/** Numbers from `minimum` to `maximum`, both included. */
export function numberBetween(minimum: number, maximum: number): string {
  return between('number', minimum, maximum);
}

/** Integers from `minimum` to `maximum`, both included. */
export function integerBetween(minimum: number, maximum: number): string {
  return between('integer', minimum, maximum);
}

function between(type: 'integer' | 'number', minimum: number, maximum: number): string {
  const name = `${type === 'integer' ? 'an integer' : 'a number'} from ${minimum} to ${maximum}`;
  return defineFormat({
    name,
    description: { type, minimum, maximum },
    coerce: numberIn,
    fault(value) {
      const inside = typeof value === 'number' && value >= minimum && value <= maximum;
      return inside && (type === 'number' || Number.isInteger(value)) ? undefined : `must be ${name}`;
    },
  });
}

/** The number that a text is; any other text stays as it is, for the check to refuse it by what it says. */
function numberIn(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** Settings that are on or off. */
export const trueOrFalse = defineFormat({
  name: 'true or false',
  description: { type: 'boolean' },
  coerce(value) {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
    if (word === 'true') return true;
    return word === 'false' ? false : value;
  },
  fault: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
});

/**
 * One of these words.
 * @param otherWords Words that are taken for one of them; they are in small letters, and their case does not matter.
 */
export function oneOf(words: readonly string[], otherWords?: Readonly<Record<string, string>>): string {
  const name = `one of ${words.join(', ')}`;
  return defineFormat({
    name,
    description: { type: 'enum', values: words },
    coerce(value) {
      if (otherWords === undefined || typeof value !== 'string') return value;
      const word = value.trim().toLowerCase();
      return Object.hasOwn(otherWords, word) ? otherWords[word] : words.includes(word) ? word : value;
    },
    fault: (value) => (words.some((word) => word === value) ? undefined : `must be ${name}`),
  });
}

/** A path; `~/` at its beginning is the home folder. */
export const path = textFormat('a path', 'path');

/**
 * Texts.
 * @param meaning What the text is; empty for any.
 * @param fault What is wrong with one.
 */
export function textFormat(
  name: string,
  meaning: string,
  fault: (text: string) => string | undefined = () => undefined,
): string {
  return defineFormat({
    name,
    description: { type: 'text', meaning },
    coerce: (value) => value,
    fault(value) {
      if (typeof value !== 'string') return `must be ${name}`;
      return /[\0\n\r]/.test(value) ? `must be ${name} in one line` : fault(value);
    },
  });
}

/** A regular expression of JavaScript; empty for none. */
export const regularExpression = textFormat('a regular expression', 'regular expression', (text) => {
  try {
    RegExp(text, 'u');
    return undefined;
  } catch (error) {
    return `must be a regular expression (${error instanceof Error ? error.message : String(error)})`;
  }
});

/** An address to listen at. */
export const hostAndPort = textFormat('HOST:PORT, like 127.0.0.1:8080', 'HOST:PORT', (text) => {
  const port = Number(/^(?:[\w.-]+|\[[\da-fA-F:.]+\]):(\d{1,5})$/.exec(text)?.[1]);
  return port >= 0 && port <= 65535 ? undefined : 'must be HOST:PORT, like 127.0.0.1:8080';
});
