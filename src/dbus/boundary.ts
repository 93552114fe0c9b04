/** The checks of what comes from a client: by type, by range, by name. Everything behind it may trust its arguments. */
import { SynthError } from '../errors/errors.js';
import type { Variant } from './dbusLibrary.js';
import { StandardError } from './errorNames.js';
import {
  type Allowed,
  type Argument,
  describeRow,
  type Property,
  signatureOf,
} from './interfaceDescription.js';
import { standardError } from './names.js';

/** @throws SynthError INVALID_ARGUMENTS, or for a standard method StandardError. */
export function checkArguments(
  method: string,
  row: readonly Argument[],
  signature: string,
  body: readonly unknown[],
  standard: boolean,
): void {
  if (signature !== signatureOf(row)) {
    const taken = row.length === 0 ? 'no arguments' : `(${describeRow(row)})`;
    const sentence = `${method} takes ${taken}, but was given ${signature === '' ? 'none' : `(${signature})`}.`;
    if (standard) throw new StandardError(standardError.invalidArgs, sentence);
    throw new SynthError('INVALID_ARGUMENTS', sentence, `Give it ${taken}.`);
  }
  for (const [index, { name, allowed }] of row.entries()) {
    if (allowed !== undefined) checkValue(`The ${name} of ${method}`, body[index], allowed);
  }
}

/** @throws SynthError INVALID_ARGUMENTS. */
export function checkProperty(name: string, { type, allowed }: Property, value: Variant): void {
  if (value.signature !== type) {
    throw new SynthError(
      'INVALID_ARGUMENTS',
      `${name} is of type ${type}, but was given one of type ${value.signature}.`,
      `Give it a value of type ${type}.`,
    );
  }
  // Not a number is in every range, by comparison.
  if (type === 'd' && !Number.isFinite(value.value))
    throw new SynthError('INVALID_ARGUMENTS', `${name} is not finite.`, 'Give it a finite number.');
  if (allowed !== undefined) checkValue(name, value.value, allowed);
}

/** What is allowed, as pages and errors write it. */
export function describeAllowed(allowed: Allowed): string {
  if ('words' in allowed) return `one of ${allowed.words.join(', ')}`;
  if ('longest' in allowed) return `at most ${allowed.longest} bytes`;
  return `${allowed.minimum} to ${allowed.maximum}`;
}

function checkValue(what: string, value: unknown, allowed: Allowed): void {
  if (isAllowed(value, allowed)) return;
  const shown = typeof value === 'string' && value.length > 60 ? `${value.slice(0, 60)}…` : String(value);
  throw new SynthError(
    'INVALID_ARGUMENTS',
    `${what} cannot be ${shown}.`,
    `Give ${describeAllowed(allowed)}.`,
  );
}

function isAllowed(value: unknown, allowed: Allowed): boolean {
  if (typeof value === 'string') {
    if ('words' in allowed) return allowed.words.includes(value);
    return 'longest' in allowed && Buffer.byteLength(value) <= allowed.longest;
  }
  return (
    typeof value === 'number' && 'minimum' in allowed && value >= allowed.minimum && value <= allowed.maximum
  );
}
