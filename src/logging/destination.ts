/** Where records go besides the files: standard error, in the form that suits whoever reads it. */
import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

export type LineFormat = 'journal' | 'terminal' | 'json';

export interface Destination {
  readonly descriptor: number;
  readonly format: LineFormat;
  /** Only in a terminal. */
  readonly coloured: boolean;
}

const standardError = 2;

/** What the descriptor is: a stream to the journal, a terminal, or something else, which gets JSON. */
export function findDestination(
  environment: NodeJS.ProcessEnv = process.env,
  descriptor: number = standardError,
): Destination {
  if (isJournal(environment.JOURNAL_STREAM, descriptor)) {
    return { descriptor, format: 'journal', coloured: false };
  }
  if (!isatty(descriptor)) return { descriptor, format: 'json', coloured: false };
  const plain = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return { descriptor, format: 'terminal', coloured: !plain };
}

/**
 * By systemd.exec(5): JOURNAL_STREAM is the device and the inode of the stream that systemd connected, which children
 * inherit with the variable although their output may go elsewhere.
 */
function isJournal(stream: string | undefined, descriptor: number): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
