/**
 * The one error type. Every failure that a person can meet has a code from the closed list below, a category that
 * says what to do about it, a sentence, and a remedy that can be pasted or followed.
 */

/** What becomes of a failure when nobody does anything, and so what a recovery may try. */
export type ErrorCategory =
  /** Likely to pass by itself: trying again is right. */
  | 'transient'
  /** Needs an action that the program can take itself: reopen, fall back, rescan. */
  | 'recoverable'
  /** Something is missing, the rest works. */
  | 'degraded'
  /** Nothing can be done without a person. */
  | 'fatal';

/** Every code and its category. */
const categories = {
  USAGE: 'fatal',
  CONFIG_INVALID: 'fatal',
  CONFIG_UNWRITABLE: 'fatal',
  CONFIG_VERSION_NOT_FOUND: 'fatal',
  LIBRARY_MISSING: 'fatal',
  LIBRARY_TOO_OLD: 'fatal',
  SYNTHESIZER_FAILED: 'fatal',
  AUDIO_DRIVER_UNKNOWN: 'fatal',
  AUDIO_UNAVAILABLE: 'recoverable',
  AUDIO_SERVER_LOST: 'recoverable',
  AUDIO_SERVER_HUNG: 'recoverable',
  SOUNDFONT_NOT_FOUND: 'fatal',
  SOUNDFONT_UNREADABLE: 'fatal',
  SOUNDFONT_TOO_LARGE: 'fatal',
  SOUNDFONT_INVALID: 'fatal',
  SOUNDFONT_UNSAFE: 'fatal',
  PROGRAM_NOT_FOUND: 'degraded',
  DEVICE_NOT_FOUND: 'recoverable',
  DEVICE_ACCESS_DENIED: 'recoverable',
  DEVICE_UNSUITABLE: 'degraded',
  DEVICE_LOST: 'recoverable',
  DEVICE_GRABBED: 'recoverable',
  DEVICE_FAILED: 'recoverable',
  RECORDING_NOT_FOUND: 'fatal',
  RECORDING_INVALID: 'fatal',
  OUTPUT_UNWRITABLE: 'fatal',
  ENGINE_CRASHED: 'recoverable',
  ENGINE_NOT_RESPONDING: 'recoverable',
  REALTIME_DENIED: 'degraded',
  NOT_ACTIVE: 'recoverable',
  SESSION_LOCKED: 'recoverable',
  INVALID_ARGUMENTS: 'fatal',
  LIMIT_EXCEEDED: 'transient',
  TIMED_OUT: 'transient',
  PRESET_NOT_FOUND: 'fatal',
  PRESET_INVALID: 'fatal',
  BUS_UNAVAILABLE: 'recoverable',
  BUS_NAME_TAKEN: 'fatal',
  DAEMON_NOT_REACHABLE: 'fatal',
  LOGIND_UNAVAILABLE: 'degraded',
  SYSTEMD_UNAVAILABLE: 'degraded',
  LOG_UNWRITABLE: 'degraded',
} as const satisfies Record<string, ErrorCategory>;

/** A code from the closed list. */
export type ErrorCode = keyof typeof categories;

/** All codes, for tests and for documentation that is generated. */
export const errorCodes = Object.keys(categories) as readonly ErrorCode[];

/** A failure as plain data, the form in which it crosses threads. */
export interface Fault {
  readonly code: ErrorCode;
  readonly category: ErrorCategory;
  /** One sentence for a person: what failed, naming the thing. */
  readonly message: string;
  /** What to do about it: a command to paste or one action. */
  readonly remedy: string;
}

/** The category of a code. */
export function categoryOf(code: ErrorCode): ErrorCategory {
  return categories[code];
}

/** Thrown for every expected failure; anything else that is thrown is a defect of the program. */
export class SynthError extends Error implements Fault {
  override readonly name = 'SynthError';
  readonly code: ErrorCode;
  readonly category: ErrorCategory;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.category = categories[code];
    this.remedy = remedy;
  }

  /** The data of this error, to post to another thread. */
  toFault(): Fault {
    return { code: this.code, category: this.category, message: this.message, remedy: this.remedy };
  }

  /** The error that a fault from another thread stands for. */
  static from(fault: Fault): SynthError {
    return new SynthError(fault.code, fault.message, fault.remedy);
  }
}

/** A fault for whatever was thrown; what is not a `SynthError` gets the code that the caller names. */
export function faultOf(thrown: unknown, code: ErrorCode, remedy: string): Fault {
  if (thrown instanceof SynthError) return thrown.toFault();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code, category: categories[code], message, remedy };
}

/** The three lines that a person reads in a terminal or a log. */
export function describeFault(fault: Fault): string {
  return `${fault.message} [${fault.code}]\n  remedy: ${fault.remedy}`;
}
