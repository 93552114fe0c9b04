/** What a session amounted to: the table at the end, and the same as JSON. */
import type { CounterSnapshot } from '../engine/counters.js';
import { percentile } from '../engine/histogram.js';
import type { ReadyReport } from '../engine/messages.js';

export interface SessionStatistics {
  readonly notes: number;
  readonly events: number;
  readonly velocity: { readonly lowest: number; readonly median: number; readonly highest: number } | null;
  /** From an event's timestamp to the return of its note-on. */
  readonly inputToEngineUs: { readonly p50: number; readonly p99: number } | null;
  readonly audio: {
    readonly driver: string;
    readonly periodFrames: number;
    /** What the audio clock showed; null when it was not running for long enough. */
    readonly measuredPeriodMs: number | null;
  };
  readonly scheduling: ReadyReport['scheduling'];
  readonly startedInMs: number;
  readonly counters: CounterSnapshot['values'];
}

export function sessionStatistics(
  snapshot: CounterSnapshot,
  report: ReadyReport,
  measuredPeriodMs: number | null,
): SessionStatistics {
  const p50 = percentile(snapshot.latencyUs, 0.5);
  const p99 = percentile(snapshot.latencyUs, 0.99);
  return {
    notes: snapshot.values.notesOn,
    events: snapshot.values.events,
    velocity: velocitySpread(snapshot.velocities),
    inputToEngineUs: p50 === undefined || p99 === undefined ? null : { p50, p99 },
    audio: { driver: report.driver, periodFrames: report.bufferSize, measuredPeriodMs },
    scheduling: report.scheduling,
    startedInMs: report.startedInMs,
    counters: snapshot.values,
  };
}

function velocitySpread(counts: Uint32Array): SessionStatistics['velocity'] {
  const played = [...counts.keys()].filter((velocity) => (counts[velocity] ?? 0) > 0);
  const [lowest] = played;
  const highest = played.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  let seen = 0;
  const median = played.find((velocity) => {
    seen += counts[velocity] ?? 0;
    return seen >= half;
  });
  return { lowest, median: median ?? highest, highest };
}

/** The table that a person reads. */
export function summaryTable(statistics: SessionStatistics, destination?: string): string {
  const { velocity, inputToEngineUs, audio, scheduling, counters } = statistics;
  const measured =
    audio.measuredPeriodMs === null ? '' : `, measured ${audio.measuredPeriodMs.toFixed(2)} ms a period`;
  const rows: [string, string][] = [
    ['notes', String(statistics.notes)],
    [
      'velocity',
      velocity === null ? '–' : `${velocity.lowest} to ${velocity.highest}, median ${velocity.median}`,
    ],
    [
      'input to engine',
      inputToEngineUs === null
        ? '–'
        : `p50 ${Math.round(inputToEngineUs.p50)} µs, p99 ${Math.round(inputToEngineUs.p99)} µs`,
    ],
    ['audio', `${audio.driver}, ${audio.periodFrames} frames asked for${measured}`],
    [
      'play thread',
      `${scheduling.policy}${scheduling.priority > 0 ? ` ${scheduling.priority}` : ''}, ${scheduling.how}`,
    ],
  ];
  if (counters.chatter > 0) rows.push(['key chatter', `${counters.chatter} bounces held back`]);
  if (counters.malformed > 0) rows.push(['malformed events', String(counters.malformed)]);
  if (counters.notesMuted > 0) rows.push(['notes without audio', String(counters.notesMuted)]);
  if (destination !== undefined) rows.push(['sound written to', destination]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}\n`).join('');
}
