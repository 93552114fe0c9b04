/** Reads the command line by the tables of commands and flags. */
import type { LoadOptions } from '../config/load.js';
import type { SynthError } from '../errors/errors.js';
import type { CommandRow } from './commandRow.js';
import { type CommandName, commandRows, flagRows, wordRows } from './commandTable.js';
import { commonFlags, type FlagValues, flagTable } from './flagTable.js';
import { misuse, suggestion } from './misuse.js';
import { nearestOption, type OptionValues, parseOptions, type UnknownOption } from './options.js';

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

/**
 * The command and its flags, checked against the tables; values are checked where they are used.
 * @throws SynthError USAGE.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals, unknown } = parseOptions(args);
  if (unknown !== undefined) throw unknownOption(unknown, rowMeant(values, positionals));
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

/** A command, every command of a group, or none. */
function rowsToExplain(values: OptionValues, positionals: readonly string[]): readonly CommandRow[] {
  const [first, second] = positionals;
  if (first === undefined) return flagRows.filter(({ name }) => values[name] === true).slice(0, 1);
  const group = groupOf(first);
  const pair = group.filter(({ name }) => name === `${first} ${second}`);
  if (pair.length > 0) return pair;
  const single = wordRows.filter(({ name }) => name === first);
  return group.length > 0 ? [...single, ...group] : [findCommand(values, positionals).row];
}

function findCommand(
  values: OptionValues,
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
  const takesWords = (single?.operandCount?.[1] ?? 0) > 0;
  if (single !== undefined && (second === undefined || takesWords || groupOf(first).length === 0))
    return { row: single, operands: positionals.slice(1) };
  throw unknownCommand(first, second);
}

function unknownCommand(first: string, second: string | undefined): SynthError {
  const group = groupOf(first).map(({ name }) => name.slice(first.length + 1));
  const commands = [...new Set(wordRows.map(({ name }) => name.split(' ')[0] ?? ''))];
  if (group.length === 0) return misuse(`there is no command "${first}"${suggestion(first, commands)}`);
  const wanted = group.join(', ');
  if (second === undefined) return misuse(`"${first}" needs one of: ${wanted}`);
  return misuse(`"${first}" has no "${second}", but ${wanted}${suggestion(second, group)}`);
}

/** The commands of two words that begin with one. */
function groupOf(word: string): readonly CommandRow[] {
  return wordRows.filter(({ name }) => name.startsWith(`${word} `));
}

/** The command, as far as it can be told beside an option that does not exist. */
function rowMeant(values: OptionValues, positionals: readonly string[]): CommandRow | undefined {
  try {
    return findCommand(values, positionals).row;
  } catch {
    return undefined;
  }
}

function unknownOption(option: UnknownOption, row: CommandRow | undefined): SynthError {
  const { written, meant } = nearestOption(option, optionsOf(row));
  const question = meant === undefined ? '' : `; did you mean --${meant}?`;
  if (row === undefined) return misuse(`there is no option ${written}${question}`);
  return misuse(`${nameOf(row)} takes no option ${written}${question}`, row);
}

/** What may be given with a command; with none, whatever any takes. */
function optionsOf(row: CommandRow | undefined): readonly string[] {
  const actions = flagRows.map(({ name }) => name);
  if (row === undefined) return [...Object.keys(flagTable), ...actions];
  return [...row.flags, ...commonFlags, ...(row.name === 'run' ? actions : [])];
}

function nameOf(row: CommandRow): string {
  return row.asFlag ? `--${row.name}` : `"${row.name}"`;
}

function checkFlags(row: CommandRow, values: OptionValues): void {
  for (const name of Object.keys(values)) {
    const known = [...row.flags, ...commonFlags, row.name];
    if (known.includes(name)) continue;
    throw misuse(`${nameOf(row)} takes no option --${name}`, row);
  }
}

function checkOperands(row: CommandRow, operands: readonly string[]): void {
  const [fewest, most] = row.operandCount ?? [0, 0];
  if (operands.length > most) throw misuse(`${nameOf(row)} takes no "${operands[most]}"`, row);
  if (operands.length < fewest) throw misuse(`${nameOf(row)} needs ${row.operands}`, row);
}
