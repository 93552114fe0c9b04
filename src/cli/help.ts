/** The help texts: the overview, and one for each command. */
import type { CommandRow } from './commandRow.js';
import { flagRows, statusesOf, synopsis, wordRows } from './commandTable.js';
import { type FlagName, type FlagRow, flagTable, flagText } from './flagTable.js';

/** Columns that the text fills. */
const textWidth = 100;

/** What `fw16-synth --help` prints. */
export function overview(): string {
  const run = wordRows.find(({ name }) => name === 'run');
  return [
    'usage: fw16-synth [COMMAND] [OPTIONS]\n',
    'commands:',
    table(wordRows.map((row) => [[row.name, row.operands].filter(Boolean).join(' '), row.summary])),
    'options of playing in the foreground:',
    flagTexts(run?.flags ?? []),
    'instead of playing:',
    table(flagRows.map(({ name, summary }) => [`--${name}`, summary])),
    'of every command that prints data:',
    flagTexts(['json']),
    'of every command:',
    flagTexts(['help', 'version']),
    `exit status: ${statusLine()}`,
    'More of a command: fw16-synth COMMAND --help, and man fw16-synth',
    '',
  ].join('\n');
}

function statusLine(): string {
  return '0 done, 1 failed, 2 used wrongly, 3 daemon not reachable, 78 configuration invalid';
}

/** What `fw16-synth COMMAND --help` prints. */
export function commandHelp(row: CommandRow): string {
  const paragraphs = row.details ?? [];
  const statuses = statusesOf(row).map(([status, meaning]) => `${status} ${meaning}`);
  return [
    `usage: ${synopsis(row)}\n`,
    wrapped(sentence(row.summary), ''),
    ...paragraphs.map((paragraph) => `\n${wrapped(paragraph, '')}`),
    '',
    'options:',
    flagTexts([...row.flags, 'help']),
    wrapped(`exit status: ${statuses.join(', ')}`, ''),
    '',
  ].join('\n');
}

/** The help of commands, or the overview when none was named. */
export function helpFor(rows: readonly CommandRow[]): string {
  return rows.length === 0 ? overview() : rows.map(commandHelp).join('\n');
}

function flagTexts(names: readonly FlagName[]): string {
  return table(
    names.map((name) => {
      const row: FlagRow = flagTable[name];
      const short = row.short === undefined ? '' : `-${row.short}, `;
      return [`${short}${flagText(name)}`, row.help];
    }),
  );
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const indent = ' '.repeat(width + 4);
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${wrapped(right, indent)}\n`).join('');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Breaks a text into lines; all but the first begin with `indent`. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + word.length >= textWidth) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}
