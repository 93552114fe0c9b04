/** Completions for fish. */
import type { CommandRow } from '../commandRow.js';
import { type FirstWord, firstWords, flagsOf, flagsWithoutCommand, type NamedFlag } from './words.js';

const complete = 'complete -c fw16-synth';
const noCommand = '__fish_use_subcommand';

export function fishCompletions(): string {
  const lines = [
    '# Completions of fw16-synth for fish, made by: fw16-synth completions fish',
    `${complete} -f`,
    ...firstWords.map(({ word, summary }) => `${complete} -n ${noCommand} -a ${word} -d ${quoted(summary)}`),
    ...flagLines(noCommand, flagsWithoutCommand()),
    ...firstWords.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ word, row, group }: FirstWord): readonly string[] {
  const seen = `__fish_seen_subcommand_from ${word}`;
  const others = group.map((one) => one.word).join(' ');
  const alone = group.length === 0 ? seen : `${seen}; and not __fish_seen_subcommand_from ${others}`;
  return [
    ...group.map((one) => `${complete} -n ${quoted(alone)} -a ${one.word} -d ${quoted(one.row.summary)}`),
    ...(row === undefined ? [] : rowLines(alone, row)),
    ...group.flatMap((one) => rowLines(`${seen}; and __fish_seen_subcommand_from ${one.word}`, one.row)),
  ];
}

function rowLines(condition: string, row: CommandRow): readonly string[] {
  const { completes } = row;
  const operands =
    completes === undefined
      ? []
      : typeof completes === 'string'
        ? [`${complete} -n ${quoted(condition)} -F`]
        : [`${complete} -n ${quoted(condition)} -a ${quoted(completes.join(' '))}`];
  return [...operands, ...flagLines(condition, flagsOf(row))];
}

function flagLines(condition: string, flags: readonly NamedFlag[]): readonly string[] {
  return flags.map(({ name, short, value, completes, help }) => {
    const letter = short === undefined ? '' : ` -s ${short}`;
    return `${complete} -n ${quoted(condition)} -l ${name}${letter}${valueText(value, completes)} -d ${quoted(help)}`;
  });
}

function valueText(value: string | undefined, completes: NamedFlag['completes']): string {
  if (value === undefined) return '';
  if (completes === undefined) return ' -x';
  return typeof completes === 'string' ? ' -r -F' : ` -x -a ${quoted(completes.join(' '))}`;
}

/** A text in single quotes, in which fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
