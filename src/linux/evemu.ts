import { readFileSync, statSync } from 'node:fs';
import { SynthError } from '../errors/errors.js';
import { maxRecordingBytes, parseEvemu, printable, tooLarge } from './evemuParser.js';

export { maxRecordingBytes, parseEvemu };

/**
 * Recordings of input devices in the text format of evemu (`evemu-record`, `evemu-describe`), versions 1.0 to 1.3.
 *
 * The layout is documented in the README of evemu ("Device Description Format", "Event Data Format"): one item per
 * line, hexadecimal without 0x except where noted, `#` begins a comment that runs to the end of the line.
 *
 *     N: name, to the end of the line, `#` included
 *     I: bus vendor product version
 *     P: 8 bytes of the property bitmap; further lines continue it
 *     B: type and 8 bytes of the bitmap of its codes; further lines of the type continue it
 *     A: axis, then in decimal: minimum maximum fuzz flat resolution (no resolution before version 1.2)
 *     L: LED code, state in decimal      S: switch code, state in decimal
 *     E: seconds.microseconds in decimal, type, code, value in decimal
 */

/** What `EVIOCGID` says of a device; each 0 to 0xffff. `bus` is one of `busType`. */
export interface EvemuIdentity {
  readonly bus: number;
  readonly vendor: number;
  readonly product: number;
  readonly version: number;
}

/** What `EVIOCGABS` says of an axis; `code` is one of `abs`, the rest are 32-bit integers in the device's units. */
export interface EvemuAxis {
  readonly code: number;
  readonly min: number;
  readonly max: number;
  readonly fuzz: number;
  readonly flat: number;
  /** Units per millimetre, 0 when unknown. */
  readonly resolution: number;
}

/** Events as columns, each `length` long. */
export interface EvemuEvents {
  readonly length: number;
  /** Microseconds since the first event; never falls. */
  readonly timeUs: Float64Array;
  /** `eventType`, 0 to 0x1f. */
  readonly type: Uint16Array;
  /** 0 to 0x2ff. */
  readonly code: Uint16Array;
  readonly value: Int32Array;
}

/** A device and what was recorded from it. */
export interface EvemuRecording {
  /** As the device reports it; empty when the file does not say. */
  readonly name: string;
  /** All zero when the file does not say. */
  readonly identity: EvemuIdentity;
  /** Bitmap of `inputProperty`, bit n in byte n / 8, a multiple of 8 bytes long. */
  readonly properties: Uint8Array;
  /**
   * By event type, the bitmap of its codes, a multiple of 8 bytes long. For type 0 it is of the codes of EV_SYN in
   * recordings by evemu 2 and of the event types in older ones.
   */
  readonly capabilities: ReadonlyMap<number, Uint8Array>;
  readonly axes: readonly EvemuAxis[];
  readonly events: EvemuEvents;
}

/**
 * The recording in the file at `path`.
 * @throws SynthError RECORDING_NOT_FOUND when it cannot be read, RECORDING_INVALID when it is no recording
 */
export function readEvemu(path: string): EvemuRecording {
  let text: string;
  try {
    const stats = statSync(path);
    // Reading a pipe or a device could block for ever, and has no end to report a line of.
    if (!stats.isFile()) throw notFound(path, 'it is not a regular file');
    if (stats.size > maxRecordingBytes) throw tooLarge(path);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SynthError) throw error;
    throw notFound(path, reasonOf(error), error);
  }
  return parseEvemu(text, path);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

function notFound(path: string, reason: string, cause?: unknown): SynthError {
  const quoted = `'${path.replaceAll("'", "'\\''")}'`;
  const message = `cannot read the recording ${printable(path)}: ${reason}`;
  return new SynthError(
    'RECORDING_NOT_FOUND',
    message,
    `check the path and its permissions: ls -l ${quoted}`,
    { cause },
  );
}

/**
 * The text of a recording, as evemu version 1.3 writes it, without explanatory comments. `comments` become lines at
 * the top. The recording must be valid: what `parseEvemu` returns is, and gives an equal recording when parsed again.
 */
export function formatEvemu(recording: EvemuRecording, comments: readonly string[] = []): string {
  const { name, identity, properties, capabilities, axes, events } = recording;
  const lines = ['# EVEMU 1.3', ...comments.map((comment) => `# ${comment}`)];
  lines.push(`N: ${name}`);
  const { bus, vendor, product, version } = identity;
  lines.push(`I: ${hex(bus, 4)} ${hex(vendor, 4)} ${hex(product, 4)} ${hex(version, 4)}`);
  pushBitmap(lines, 'P:', properties);
  for (const [type, bitmap] of capabilities) pushBitmap(lines, `B: ${hex(type, 2)}`, bitmap);
  for (const { code, min, max, fuzz, flat, resolution } of axes) {
    lines.push(`A: ${hex(code, 2)} ${min} ${max} ${fuzz} ${flat} ${resolution}`);
  }
  for (let i = 0; i < events.length; i++) {
    const timeUs = events.timeUs[i] ?? 0;
    const time = `${Math.floor(timeUs / 1e6)}.${String(timeUs % 1e6).padStart(6, '0')}`;
    lines.push(
      `E: ${time} ${hex(events.type[i], 4)} ${hex(events.code[i], 4)} ${decimal(events.value[i] ?? 0)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function pushBitmap(lines: string[], prefix: string, bitmap: Uint8Array): void {
  for (let i = 0; i < bitmap.length; i += 8) {
    const bytes = Array.from(bitmap.subarray(i, i + 8), (byte) => hex(byte, 2));
    lines.push(`${prefix} ${bytes.join(' ')}`);
  }
}

function hex(number: number | undefined, digits: number): string {
  return (number ?? 0).toString(16).padStart(digits, '0');
}

/** As printf's `%04d`: at least four characters, of which the sign is one. */
function decimal(value: number): string {
  return value < 0 ? `-${String(-value).padStart(3, '0')}` : String(value).padStart(4, '0');
}
