/** What a check of doctor is, and what it finds. */
import type { Machine } from './machine.js';

/**
 * - `ok`: as it should be
 * - `warning`: works, but less well, or not in every case
 * - `fault`: the instrument does not work until it is mended
 * - `unknown`: could not be found out
 */
export type FindingStatus = 'ok' | 'warning' | 'fault' | 'unknown';

export interface Finding {
  readonly status: FindingStatus;
  /** What was found, in a sentence or less. */
  readonly found: string;
  /** What to do about it: a command to paste or one action. */
  readonly remedy?: string;
  /** The same as lines for the configuration of NixOS. */
  readonly nixos?: string;
}

export interface Check {
  readonly name: string;
  look(machine: Machine): Finding | Promise<Finding>;
}

/** What is said of a check. */
export interface Result extends Finding {
  readonly name: string;
}

export function ok(found: string): Finding {
  return { status: 'ok', found };
}

export function warning(found: string, remedy: string, nixos?: string): Finding {
  return { status: 'warning', found, remedy, ...(nixos === undefined ? {} : { nixos }) };
}

export function fault(found: string, remedy: string, nixos?: string): Finding {
  return { status: 'fault', found, remedy, ...(nixos === undefined ? {} : { nixos }) };
}

export function unknown(found: string, remedy?: string): Finding {
  return { status: 'unknown', found, ...(remedy === undefined ? {} : { remedy }) };
}
