import { SynthError } from '../errors/errors.js';
import { keyBitmapSize } from './bitmap.js';
import type { EvemuAxis, EvemuIdentity, EvemuRecording } from './evemu.js';
import { abs, eventType, key, led, sw } from './inputEventCodes.js';

/** The largest recording that is read, in bytes: some two million events. */
export const maxRecordingBytes = 64 * 1024 * 1024;

/**
 * The recording in `text`. Lines may come in any order and end in LF or CRLF; only events are required.
 * `source` is the file's name, for messages.
 * @throws SynthError RECORDING_INVALID with the name, the line's number and what is wrong with it
 */
export function parseEvemu(text: string, source: string): EvemuRecording {
  if (text.length > maxRecordingBytes) throw tooLarge(source);
  return new EvemuParser(source).parse(text.startsWith('\ufeff') ? text.slice(1) : text);
}

/** Characters of an offending line that a message quotes. */
const maxShownLength = 60;

/** Reads lines one after the other; the first one that is wrong ends it with a `SynthError`. */
class EvemuParser {
  private readonly source: string;
  private lineNumber = 0;
  private line = '';
  private name: string | undefined;
  private identity: EvemuIdentity | undefined;
  private readonly properties: number[] = [];
  private readonly bitmaps = new Map<number, number[]>();
  private readonly axes: EvemuAxis[] = [];
  private readonly times: number[] = [];
  private readonly types: number[] = [];
  private readonly codes: number[] = [];
  private readonly values: number[] = [];
  private firstTimeUs = 0;
  private lastTimeUs = 0;

  constructor(source: string) {
    this.source = source;
  }

  parse(text: string): EvemuRecording {
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      this.line = text.slice(start, end).trim();
      this.lineNumber++;
      this.parseLine();
      start = end + 1;
    }
    const { source, times } = this;
    if (times.length === 0) throw invalid(`${printable(source)}: no events (E: lines) in the recording`);
    return {
      name: this.name ?? '',
      identity: this.identity ?? { bus: 0, vendor: 0, product: 0, version: 0 },
      properties: Uint8Array.from(this.properties),
      capabilities: new Map(Array.from(this.bitmaps, ([type, bytes]) => [type, Uint8Array.from(bytes)])),
      axes: this.axes,
      events: {
        length: times.length,
        timeUs: Float64Array.from(times),
        type: Uint16Array.from(this.types),
        code: Uint16Array.from(this.codes),
        value: Int32Array.from(this.values),
      },
    };
  }

  private parseLine(): void {
    // Control characters other than the tab: this is no text, whatever its lines happen to begin with.
    if (/[^\P{Cc}\t\r]/u.test(this.line)) this.fail('the line has binary data in it');
    if (this.line === '') return;
    if (this.line.startsWith('#')) {
      this.parseComment();
      return;
    }
    const data = this.line.slice(2);
    switch (this.line.slice(0, 2)) {
      case 'N:':
        this.parseName(data);
        break;
      case 'I:':
        this.parseIdentity(this.fields(data, 4, 'bus, vendor, product, version'));
        break;
      case 'P:':
        this.appendBitmap(this.properties, this.fields(data, 8, 'bytes'));
        break;
      case 'B:':
        this.parseCapabilities(this.fields(data, 9, 'type and 8 bytes'));
        break;
      case 'A:':
        this.parseAxis(data);
        break;
      case 'L:':
        this.parseState(this.fields(data, 2, 'LED, state'), led.max, 'LED');
        break;
      case 'S:':
        this.parseState(this.fields(data, 2, 'switch, state'), sw.max, 'switch');
        break;
      case 'E:':
        this.parseEvent(this.fields(data, 4, 'time, type, code, value'));
        break;
      default:
        this.fail('the line begins with none of N:, I:, P:, B:, A:, L:, S:, E:');
    }
  }

  /** The first comment of a file says the version of the format; the major number changes when it is incompatible. */
  private parseComment(): void {
    const version = /^#\s*EVEMU\s+(\d+)\.(\d+)/.exec(this.line);
    if (version && Number(version[1]) !== 1) this.fail('the format version is not 1.x');
  }

  /** The one line in which a # does not begin a comment. */
  private parseName(data: string): void {
    if (this.name !== undefined) this.fail('a second name; a recording is of one device');
    this.name = data.trim();
  }

  private parseIdentity(fields: string[]): void {
    if (this.identity) this.fail('a second identity; a recording is of one device');
    const [bus, vendor, product, version] = fields;
    this.identity = {
      bus: this.hex(bus, 0xffff, 'bus'),
      vendor: this.hex(vendor, 0xffff, 'vendor'),
      product: this.hex(product, 0xffff, 'product'),
      version: this.hex(version, 0xffff, 'version'),
    };
  }

  private parseCapabilities(fields: string[]): void {
    const type = this.hex(fields[0], eventType.max, 'type');
    const bytes = this.bitmaps.get(type) ?? [];
    this.bitmaps.set(type, bytes);
    this.appendBitmap(bytes, fields.slice(1));
  }

  private appendBitmap(bytes: number[], fields: string[]): void {
    // No bitmap of the kernel is longer than that of the keys.
    if (bytes.length + fields.length > keyBitmapSize) this.fail(`the bitmap exceeds ${keyBitmapSize} bytes`);
    for (const field of fields) bytes.push(this.hex(field, 0xff, 'byte'));
  }

  private parseAxis(data: string): void {
    const found = this.split(data);
    // Version 1.2 added the resolution.
    if (found.length !== 5) this.fields(data, 6, 'axis, minimum, maximum, fuzz, flat, resolution');
    const [code, min, max, fuzz, flat, resolution = '0'] = found;
    this.axes.push({
      code: this.hex(code, abs.max, 'axis'),
      min: this.int32(min, 'minimum'),
      max: this.int32(max, 'maximum'),
      fuzz: this.int32(fuzz, 'fuzz'),
      flat: this.int32(flat, 'flat'),
      resolution: this.int32(resolution, 'resolution'),
    });
  }

  /** Checked, then dropped: what was lit or closed when a recording began matters to nobody here. */
  private parseState(fields: string[], maxCode: number, what: string): void {
    this.hex(fields[0], maxCode, what);
    this.int32(fields[1], 'state');
  }

  private parseEvent(fields: string[]): void {
    const timeUs = this.time(fields[0]);
    const type = this.hex(fields[1], eventType.max, 'type');
    const code = this.hex(fields[2], key.max, 'code');
    const value = this.int32(fields[3], 'value');
    if (this.times.length === 0) this.firstTimeUs = timeUs;
    else if (timeUs < this.lastTimeUs) this.fail('the time is before that of the previous event');
    this.lastTimeUs = timeUs;
    this.times.push(timeUs - this.firstTimeUs);
    this.types.push(type);
    this.codes.push(code);
    this.values.push(value);
  }

  /** Microseconds from `seconds.microseconds`; the part after the point is a count, so `1.5` is 1000005. */
  private time(field: string | undefined): number {
    const parts = /^(\d+)\.(\d+)$/.exec(field ?? '');
    if (!parts) this.fail('the time is not seconds.microseconds');
    const [, seconds = '', microseconds = ''] = parts;
    if (microseconds.length > 6) this.fail('the microseconds are not below 1000000');
    const timeUs = Number(seconds) * 1e6 + Number(microseconds);
    if (!Number.isSafeInteger(timeUs)) this.fail('the time is out of range');
    return timeUs;
  }

  private hex(field: string | undefined, max: number, what: string): number {
    if (!/^[0-9a-f]+$/i.test(field ?? '')) this.fail(`the ${what} is not a hexadecimal number`);
    const number = Number.parseInt(field ?? '', 16);
    if (number > max) this.fail(`the ${what} is above 0x${max.toString(16)}`);
    return number;
  }

  private int32(field: string | undefined, what: string): number {
    if (!/^[+-]?\d+$/.test(field ?? '')) this.fail(`the ${what} is not a decimal number`);
    const number = Number(field);
    if (number < -0x8000_0000 || number > 0x7fff_ffff) this.fail(`the ${what} does not fit 32 bits`);
    // Adding 0 makes the -0 of `-000` a 0.
    return number + 0;
  }

  private split(data: string): string[] {
    const comment = data.indexOf('#');
    const text = (comment < 0 ? data : data.slice(0, comment)).trim();
    return text === '' ? [] : text.split(/\s+/);
  }

  private fields(data: string, count: number, meaning: string): string[] {
    const fields = this.split(data);
    if (fields.length !== count) this.fail(`${count} fields expected (${meaning}), ${fields.length} found`);
    return fields;
  }

  private fail(reason: string): never {
    const { line, lineNumber, source } = this;
    const shown = line.length > maxShownLength ? `${line.slice(0, maxShownLength)}…` : line;
    throw invalid(`${printable(source)} line ${lineNumber}: "${printable(shown)}": ${reason}`);
  }
}

/** Text of somebody else's, made fit for a terminal and for one line. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

function invalid(message: string): SynthError {
  const remedy = 'correct or remove that line, or record again: sudo evemu-record /dev/input/eventN FILE';
  return new SynthError('RECORDING_INVALID', message, remedy);
}

/** The failure of a file above `maxRecordingBytes`. */
export function tooLarge(source: string): SynthError {
  const message = `${printable(source)}: larger than ${maxRecordingBytes / 1024 / 1024} MiB`;
  return new SynthError('RECORDING_INVALID', message, 'record a shorter performance, or split the file');
}
