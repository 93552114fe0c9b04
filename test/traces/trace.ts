/**
 * Golden traces: what is done to keyboards, and what has to sound. A trace is a text of three parts with a blank line
 * between them: what it shows and is set up with, what comes in, what goes out.
 *
 *     # Octave up while a key is held: its release ends the note that its press began.
 *     set velocity.mode fixed
 *
 *       0ms  q down
 *     100ms  equal down
 *     150ms  equal up
 *     200ms  q up
 *
 *       0ms  note-on C3 100 fixed
 *     200ms  note-off C3
 *
 * Times are virtual, in milliseconds; between the lines, and after the last, whatever was waiting happens at its time.
 * `#` begins a comment.
 *
 * Set-up:
 * - `set KEY VALUE`: a setting by its key in the configuration; the others have their defaults
 *
 * What comes in; the names of keys are those of `key` in inputEventCodes.ts. `@2` before any of them stands for a
 * second node of the keyboard, `@3` for a third:
 * - `KEY down`, `KEY up`, `KEY repeat`: an event of the kernel, and the SYN_REPORT that ends its frame
 * - `dropped KEY…`: events were lost, and the kernel says that just these keys are down now
 * - `gone`: the node was unplugged
 * - `event TYPE CODE VALUE`: any event, by its numbers
 * - `layer on`, `layer off`, `arpeggiator MODE`, `tempo BPM`, `hold on`, `hold off`, `panic`, `deactivate`: what a client
 *   of the daemon asks for
 *
 * What goes out:
 * - `note-on NOTE VELOCITY SOURCE`, `note-off NOTE`: middle C is C4; of another channel than 0, any event ends in
 *   `channel NUMBER`
 * - `control-change CONTROLLER VALUE`, `program-change PROGRAM` (or `BANK:PROGRAM`), `panic`
 * - `deactivation-requested`: the player wants the keyboard back
 * - `counted NAME N`: at the end, without a time; what is not listed counted nothing
 */
import { engineSettings } from '../../src/config/engineSettings.js';
import { createConfiguration } from '../../src/config/schema.js';
import { PlayPath } from '../../src/engine/playPath.js';
import type { KeyboardDecoder } from '../../src/input/keyboardDecoder.js';
import { keyBitmapSize } from '../../src/linux/bitmap.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { controller } from '../../src/midi/messages.js';
import { noteName } from '../../src/midi/noteNames.js';
import {
  type ArpeggiatorMode,
  type ArpeggiatorSettings,
  defaultArpeggiator,
} from '../../src/performance/arpeggiatorSettings.js';
import { sortPrograms } from '../../src/performance/programs.js';
import { melodicTable } from '../../src/synthesizer/builtin/melodicTable.js';
import { type LoggedEvent, MusicalLog } from '../support/musicalLog.js';

export interface TraceLine {
  /** In the file, from 1. */
  readonly number: number;
  readonly words: readonly string[];
}

export interface Trace {
  readonly settings: readonly TraceLine[];
  readonly input: readonly TraceLine[];
  /** One line each, words parted by single spaces. */
  readonly expected: readonly string[];
}

/** @throws Error when there are not three parts. */
export function parseTrace(text: string): Trace {
  const parts: TraceLine[][] = [[]];
  for (const [index, line] of text.split('\n').entries()) {
    const words = (line.split('#')[0] ?? '').split(/\s+/).filter((word) => word !== '');
    if (words.length > 0) parts.at(-1)?.push({ number: index + 1, words });
    else if (line.trim() === '' && parts.length < 3) parts.push([]);
    else if (line.trim() === '' && index < text.split('\n').length - 1)
      throw fault(index + 1, 'a fourth part');
  }
  const [settings, input, output] = parts;
  if (settings === undefined || input === undefined || output === undefined) {
    throw new Error('a trace has three parts with a blank line between them');
  }
  return { settings, input, expected: output.map(({ words }) => words.join(' ')) };
}

/** Plays a trace through the whole play path and returns what went out, in the form in which it is expected. */
export function playTrace(trace: Trace): string[] {
  return new TracePlayer(trace.settings).play(trace.input);
}

class TracePlayer {
  private readonly log = new MusicalLog();
  private readonly path: PlayPath;
  private readonly nodes: KeyboardDecoder[] = [];
  private readonly lines: string[] = [];
  private readonly arpeggiator: ArpeggiatorSettings;

  constructor(settings: readonly TraceLine[]) {
    const configuration = createConfiguration({});
    for (const { number, words } of settings) {
      const [verb, name, value] = words;
      if (verb !== 'set' || name === undefined || value === undefined)
        throw fault(number, 'no "set KEY VALUE"');
      (configuration as unknown as { set(name: string, value: unknown): void }).set(name, value);
    }
    configuration.validate({ allowed: 'strict' });
    const programs = sortPrograms(melodicTable.map(({ program }) => ({ bank: 0, program })));
    const engine = engineSettings(configuration, { devices: [], soundFont: '', programs });
    this.arpeggiator = engine.performer.arpeggiator ?? defaultArpeggiator;
    this.path = new PlayPath(engine, programs, this.log);
  }

  play(input: readonly TraceLine[]): string[] {
    for (const line of input) {
      const timeUs = timeOf(line);
      this.advanceTo(timeUs);
      this.feed(line, timeUs);
      this.collect();
    }
    this.path.performer.endHold(Math.max(0, ...input.map(timeOf)));
    this.collect();
    this.advanceTo(Number.MAX_SAFE_INTEGER);
    return [...this.lines, ...this.counts()];
  }

  private advanceTo(timeUs: number): void {
    for (let due = this.path.nextDeadlineUs(); due < timeUs; due = this.path.nextDeadlineUs()) {
      this.path.advance(due);
      this.collect();
      if (!this.path.performer.deactivationRequested) continue;
      this.path.performer.deactivationRequested = false;
      this.lines.push(`${milliseconds(due)} deactivation-requested`);
    }
  }

  private feed({ number, words }: TraceLine, timeUs: number): void {
    const [, ...rest] = words;
    const node = rest[0]?.startsWith('@') ? Number(rest.shift()?.slice(1)) : 1;
    const decoder = this.node(node);
    const [subject = '', ...others] = rest;
    if (this.ask(subject, others[0] ?? '', timeUs)) return;
    if (subject === 'gone') decoder.releaseAll(timeUs);
    else if (subject === 'dropped')
      decoder.resync(bitmapOf(others.map((name) => keyCode(name, number))), timeUs);
    else if (subject === 'event') {
      const [type = 0, code = 0, value = 0] = others.map(Number);
      decoder.event(type, code, value, timeUs);
    } else {
      const value = ['up', 'down', 'repeat'].indexOf(others[0] ?? '');
      if (value < 0) throw fault(number, `"${others[0]}" is not up, down or repeat`);
      decoder.event(eventType.key, keyCode(subject, number), value, timeUs);
      decoder.event(eventType.syn, syn.report, 0, timeUs);
    }
  }

  /** @returns False for what a client cannot ask for. */
  private ask(what: string, value: string, timeUs: number): boolean {
    const { performer } = this.path;
    if (what === 'layer') performer.setLayer(value === 'on', timeUs);
    else if (what === 'arpeggiator') performer.setArpeggiator(value as ArpeggiatorMode, timeUs);
    else if (what === 'tempo') performer.setTempo(Number(value), timeUs);
    else if (what === 'hold')
      performer.configureArpeggiator({ ...this.arpeggiator, hold: value === 'on' }, timeUs);
    else if (what === 'panic') this.path.panic(timeUs);
    else if (what === 'deactivate') {
      for (const node of this.nodes) node.releaseAll(timeUs);
      this.path.panic(timeUs);
    } else return false;
    return true;
  }

  private node(number: number): KeyboardDecoder {
    while (this.nodes.length < number) this.nodes.push(this.path.addKeyboard());
    return this.nodes[number - 1] as KeyboardDecoder;
  }

  private collect(): void {
    for (const event of this.log.take())
      this.lines.push(`${milliseconds(event.timeUs)} ${eventWords(event)}${channelWords(event)}`);
  }

  private counts(): string[] {
    const { statistics, strokes, performer } = this.path;
    const { malformed, backwards, resyncs } = statistics;
    const { chatter, strayReleases } = strokes;
    const counts = {
      malformed,
      backwards,
      resyncs,
      chatter,
      strayReleases,
      outOfRange: performer.outOfRange,
    };
    return Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `counted ${name} ${count}`);
  }
}

function eventWords(event: LoggedEvent): string {
  switch (event.type) {
    case 'note-on':
      return `note-on ${noteName(event.key)} ${event.velocity} ${event.source}`;
    case 'note-off':
      return `note-off ${noteName(event.key)}`;
    case 'control-change': {
      const name = Object.entries(controller).find(([, number]) => number === event.controller)?.[0];
      return `control-change ${name ?? event.controller} ${event.value}`;
    }
    case 'program-change':
      return `program-change ${event.bank === 0 ? '' : `${event.bank}:`}${event.program}`;
    case 'pitch-bend':
      return `pitch-bend ${event.value}`;
    case 'panic':
      return 'panic';
  }
}

function channelWords(event: LoggedEvent): string {
  return 'channel' in event && event.channel !== 0 ? ` channel ${event.channel}` : '';
}

function milliseconds(timeUs: number): string {
  return `${timeUs / 1000}ms`;
}

function timeOf({ number, words }: TraceLine): number {
  const text = words[0] ?? '';
  if (!/^\d+(\.\d+)?ms$/.test(text)) throw fault(number, `"${text}" is no time in ms`);
  return Math.round(Number.parseFloat(text) * 1000);
}

function keyCode(name: string, line: number): number {
  const code = (key as Readonly<Record<string, number>>)[name];
  if (code === undefined) throw fault(line, `there is no key "${name}"`);
  return code;
}

function bitmapOf(codes: readonly number[]): Uint8Array {
  const bitmap = new Uint8Array(keyBitmapSize);
  for (const code of codes) bitmap[code >> 3] = (bitmap[code >> 3] ?? 0) | (1 << (code & 7));
  return bitmap;
}

function fault(line: number, what: string): Error {
  return new Error(`line ${line}: ${what}`);
}
