/** What `replay` prints: musical events as JSON lines, or as text for a person. */

import type { MusicalEvent } from '../engine/eventRing.js';
import type { MusicalOutput, VelocitySource } from '../performance/musicalOutput.js';
import { eventText } from './noteDisplay.js';

/** One JSON object a line; times are whole microseconds from the start of the recording. */
export class JsonOutput implements MusicalOutput {
  private readonly lines: string[] = [];

  text(): string {
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }

  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void {
    this.print(timeUs, 'note-on', { channel, key, velocity, source });
  }

  noteOff(channel: number, key: number, timeUs: number): void {
    this.print(timeUs, 'note-off', { channel, key });
  }

  controlChange(channel: number, controller: number, value: number, timeUs: number): void {
    this.print(timeUs, 'control-change', { channel, controller, value });
  }

  programChange(channel: number, bank: number, program: number, timeUs: number): void {
    this.print(timeUs, 'program-change', { channel, bank, program });
  }

  pitchBend(channel: number, value: number, timeUs: number): void {
    this.print(timeUs, 'pitch-bend', { channel, value });
  }

  panic(timeUs: number): void {
    this.print(timeUs, 'panic', {});
  }

  private print(timeUs: number, type: string, values: Readonly<Record<string, number | string>>): void {
    this.lines.push(JSON.stringify({ timeUs: Math.round(timeUs), type, ...values }));
  }
}

/** The lines that the demo shows. */
export class TextOutput implements MusicalOutput {
  private readonly lines: string[] = [];
  private readonly presetName: (bank: number, program: number) => string;

  constructor(presetName: (bank: number, program: number) => string) {
    this.presetName = presetName;
  }

  text(): string {
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }

  noteOn(channel: number, first: number, second: number, source: VelocitySource, timeUs: number): void {
    this.print({ type: 'note-on', timeUs, channel, first, second, source });
  }

  noteOff(): void {
    // What ends is not shown.
  }

  controlChange(channel: number, first: number, second: number, timeUs: number): void {
    this.print({ type: 'control-change', timeUs, channel, first, second, source: 'fixed' });
  }

  programChange(channel: number, first: number, second: number, timeUs: number): void {
    this.print({ type: 'program-change', timeUs, channel, first, second, source: 'fixed' });
  }

  pitchBend(): void {
    // Too many to show.
  }

  panic(timeUs: number): void {
    this.print({ type: 'panic', timeUs, channel: 0, first: 0, second: 0, source: 'fixed' });
  }

  private print(event: MusicalEvent): void {
    const text = eventText(event, 0, this.presetName);
    if (text !== undefined) this.lines.push(text);
  }
}
