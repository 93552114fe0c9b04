/** The commands about configuration, machine and installation. */
import type { CommandRow } from './commandRow.js';
import { configurationFlags } from './flagTable.js';

const configured = { statuses: [78] } as const;

export const toolCommands = [
  {
    name: 'check-config',
    operands: '[FILE]',
    operandCount: [0, 1],
    completes: 'file',
    flags: ['config', 'offline', 'json'],
    summary: 'check the configuration, or one file alone, and tell every fault and how to mend it',
    ...configured,
  },
  {
    name: 'config',
    flags: [...configurationFlags, 'device', 'json'],
    summary: 'every setting, its value, and where that is from',
    ...configured,
  },
  {
    name: 'config get',
    operands: 'KEY',
    operandCount: [1, 1],
    flags: ['config', 'json'],
    summary: 'the value of a setting, or of every setting of a section',
    ...configured,
  },
  {
    name: 'config set',
    operands: 'KEY VALUE',
    operandCount: [2, 2],
    flags: ['config', 'json'],
    summary: "change a setting in the user's file, or in that of --config",
    details: ['Comments stay. What the file was before is kept: fw16-synth config rollback'],
    ...configured,
  },
  {
    name: 'config diff',
    operands: '[N]',
    operandCount: [0, 1],
    flags: ['config', 'json'],
    summary: 'what differs from the defaults, or from the version that was in force N changes ago',
    ...configured,
  },
  {
    name: 'config versions',
    flags: ['config', 'json'],
    summary: 'the versions of the file that are kept, the newest first',
  },
  {
    name: 'config rollback',
    operands: '[N]',
    operandCount: [0, 1],
    flags: ['config', 'yes'],
    summary: 'go back to the version that was in force N changes ago, 1 by default; asks first',
    ...configured,
  },
  { name: 'config schema', flags: [], summary: 'the schema of the configuration, as JSON' },
  {
    name: 'devices',
    flags: ['json'],
    summary: 'what was found, what it can do, what is used, and why not',
    details: ['Opens no device. What the running daemon says of its devices is shown where it is reachable.'],
    ...configured,
  },
  {
    name: 'health',
    flags: ['json'],
    summary: 'one line, and an exit status: is all well?',
    statuses: [3, 4, 5],
  },
  {
    name: 'doctor',
    flags: ['config', 'json'],
    summary: 'check everything that a working instrument needs, and print the fix for each fault',
    details: [
      'Changes nothing. On NixOS the fixes are lines for the configuration. Status 1 if there is a fault.',
    ],
  },
  {
    name: 'install-units',
    flags: ['remove'],
    summary: "write the systemd unit and the D-Bus activation file into the user's own folders",
    details: [
      'For machines where no package of the distribution does it. A file that was there and differs is kept with ~ at the end of its name.',
    ],
  },
  {
    name: 'completions',
    operands: 'SHELL',
    operandCount: [1, 1],
    completes: ['bash', 'zsh', 'fish'],
    flags: [],
    summary: 'print the completions for bash, zsh or fish',
  },
  {
    name: 'man',
    flags: [],
    summary: 'print the manual page, as roff; read it with: fw16-synth man | man -l -',
  },
] as const satisfies readonly CommandRow[];
