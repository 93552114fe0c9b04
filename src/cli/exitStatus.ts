/** How a failure becomes an exit status; what they mean is in the table of commands. */
import type { ErrorCode } from '../errors/errors.js';
import type { ExitStatus } from './commandRow.js';

const special: Partial<Record<ErrorCode, ExitStatus>> = {
  USAGE: 2,
  DAEMON_NOT_REACHABLE: 3,
  BUS_UNAVAILABLE: 3,
  CONFIG_INVALID: 78,
};

export function exitStatusOf(code: ErrorCode): ExitStatus {
  return special[code] ?? 1;
}
