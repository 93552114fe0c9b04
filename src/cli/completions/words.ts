/** What the completions of all shells are made from. */
import type { CommandRow } from '../commandRow.js';
import { flagRows, wordRows } from '../commandTable.js';
import { commonFlags, type FlagName, type FlagRow, flagTable } from '../flagTable.js';

/** A first word, with what it does. */
export interface FirstWord {
  readonly word: string;
  readonly summary: string;
  /** Its own row; a group like `preset` need not have one. */
  readonly row: CommandRow | undefined;
  /** The second words, with their rows. */
  readonly group: readonly { readonly word: string; readonly row: CommandRow }[];
}

export const firstWords: readonly FirstWord[] = [
  ...new Set(wordRows.map(({ name }) => name.split(' ')[0] ?? '')),
].map((word) => {
  const row = wordRows.find(({ name }) => name === word);
  const group = wordRows.flatMap((one) => {
    const [first, second] = one.name.split(' ');
    return first === word && second !== undefined ? [{ word: second, row: one }] : [];
  });
  const summary = row?.summary ?? `${group.map((one) => one.word).join(', ')}`;
  return { word, summary, row, group };
});

export interface NamedFlag extends FlagRow {
  readonly name: string;
}

/** The flags of a command with those of every command. */
export function flagsOf(row: CommandRow): readonly NamedFlag[] {
  return [...row.flags, ...commonFlags].map(named);
}

/** Of the command line without a command: those of `run`, and those that stand for a command. */
export function flagsWithoutCommand(): readonly NamedFlag[] {
  const run = wordRows.find(({ name }) => name === 'run');
  const actions = flagRows.map(({ name, summary }): NamedFlag => ({ name, help: summary }));
  return [...(run === undefined ? [] : flagsOf(run)), ...actions];
}

export const allFlags: readonly NamedFlag[] = (Object.keys(flagTable) as FlagName[]).map(named);

function named(name: FlagName): NamedFlag {
  const row: FlagRow = flagTable[name];
  return { name, ...row };
}

/** A text in single quotes, for bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
