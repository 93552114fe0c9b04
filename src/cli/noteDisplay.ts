/** Shows musical events in the terminal as they sound. */
import type { MusicalEvent } from '../engine/eventRing.js';
import { controller } from '../midi/messages.js';
import { noteName } from '../midi/noteNames.js';

const barCells = 16;

/** The text of one event, or undefined for one that is not shown. */
export function eventText(
  event: MusicalEvent,
  startUs: number,
  presetName: (bank: number, program: number) => string,
): string | undefined {
  const seconds = ((event.timeUs - startUs) / 1e6).toFixed(3).padStart(9);
  switch (event.type) {
    case 'note-on': {
      const bar = '▇'.repeat(Math.max(1, Math.round((event.second / 127) * barCells))).padEnd(barCells);
      const name = noteName(event.first).padEnd(4);
      return `${seconds} s  ${name} ${bar} ${String(event.second).padStart(3)}  ${event.source}`;
    }
    case 'program-change':
      return `${seconds} s  program ${event.second}: ${presetName(event.first, event.second)}`;
    case 'control-change':
      if (event.first !== controller.sustain) return undefined;
      return `${seconds} s  sustain ${event.second >= 64 ? 'down' : 'up'}`;
    case 'panic':
      return `${seconds} s  panic: every note ended`;
    default:
      return undefined;
  }
}
