/** The three forms that a record takes as a line. Whatever it contains, it stays one line, and moves no cursor. */
import { type LogLevel, syslogPriorities } from './levels.js';
import type { LogRecord } from './record.js';

/**
 * UTF-16 units of a line of text. The journal cuts a line at 48 KiB (LineMax) into several entries, of which only the
 * first has the priority; a unit takes up to three bytes.
 */
const longestText = 16_000;

/** Control characters, Unicode's other ends of lines, and what turns the direction of writing. */
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A word that needs no quotation marks as the value of a field. */
const plainWord = /^[\p{L}\p{N}_.:/+@%-]+$/u;

const colours: Readonly<Partial<Record<LogLevel, string>>> = {
  trace: '\x1b[2m',
  debug: '\x1b[2m',
  warning: '\x1b[33m',
  error: '\x1b[31m',
  critical: '\x1b[1;31m',
};
const endOfColour = '\x1b[0m';

/** For the journal, by sd-daemon(3): `<3>audio: PortAudio does not open code=AUDIO_UNAVAILABLE`. It has the time itself. */
export function journalLine(record: LogRecord): string {
  return `<${syslogPriorities[record.level]}>${cut(`${escaped(record.category)}: ${content(record)}`)}\n`;
}

/** For a person: `2026-11-20T10:11:12.345Z WARNING audio: …`. */
export function terminalLine(record: LogRecord, coloured: boolean): string {
  const colour = coloured ? colours[record.level] : undefined;
  const level = record.level.toUpperCase();
  const shown = colour === undefined ? level : `${colour}${level}${endOfColour}`;
  return `${record.time} ${shown} ${cut(`${escaped(record.category)}: ${content(record)}`)}\n`;
}

function content({ message, fields }: LogRecord): string {
  const shown = typeof fields === 'object' && fields !== null ? Object.entries(fields) : [];
  const pairs = shown.map(([key, value]) => ` ${word(key)}=${word(value)}`).join('');
  const rest = typeof fields === 'string' ? ` ${fields}` : '';
  return escaped(message) + pairs + escaped(rest);
}

function word(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  if (typeof value !== 'string') return escaped(text);
  return plainWord.test(text) ? text : escaped(JSON.stringify(text));
}

/** Text without characters that end a line or command a terminal: these as `\n`, `\x1b`, `\u2028`. */
export function escaped(text: string): string {
  return text.replace(unsafe, (character) => {
    const short = shortEscapes[character];
    if (short !== undefined) return short;
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

function cut(text: string): string {
  const excess = text.length - longestText;
  return excess > 0 ? `${text.slice(0, longestText)} … ${excess} more characters` : text;
}
