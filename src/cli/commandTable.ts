/**
 * Every command: what it takes, what it does, how it ends. Parsing, help, shell completions and the man page all come
 * from here and from the table of flags.
 */
import { clientCommands } from './clientCommands.js';
import { type CommandRow, exitStatuses } from './commandRow.js';
import { flagCommands, playCommands } from './playCommands.js';
import { toolCommands } from './toolCommands.js';

/** In the order in which the help shows them. */
export const commandTable = [...playCommands, ...clientCommands, ...toolCommands, ...flagCommands] as const;

export type CommandName = (typeof commandTable)[number]['name'];

/** The rows without their literal types. */
export const commandRows: readonly CommandRow[] = commandTable;

/** Those that are given as words, in the order of the table. */
export const wordRows = commandRows.filter(({ asFlag }) => asFlag === undefined);

/** Those that are given as flags. */
export const flagRows = commandRows.filter(({ asFlag }) => asFlag === true);

/** The statuses of a command with their meanings, in their order. */
export function statusesOf(row: CommandRow): readonly (readonly [number, string])[] {
  const own = new Set<number>([0, 1, 2, ...(row.statuses ?? [])]);
  return Object.entries(exitStatuses).flatMap(([status, meaning]) =>
    own.has(Number(status)) ? [[Number(status), meaning] as const] : [],
  );
}

/** How a command is called: `fw16-synth preset load NAME`. */
export function synopsis(row: CommandRow): string {
  const name = row.asFlag ? `--${row.name}` : row.name;
  return ['fw16-synth', name, row.operands, row.flags.length > 0 ? '[OPTIONS]' : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
}
