/** The commands that play, and the flags that stand for a command in their place. */
import type { CommandRow } from './commandRow.js';
import { configurationFlags } from './flagTable.js';

const configured = { statuses: [78] } as const;
const service = [...configurationFlags, 'device', 'midi', 'midi-port', 'no-tui'] as const;
const foreground = [...service, 'stats', 'export-metrics'] as const;

export const playCommands = [
  {
    name: 'run',
    flags: foreground,
    summary: 'play the keyboards, in the foreground; so does no command at all',
    details: [
      'Plays every typing keyboard that is found, or those of --device, until Ctrl+C is pressed or Esc is held for a second. While it plays, the keys belong to the instrument alone.',
    ],
    ...configured,
  },
  {
    name: 'daemon',
    flags: service,
    summary: 'the service: inactive at the start, reached over the session bus, supervised by systemd',
    details: [
      'This is what the systemd unit runs. It waits, without a keyboard open, until it is activated: by "fw16-synth activate", over D-Bus, or by the toggle key.',
    ],
    ...configured,
  },
  {
    name: 'demo',
    flags: [...configurationFlags, 'stats', 'export-metrics', 'no-tui'],
    summary: 'play the bundled performance and show each note',
    details: ['Without a sound server the sound goes to a WAV file, and it is said which.'],
    ...configured,
  },
  {
    name: 'replay',
    operands: 'RECORDING',
    operandCount: [1, 1],
    completes: 'file',
    flags: [...configurationFlags, 'json', 'render'],
    summary: 'play an evemu recording in virtual time, without devices or a server',
    details: [
      'The same every time, to the byte. --json prints one musical event a line; --render writes the sound instead of printing.',
    ],
    ...configured,
  },
] as const satisfies readonly CommandRow[];

export const flagCommands = [
  {
    name: 'validate-only',
    asFlag: true,
    flags: [...configurationFlags, 'device', 'offline', 'json'],
    summary: 'check the configuration and play nothing',
    ...configured,
  },
  {
    name: 'test-mode',
    asFlag: true,
    flags: [...configurationFlags, 'json'],
    summary: 'check the configuration, then play one note through the audio driver and say what was heard',
    ...configured,
  },
  {
    name: 'health-check',
    asFlag: true,
    flags: ['json'],
    summary: 'for containers: status 0 when the daemon is healthy or degraded, 1 otherwise',
  },
  {
    name: 'download-soundfonts',
    asFlag: true,
    flags: ['json'],
    summary:
      'say how to get SoundFonts from the distribution, and which are installed; nothing is downloaded',
  },
  {
    name: 'benchmark',
    asFlag: true,
    flags: [...configurationFlags, 'json'],
    summary: 'measure how fast the play path handles the bundled performance on this machine',
    ...configured,
  },
  {
    name: 'midi-list',
    asFlag: true,
    flags: ['json'],
    summary: 'list the MIDI devices',
  },
] as const satisfies readonly CommandRow[];
