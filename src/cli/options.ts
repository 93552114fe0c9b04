/** Takes the arguments apart into options and the rest, by the tables of flags and of actions. */
import { parseArgs } from 'node:util';
import type { SynthError } from '../errors/errors.js';
import { flagRows } from './commandTable.js';
import { type FlagName, type FlagRow, flagTable, flagText } from './flagTable.js';
import { misuse, nearestWord } from './misuse.js';

/** By the names of the flags and the actions. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** An option that no command has. */
export interface UnknownOption {
  /** With its dashes: `--jsn`, or `-x` out of a group of letters. */
  readonly option: string;
  /** The whole argument, without a value. */
  readonly argument: string;
}

export interface ParsedOptions {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
  /** The first that does not exist. */
  readonly unknown: UnknownOption | undefined;
}

const options = Object.fromEntries([
  ...(Object.keys(flagTable) as FlagName[]).map((name) => {
    const row: FlagRow = flagTable[name];
    const { short, repeatable = false } = row;
    const type = row.value === undefined ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: repeatable, ...(short === undefined ? {} : { short }) }] as const;
  }),
  ...flagRows.map(({ name }) => [name, { type: 'boolean' as const }] as const),
]);

/** Negative numbers are values, not flags of one letter; no argument can have this before it. */
const guard = '\0';

/** @throws SynthError USAGE when an option lacks its value, or has one that it does not take. */
export function parseOptions(args: readonly string[]): ParsedOptions {
  const guarded = args.map((arg) => (/^-\d/.test(arg) ? `${guard}${arg}` : arg));
  // Not strict: what Node says of a mistake is meant for who writes programs.
  const parsed = parseArgs({ args: guarded, options, allowPositionals: true, strict: false, tokens: true });
  const given = parsed.tokens.filter((token) => token.kind === 'option');
  for (const token of given) checkValue(token);
  const stranger = given.find(({ name }) => !Object.hasOwn(options, name));
  const values = Object.entries(parsed.values).map(([name, value]) => [name, unguarded(value)]);
  return {
    values: Object.fromEntries(values) as OptionValues,
    positionals: parsed.positionals.map(unguarded),
    unknown: stranger && {
      option: stranger.rawName,
      argument: (args[stranger.index] ?? stranger.rawName).replace(/=.*$/s, ''),
    },
  };
}

function unguarded<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(unguarded) as Value;
  return (typeof value === 'string' && value.startsWith(guard) ? value.slice(1) : value) as Value;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function checkValue({ name, rawName, value, inlineValue }: OptionToken): void {
  if (!Object.hasOwn(options, name)) return;
  const takesValue = options[name]?.type === 'string';
  if (!takesValue && value !== undefined) throw misuse(`${rawName} takes no value`);
  if (takesValue && value === undefined) throw valueMissing(name);
  // The value was probably forgotten, and the next option taken for it.
  if (takesValue && inlineValue === false && /^-./s.test(value ?? '')) throw valueMissing(name, value);
}

/** @param next What looks like the next option. */
function valueMissing(name: string, next?: string): SynthError {
  const text = flagText(name as FlagName);
  const meant = next === undefined ? '' : `; if its value is "${next}", write --${name}=${next}`;
  return misuse(`${text} needs its value${meant}`);
}

/**
 * How an unknown option is named, and which one was probably meant.
 * @param names Those that may be meant, without dashes.
 */
export function nearestOption(
  { option, argument }: UnknownOption,
  names: readonly string[],
): { written: string; meant: string | undefined } {
  if (option.startsWith('--')) return { written: option, meant: nearestWord(option.slice(2), names) };
  // A long name after one dash reads as a group of letters.
  const asName = argument.length > 2 ? nearestWord(argument.slice(1), names) : undefined;
  if (asName !== undefined) return { written: argument, meant: asName };
  const [first, another] = names.filter((name) => name.startsWith(option.slice(1)));
  return { written: option, meant: another === undefined ? first : undefined };
}
