/** Every flag: its value, what it does, and what may be offered when it is completed. Which commands take it is in their table. */

export interface FlagRow {
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in the help; a flag without one is a switch. */
  readonly value?: string;
  /** The flag may be given more than once. */
  readonly repeatable?: true;
  /** The words that it takes, or the kind of path. */
  readonly completes?: readonly string[] | 'file' | 'folder';
  /** One line. */
  readonly help: string;
}

export const flagTable = {
  config: {
    value: 'FILE',
    completes: 'file',
    help: 'read this configuration, and no other file',
  },
  device: {
    value: 'PATH',
    repeatable: true,
    completes: 'file',
    help: 'play this keyboard: an event node, a FIFO, a socket or an evemu recording; repeatable',
  },
  driver: {
    value: 'NAME',
    completes: ['auto', 'pipewire', 'jack', 'pulseaudio', 'alsa', 'portaudio', 'file', 'none'],
    help: 'audio driver: auto, pipewire, jack, pulseaudio, alsa, portaudio, file or none',
  },
  soundfont: { value: 'FILE', completes: 'file', help: 'play this SoundFont instead of the built-in one' },
  octave: { value: 'N', help: 'octave of the key Q, 0 to 9 (4)' },
  program: { value: 'N', help: 'program at the start, 0 to 127 (0)' },
  velocity: { value: 'N', help: 'the same velocity for every note, 1 to 127' },
  'velocity-source': {
    value: 'MODE',
    completes: ['timing', 'pressure', 'position', 'combined', 'fixed'],
    help: 'what sets how loud a key plays: timing, pressure, position, combined or fixed',
  },
  production: {
    help: 'supervision, recovery, health and file logging on, whatever the configuration says',
  },
  'log-file': { value: 'FILE', completes: 'file', help: 'write the log to this file too, and rotate it' },
  midi: { help: 'play MIDI devices; this version does not yet, and says so' },
  'midi-port': { value: 'NAME', help: 'play the MIDI devices of this name; this version does not yet' },
  'no-tui': { help: 'accepted and without effect: there is no terminal view to turn off' },
  stats: {
    value: 'FILE',
    completes: 'file',
    help: 'write what was counted to this file at the end, as JSON',
  },
  'export-metrics': { value: 'FILE', completes: 'file', help: 'another name of --stats' },
  render: { value: 'OUT.wav', completes: 'file', help: 'render to a WAV file' },
  json: { help: 'print JSON' },
  description: { value: 'TEXT', help: 'one line that says what the preset is' },
  tag: { value: 'WORD', repeatable: true, help: 'a word to find the preset by; repeatable' },
  remove: { help: 'take away what an earlier call has written' },
  offline: { help: 'do not look whether files, devices and servers that are named are there' },
  yes: { short: 'y', help: 'do not ask before something is deleted or overwritten' },
  verbose: { short: 'v', help: 'tell more' },
  help: { short: 'h', help: 'print this help' },
  version: { help: 'print the version' },
} as const satisfies Readonly<Record<string, FlagRow>>;

export type FlagName = keyof typeof flagTable;

/** Those that every command takes. */
export const commonFlags = ['help', 'version'] as const satisfies readonly FlagName[];

/** Those that change the configuration, besides `--config`. */
export const settingFlags = [
  'driver',
  'soundfont',
  'octave',
  'program',
  'velocity',
  'velocity-source',
  'production',
  'log-file',
] as const satisfies readonly FlagName[];

/** Those that say what is configured. */
export const configurationFlags = [
  ...settingFlags,
  'config',
  'verbose',
] as const satisfies readonly FlagName[];

type ValueOf<Row> = Row extends { readonly repeatable: true }
  ? readonly string[]
  : Row extends { readonly value: string }
    ? string
    : boolean;

/** What was given; a flag that was not is absent. */
export type FlagValues = { readonly [Name in FlagName]?: ValueOf<(typeof flagTable)[Name]> };

/** A flag with its value, as it is written: `--config FILE`. */
export function flagText(name: FlagName): string {
  const row: FlagRow = flagTable[name];
  return `--${name}${row.value === undefined ? '' : ` ${row.value}`}`;
}
