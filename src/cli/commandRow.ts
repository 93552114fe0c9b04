/** What a row of the table of commands holds. */
import type { FlagName } from './flagTable.js';

export interface CommandRow {
  /** One word, or two for a command of a group: `preset load`. */
  readonly name: string;
  /** Given as a flag, `--name`, instead of a word. */
  readonly asFlag?: true;
  /** What follows the command, as the help shows it. */
  readonly operands?: string;
  /** The fewest and the most operands; none by default. */
  readonly operandCount?: readonly [fewest: number, most: number];
  /** What the operands may be. */
  readonly completes?: readonly string[] | 'file' | 'folder';
  /** Besides `--help` and `--version`. */
  readonly flags: readonly FlagName[];
  /** One line. */
  readonly summary: string;
  /** Paragraphs of the longer help. */
  readonly details?: readonly string[];
  /** Exit statuses besides 0, 1 and 2. */
  readonly statuses?: readonly ExitStatus[];
}

/** What the exit statuses mean. */
export const exitStatuses = {
  0: 'done',
  1: 'failed',
  2: 'used wrongly',
  3: 'the daemon is not reachable',
  4: 'degraded',
  5: 'failed, says the daemon of itself',
  78: 'the configuration is not valid',
} as const;
export type ExitStatus = keyof typeof exitStatuses;
