/** Remembers the musical events that it is given, and tells what is wrong with them. */
import type { MusicalOutput, VelocitySource } from '../../src/performance/musicalOutput.js';

export type LoggedEvent = { readonly timeUs: number } & (
  | {
      readonly type: 'note-on';
      readonly channel: number;
      readonly key: number;
      readonly velocity: number;
      readonly source: VelocitySource;
    }
  | { readonly type: 'note-off'; readonly channel: number; readonly key: number }
  | {
      readonly type: 'control-change';
      readonly channel: number;
      readonly controller: number;
      readonly value: number;
    }
  | {
      readonly type: 'program-change';
      readonly channel: number;
      readonly bank: number;
      readonly program: number;
    }
  | { readonly type: 'pitch-bend'; readonly channel: number; readonly value: number }
  | { readonly type: 'panic' }
);

export class MusicalLog implements MusicalOutput {
  readonly events: LoggedEvent[] = [];

  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void {
    this.events.push({ type: 'note-on', channel, key, velocity, source, timeUs });
  }

  noteOff(channel: number, key: number, timeUs: number): void {
    this.events.push({ type: 'note-off', channel, key, timeUs });
  }

  controlChange(channel: number, controller: number, value: number, timeUs: number): void {
    this.events.push({ type: 'control-change', channel, controller, value, timeUs });
  }

  programChange(channel: number, bank: number, program: number, timeUs: number): void {
    this.events.push({ type: 'program-change', channel, bank, program, timeUs });
  }

  pitchBend(channel: number, value: number, timeUs: number): void {
    this.events.push({ type: 'pitch-bend', channel, value, timeUs });
  }

  panic(timeUs: number): void {
    this.events.push({ type: 'panic', timeUs });
  }

  /** The events of one type. */
  of<Type extends LoggedEvent['type']>(type: Type): Extract<LoggedEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<LoggedEvent, { type: Type }> => event.type === type);
  }

  /** Forgets what came so far, and returns it. */
  take(): LoggedEvent[] {
    return this.events.splice(0);
  }
}

/**
 * What is wrong with the pairing of note-ons and note-offs: a note that begins while it is on, ends while it is off, or
 * is on at the end. Empty when every note-on has exactly one note-off.
 */
export function pairingFaults(events: readonly LoggedEvent[]): string[] {
  const faults: string[] = [];
  const on = new Set<string>();
  for (const event of events) {
    if (event.type !== 'note-on' && event.type !== 'note-off') continue;
    const note = `channel ${event.channel} key ${event.key}`;
    if (event.type === 'note-on') {
      if (on.has(note)) faults.push(`${note} begins while it is on at ${event.timeUs} us`);
      on.add(note);
    } else if (!on.delete(note)) faults.push(`${note} ends while it is off at ${event.timeUs} us`);
  }
  for (const note of on) faults.push(`${note} never ends`);
  return faults;
}
