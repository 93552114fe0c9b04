/** From a key event to the first frame of its sound, in an idle machine and in one that has no core to spare. */
import { withBusyCores } from '../busyCores.js';
import { type JackServer, startJackServer } from '../jackServer.js';
import { realtimeThreads } from '../processes.js';
import {
  type BenchContext,
  type Comparison,
  orderOfPair,
  type Section,
  type SectionResult,
} from '../section.js';
import { jitter, percentile } from '../statistics.js';
import { idealStrikeArguments, type Strikes, strike } from '../strikes.js';

interface Run extends Strikes {
  /** The program's real-time threads, as "name priority". */
  readonly realtimeThreads: readonly string[];
  /** Periods that were not ready in time while it was struck. */
  readonly overruns: number;
}

interface Condition {
  readonly name: string;
  readonly ideal: Strikes;
  readonly subject: readonly Run[];
  readonly peer: readonly Run[];
}

const measures: readonly (readonly [string, (latencies: readonly number[]) => number])[] = [
  ['p50', (latencies) => percentile(latencies, 50)],
  ['p99', (latencies) => percentile(latencies, 99)],
  ['jitter (p99 − p50)', jitter],
];

async function runOnce(
  context: BenchContext,
  server: JackServer,
  side: 'subject' | 'peer',
  pair: number,
): Promise<Run> {
  const running = await context[side].start({ ...context, environment: server.environment });
  try {
    const before = server.overruns();
    // The same seed for both of a pair: the same places within the period.
    const strikes = await strike(
      server,
      context.directory,
      running.strikeArguments,
      context.strikes,
      pair + 1,
    );
    const overruns = server.overruns() - before;
    return { ...strikes, overruns, realtimeThreads: realtimeThreads(running.pid) };
  } finally {
    await running.stop();
  }
}

async function runCondition(context: BenchContext, server: JackServer, name: string): Promise<Condition> {
  const ideal = await strike(server, context.directory, idealStrikeArguments, context.strikes, 0);
  const runs: Record<'subject' | 'peer', Run[]> = { subject: [], peer: [] };
  for (let pair = 0; pair < context.pairs; pair++) {
    for (const side of orderOfPair(pair)) {
      context.progress(`key to sound, ${name}: pair ${pair + 1} of ${context.pairs}, ${context[side].name}`);
      runs[side].push(await runOnce(context, server, side, pair));
    }
  }
  return { name, ideal, ...runs };
}

function compare(condition: Condition): Comparison[] {
  return measures.map(([name, measure]) => ({
    name: `${condition.name}: ${name}`,
    unit: 'µs',
    subject: condition.subject.map((run) => measure(run.latencies)),
    peer: condition.peer.map((run) => measure(run.latencies)),
  }));
}

/** What all strikes of a program come to, whichever run they were in; a p99 of one short run is its worst strike. */
function describePooled(context: BenchContext, condition: Condition): string {
  const sides = (['peer', 'subject'] as const).map((side) => {
    const latencies = condition[side].flatMap((run) => run.latencies);
    const missed = condition[side].reduce((sum, run) => sum + run.missed, 0);
    const overruns = condition[side].reduce((sum, run) => sum + run.overruns, 0);
    const [p50, p99] = [50, 99].map((percent) => percentile(latencies, percent).toFixed(0));
    const losses = `${missed} of ${latencies.length + missed} missed, ${overruns} overruns`;
    return `${context[side].name} p50 ${p50} µs, p99 ${p99} µs, ${losses}`;
  });
  return `${condition.name}, all strikes together: ${sides.join('; ')}.`;
}

function describeIdeal({ name, ideal }: Condition): string {
  const [p50, p99] = [50, 99].map((percent) => percentile(ideal.latencies, percent).toFixed(0));
  return `${name}, a synthesizer that costs nothing: p50 ${p50} µs, p99 ${p99} µs. Every figure above contains this.`;
}

function describeThreads(context: BenchContext, condition: Condition): string {
  const sides = (['peer', 'subject'] as const).map((side) => {
    const threads = condition[side][0]?.realtimeThreads ?? [];
    return `${context[side].name} (${threads.length === 0 ? 'none' : threads.join(', ')})`;
  });
  return `${condition.name}, real-time threads and their priorities: ${sides.join('; ')}.`;
}

async function run(context: BenchContext): Promise<SectionResult> {
  const server = await startJackServer(context.settings, context.directory);
  try {
    const idle = await runCondition(context, server, 'idle');
    const busy = await withBusyCores(() => runCondition(context, server, 'every core busy'));
    const conditions = [idle, busy];
    return {
      comparisons: conditions.flatMap(compare),
      figures: [],
      notes: [
        ...conditions.map((condition) => describePooled(context, condition)),
        ...conditions.map(describeIdeal),
        ...conditions.map((condition) => describeThreads(context, condition)),
        `JACK server real-time: ${server.realtime}; striking thread real-time: ${idle.ideal.realtime}.`,
      ],
      details: conditions,
    };
  } finally {
    await server.stop();
  }
}

export const keyToSound: Section = { title: 'Key to sound', run };
