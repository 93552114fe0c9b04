/** Reads the command line by the tables of commands and flags. */
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import type { LoadOptions } from '../config/load.js';
import { SynthError } from '../errors/errors.js';
import type { CommandRow } from './commandRow.js';
import { type CommandName, commandRows, flagRows, wordRows } from './commandTable.js';
import { commonFlags, type FlagName, type FlagRow, type FlagValues, flagTable } from './flagTable.js';

export interface CommandLine {
  readonly command: CommandName | 'help' | 'version';
  /** Whose help is printed; none when no command was named. */
  readonly helpRows: readonly CommandRow[];
  /** What follows the command. */
  readonly operands: readonly string[];
  readonly flags: FlagValues;
  readonly stats: string | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly render: string | undefined;
  /** What of the configuration is on the command line: the file, and settings by their keys; see `settingOverrides.ts`. */
  readonly load: LoadOptions;
}

const flagNames = Object.keys(flagTable) as FlagName[];

const options = Object.fromEntries([
  ...flagNames.map((name) => {
    const row: FlagRow = flagTable[name];
    const { short, repeatable = false } = row;
    const type = row.value === undefined ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: repeatable, ...(short === undefined ? {} : { short }) }] as const;
  }),
  ...flagRows.map(({ name }) => [name, { type: 'boolean' as const }] as const),
]);

/**
 * The command and its flags, checked against the tables; values are checked where they are used.
 * @throws SynthError USAGE.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const asked = values.help ? 'help' : values.version ? 'version' : undefined;
  const flags = values as FlagValues;
  if (asked === 'help') return commandLine(asked, [], flags, rowsToExplain(values, positionals));
  const { row, operands } = findCommand(values, positionals);
  if (asked === undefined) {
    checkFlags(row, values);
    checkOperands(row, operands);
  }
  return commandLine(asked ?? (row.name as CommandName), operands, flags, []);
}

function commandLine(
  command: CommandLine['command'],
  operands: readonly string[],
  flags: FlagValues,
  helpRows: readonly CommandRow[],
): CommandLine {
  return {
    command,
    helpRows,
    operands,
    flags,
    stats: flags.stats ?? flags['export-metrics'],
    verbose: flags.verbose ?? false,
    json: flags.json ?? false,
    render: flags.render,
    load: { file: flags.config },
  };
}

type Values = Readonly<Record<string, unknown>>;

/** Negative numbers are values, not flags of one letter; no argument can have this before it. */
const guard = '\0';

function unguarded<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(unguarded) as Value;
  return (typeof value === 'string' && value.startsWith(guard) ? value.slice(1) : value) as Value;
}

function parse(args: readonly string[]): { values: Values; positionals: readonly string[] } {
  try {
    const guarded = args.map((arg) => (/^-\d/.test(arg) ? `${guard}${arg}` : arg));
    const parsed = parseArgs({ args: guarded, options, allowPositionals: true, strict: true });
    const values = Object.entries(parsed.values).map(([name, value]) => [name, unguarded(value)]);
    return {
      values: Object.fromEntries(values) as Values,
      positionals: parsed.positionals.map(unguarded),
    };
  } catch (error) {
    throw misuse(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
  }
}

/** A command, every command of a group, or none. */
function rowsToExplain(values: Values, positionals: readonly string[]): readonly CommandRow[] {
  const [first, second] = positionals;
  if (first === undefined) return flagRows.filter(({ name }) => values[name] === true).slice(0, 1);
  const group = groupOf(first);
  const pair = group.filter(({ name }) => name === `${first} ${second}`);
  if (pair.length > 0) return pair;
  const single = wordRows.filter(({ name }) => name === first);
  return group.length > 0 ? [...single, ...group] : [findCommand(values, positionals).row];
}

function findCommand(
  values: Values,
  positionals: readonly string[],
): { row: CommandRow; operands: readonly string[] } {
  const [action, another] = flagRows.filter(({ name }) => values[name] === true);
  if (action !== undefined) {
    if (another !== undefined) throw misuse(`--${action.name} and --${another.name} exclude each other`);
    if (positionals[0] !== undefined && positionals[0] !== 'run')
      throw misuse(`--${action.name} does not go with "${positionals[0]}"`);
    return { row: action, operands: positionals.slice(1) };
  }
  const [first = 'run', second] = positionals;
  const pair = commandRows.find(({ name }) => name === `${first} ${second}`);
  if (pair !== undefined) return { row: pair, operands: positionals.slice(2) };
  const single = wordRows.find(({ name }) => name === first);
  if (single !== undefined) return { row: single, operands: positionals.slice(1) };
  const group = groupOf(first);
  if (group.length === 0) throw misuse(`there is no command "${first}"${suggestion(first)}`);
  const wanted = group.map(({ name }) => name.slice(first.length + 1)).join(', ');
  throw misuse(
    second === undefined
      ? `"${first}" needs one of: ${wanted}`
      : `"${first}" has no "${second}", but ${wanted}`,
  );
}

/** The commands of two words that begin with one. */
function groupOf(word: string): readonly CommandRow[] {
  return wordRows.filter(({ name }) => name.startsWith(`${word} `));
}

/** The command that was probably meant. */
function suggestion(word: string): string {
  const near = closest(word, [...new Set(wordRows.map(({ name }) => name.split(' ')[0] ?? ''))]);
  return distance(word, near) > 2 ? '' : `; did you mean "${near}"?`;
}

function checkFlags(row: CommandRow, values: Values): void {
  for (const name of Object.keys(values)) {
    const known = [...row.flags, ...commonFlags, row.name];
    if (known.includes(name)) continue;
    const whose = row.asFlag ? `--${row.name}` : `"${row.name}"`;
    throw misuse(`${whose} takes no --${name}`, row);
  }
}

function checkOperands(row: CommandRow, operands: readonly string[]): void {
  const [fewest, most] = row.operandCount ?? [0, 0];
  const whose = row.asFlag ? `--${row.name}` : `"${row.name}"`;
  if (operands.length > most) throw misuse(`${whose} takes no "${operands[most]}"`, row);
  if (operands.length < fewest) throw misuse(`${whose} needs ${row.operands}`, row);
}

/** @param row The command whose help tells more. */
export function misuse(what: string, row?: CommandRow): SynthError {
  const command = row === undefined || row.asFlag || row.name === 'run' ? '' : ` ${row.name}`;
  return new SynthError('USAGE', `Used wrongly: ${what}.`, `See fw16-synth${command} --help`);
}
