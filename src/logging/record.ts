/** A record of the log, and the JSON line that it is. */
import { type LogLevel, parseLogLevel } from './levels.js';

/** What a record carries besides its message, by name. Errors may be among the values. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogRecord {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly time: string;
  readonly level: LogLevel;
  readonly category: string;
  readonly message: string;
  readonly fields: unknown;
}

/** The record that a line of the logger holds. @throws Error when it is none. */
export function parseRecord(line: string): LogRecord {
  const content = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const level = parseLogLevel(String(content.level));
  if (level === undefined) throw new Error(`no level in ${line}`);
  return {
    time: String(content.time),
    level,
    category: String(content.category),
    message: String(content.message ?? ''),
    fields: content.fields,
  };
}

/** The same fields with errors told in full, for JSON shows nothing of an error. Never throws. */
export function plainFields(fields: LogFields): unknown {
  try {
    return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plainValue(value)]));
  } catch {
    // A getter that throws.
    return '[unreadable]';
  }
}

function plainValue(value: unknown): unknown {
  if (value instanceof Error) return plainError(value);
  // JSON would say null of it.
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** As deep as causes are followed; a circle of them has an end too. */
const deepestCause = 5;

function plainError(error: Error, depth = 0): LogFields {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...('remedy' in error ? { remedy: error.remedy } : {}),
    stack,
    ...(cause instanceof Error && depth < deepestCause ? { cause: plainError(cause, depth + 1) } : {}),
  };
}
