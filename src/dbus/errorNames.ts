/** How errors cross the bus: every code of the program has a name there, and comes back as the same error. */
import { describeFault, type ErrorCode, errorCodes, type Fault, SynthError } from '../errors/errors.js';
import { errorPrefix } from './names.js';

/** Each is documented in docs/dbus/errors.md. */
export const busErrors = [
  'InvalidArguments',
  'NotActive',
  'DeviceAccessDenied',
  'SoundFontNotFound',
  'SoundFontInvalid',
  'AudioUnavailable',
  'PresetNotFound',
  'PresetInvalid',
  'LimitExceeded',
  'Failed',
] as const;
export type BusError = (typeof busErrors)[number];

/** The name on the bus of every code. */
export const busErrorOf: Readonly<Record<ErrorCode, BusError>> = {
  USAGE: 'InvalidArguments',
  CONFIG_INVALID: 'Failed',
  CONFIG_UNWRITABLE: 'Failed',
  CONFIG_VERSION_NOT_FOUND: 'InvalidArguments',
  LIBRARY_MISSING: 'Failed',
  LIBRARY_TOO_OLD: 'Failed',
  SYNTHESIZER_FAILED: 'Failed',
  AUDIO_DRIVER_UNKNOWN: 'AudioUnavailable',
  AUDIO_UNAVAILABLE: 'AudioUnavailable',
  AUDIO_SERVER_LOST: 'AudioUnavailable',
  AUDIO_SERVER_HUNG: 'AudioUnavailable',
  SOUNDFONT_NOT_FOUND: 'SoundFontNotFound',
  SOUNDFONT_UNREADABLE: 'SoundFontNotFound',
  SOUNDFONT_TOO_LARGE: 'SoundFontInvalid',
  SOUNDFONT_INVALID: 'SoundFontInvalid',
  SOUNDFONT_UNSAFE: 'SoundFontInvalid',
  PROGRAM_NOT_FOUND: 'InvalidArguments',
  DEVICE_NOT_FOUND: 'Failed',
  DEVICE_ACCESS_DENIED: 'DeviceAccessDenied',
  DEVICE_UNSUITABLE: 'Failed',
  DEVICE_LOST: 'Failed',
  DEVICE_GRABBED: 'DeviceAccessDenied',
  DEVICE_FAILED: 'Failed',
  RECORDING_NOT_FOUND: 'Failed',
  RECORDING_INVALID: 'Failed',
  OUTPUT_UNWRITABLE: 'Failed',
  ENGINE_CRASHED: 'Failed',
  ENGINE_NOT_RESPONDING: 'Failed',
  REALTIME_DENIED: 'Failed',
  NOT_ACTIVE: 'NotActive',
  SESSION_LOCKED: 'NotActive',
  INVALID_ARGUMENTS: 'InvalidArguments',
  LIMIT_EXCEEDED: 'LimitExceeded',
  TIMED_OUT: 'Failed',
  PRESET_NOT_FOUND: 'PresetNotFound',
  PRESET_INVALID: 'PresetInvalid',
  BUS_UNAVAILABLE: 'Failed',
  BUS_NAME_TAKEN: 'Failed',
  DAEMON_NOT_REACHABLE: 'Failed',
  LOGIND_UNAVAILABLE: 'Failed',
  SYSTEMD_UNAVAILABLE: 'Failed',
  LOG_UNWRITABLE: 'Failed',
};

/** The code of an error of this program whose message does not name one. */
const codeOf: Readonly<Record<BusError, ErrorCode>> = {
  InvalidArguments: 'INVALID_ARGUMENTS',
  NotActive: 'NOT_ACTIVE',
  DeviceAccessDenied: 'DEVICE_ACCESS_DENIED',
  SoundFontNotFound: 'SOUNDFONT_NOT_FOUND',
  SoundFontInvalid: 'SOUNDFONT_INVALID',
  AudioUnavailable: 'AUDIO_UNAVAILABLE',
  PresetNotFound: 'PRESET_NOT_FOUND',
  PresetInvalid: 'PRESET_INVALID',
  LimitExceeded: 'LIMIT_EXCEEDED',
  Failed: 'ENGINE_CRASHED',
};

const logRemedy = 'Look at the log of the daemon: journalctl --user -u fw16-synth';

/** An error as it is on the wire: a name, and a text for a person that also names code and remedy. */
export interface WireError {
  readonly name: string;
  readonly text: string;
}

/** What a client is answered for whatever was thrown. A defect of the program is told without its stack. */
export function wireErrorOf(thrown: unknown): WireError {
  if (thrown instanceof StandardError) return { name: thrown.errorName, text: thrown.message };
  const fault = thrown instanceof SynthError ? thrown.toFault() : defect(thrown);
  return { name: errorPrefix + busErrorOf[fault.code], text: describeFault(fault) };
}

/** The error that a daemon of this program has answered; nothing when it is no such error. */
export function synthErrorOf({ name, text }: WireError): SynthError | undefined {
  if (!name.startsWith(errorPrefix)) return undefined;
  const [, message, code, remedy] = /^(.*) \[([A-Z_]+)\]\n {2}remedy: (.*)$/s.exec(text) ?? [];
  if (message !== undefined && remedy !== undefined && isCode(code))
    return new SynthError(code, message, remedy);
  const word = name.slice(errorPrefix.length);
  const known = busErrors.find((one) => one === word) ?? 'Failed';
  // Most refusals of a client that goes on asking are the name alone.
  const sentence = text === '' ? `The daemon answered ${word} without a message.` : text;
  return new SynthError(codeOf[known], sentence, logRemedy);
}

/** Thrown for what the specification of D-Bus has an error of its own for. */
export class StandardError extends Error {
  override readonly name = 'StandardError';
  /** One of `standardError`. */
  readonly errorName: string;

  constructor(errorName: string, message: string) {
    super(message);
    this.errorName = errorName;
  }
}

function defect(thrown: unknown): Fault {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SynthError(
    'ENGINE_CRASHED',
    `The daemon met a defect of its own: ${message}`,
    logRemedy,
  ).toFault();
}

function isCode(text: string | undefined): text is ErrorCode {
  return text !== undefined && (errorCodes as readonly string[]).includes(text);
}
