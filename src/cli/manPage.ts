/** The manual page, in the macros of man(7), from the tables of commands and flags. */
import { type CommandRow, exitStatuses } from './commandRow.js';
import { flagRows, statusesOf, wordRows } from './commandTable.js';
import { configurationFlags, type FlagName, type FlagRow, flagTable, settingFlags } from './flagTable.js';

export function manPage(): string {
  const settings: ReadonlySet<string> = new Set(configurationFlags);
  const others = (Object.keys(flagTable) as FlagName[]).filter((name) => !settings.has(name)).map(flagEntry);
  return `${[
    '.TH FW16-SYNTH 1 "" "fw16-synth" "User Commands"',
    '.SH NAME',
    'fw16\\-synth \\- plays a laptop keyboard as a SoundFont synthesizer',
    '.SH SYNOPSIS',
    '.B fw16\\-synth',
    '.RI [ COMMAND ]\n.RI [ OPTIONS ]',
    '.SH DESCRIPTION',
    'Reads the keyboard straight from the kernel, infers how hard each key was struck, and plays a SoundFont through FluidSynth.',
    'Without a command it plays in the foreground.',
    '.SH COMMANDS',
    ...wordRows.map(commandEntry),
    '.SH INSTEAD OF PLAYING',
    ...flagRows.map(commandEntry),
    '.SH OPTIONS',
    'Which command takes which is said by',
    '.B fw16\\-synth',
    '.I COMMAND',
    '.BR \\-\\-help .',
    'Settings, which any command that plays takes:',
    ...configurationFlags.map(flagEntry),
    '.PP\nOthers:',
    ...others,
    '.SH EXIT STATUS',
    ...Object.entries(exitStatuses).map(([status, meaning]) => `.TP\n.B ${status}\n${sentence(meaning)}`),
    '.SH FILES',
    ...files.map(([path, what]) => `.TP\n.I ${escaped(path)}\n${escaped(what)}`),
    '.SH ENVIRONMENT',
    '.TP\n.B FW16_SYNTH_\\fIKEY\\fP\nSettings; they go before those of the files. See',
    '.BR "fw16\\-synth config" .',
    '.SH EXAMPLES',
    ...examples.map(([line, what]) => `.TP\n.B ${escaped(line)}\n${escaped(what)}`),
    '.SH SEE ALSO',
    '.BR fluidsynth (1),\n.BR busctl (1),\n.BR systemctl (1),\n.BR evemu\\-record (1)',
  ].join('\n')}\n`;
}

const files = [
  [
    '$XDG_CONFIG_HOME/fw16-synth/config.yaml',
    'The configuration of the user; ~/.config is meant where the variable is not set.',
  ],
  ['/etc/fw16-synth/config.yaml', 'The configuration of the machine, below that of the user.'],
] as const;

const examples = [
  ['fw16-synth demo', 'Hear it, without a keyboard, a sound card or a SoundFont of your own.'],
  ['fw16-synth doctor', 'See what keeps it from working, and how to mend it.'],
  ['systemctl --user enable --now fw16-synth', 'Have it ready at every login, inactive until it is wanted.'],
  ['fw16-synth toggle', 'Make the keyboard an instrument, and a keyboard again.'],
] as const;

function commandEntry(row: CommandRow): string {
  const name = escaped(row.asFlag ? `--${row.name}` : row.name);
  const operands = row.operands === undefined ? '' : ` \\fI${escaped(row.operands)}\\fP`;
  const sets = settingFlags.every((flag) => row.flags.includes(flag));
  const flags = row.flags.filter((flag) => !(sets && configuring.has(flag)));
  const named = [...(sets ? ['all settings'] : []), ...flags.map((flag) => `\\fB\\-\\-${escaped(flag)}\\fP`)];
  const takes = named.length === 0 ? '' : ` Options: ${named.join(', ')}.`;
  const special = statusesOf(row).filter(([status]) => status > 2);
  const statuses =
    special.length === 0
      ? ''
      : ` Status ${special.map(([status, meaning]) => `${status}: ${meaning}`).join('; ')}.`;
  const details = (row.details ?? []).map((text) => `\n${escaped(text)}`).join('');
  return `.TP\n\\fB${name}\\fP${operands}\n${sentence(row.summary)}${details}${takes === '' ? '' : `\n${takes.trim()}`}${statuses === '' ? '' : `\n${escaped(statuses.trim())}`}`;
}

/** Said in one word of the commands that take them all. */
const configuring: ReadonlySet<string> = new Set(configurationFlags);

function flagEntry(name: FlagName): string {
  const row: FlagRow = flagTable[name];
  const short = row.short === undefined ? '' : `\\fB\\-${row.short}\\fP, `;
  const value = row.value === undefined ? '' : ` \\fI${escaped(row.value)}\\fP`;
  return `.TP\n${short}\\fB\\-\\-${escaped(name)}\\fP${value}\n${sentence(row.help)}`;
}

function sentence(text: string): string {
  return escaped(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

/** What roff would take for something else: backslashes, hyphens that are to be copied, and a line that begins a macro. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
