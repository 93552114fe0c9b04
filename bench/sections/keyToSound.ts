/** From a key event to the first frame of its sound, in an idle machine and in one that has no core to spare. */
import { withBusyCores } from '../busyCores.js';
import { type JackServer, withJackServer } from '../jackServer.js';
import { realtimeThreads } from '../procfs.js';
import {
  type BenchContext,
  compare,
  measurePairs,
  type Section,
  type SectionResult,
  type Side,
  sides,
} from '../section.js';
import { jitter, median, percentile } from '../statistics.js';
import { idealStrikeArguments, type Strikes, strike } from '../strikes.js';

interface Run extends Strikes {
  /** The program's real-time threads, as "name priority". */
  readonly realtimeThreads: readonly string[];
  /** Periods that were not ready in time while it was struck. */
  readonly overruns: number;
}

interface Condition extends Record<Side, readonly Run[]> {
  readonly name: string;
  readonly ideal: Strikes;
}

const measures: readonly (readonly [string, (latencies: readonly number[]) => number])[] = [
  ['p50', (latencies) => percentile(latencies, 50)],
  ['p99', (latencies) => percentile(latencies, 99)],
  ['jitter (p99 − p50)', jitter],
];

async function runOnce(context: BenchContext, server: JackServer, side: Side, pair: number): Promise<Run> {
  const { directory, strikes: count } = context;
  const running = await context[side].start({ ...context, environment: server.environment });
  try {
    const before = server.overruns();
    // The same seed for both of a pair: the same places within the period.
    const strikes = await strike(server, directory, running.strikeArguments, count, pair + 1);
    const overruns = server.overruns() - before;
    return { ...strikes, overruns, realtimeThreads: realtimeThreads(running.pid) };
  } finally {
    await running.stop();
  }
}

async function runCondition(context: BenchContext, server: JackServer, name: string): Promise<Condition> {
  const { directory, pairs, strikes: count } = context;
  const ideal = await strike(server, directory, idealStrikeArguments, count, 0);
  const runs = await measurePairs(pairs, (side, pair) => {
    context.progress(`key to sound, ${name}: pair ${pair + 1} of ${pairs}, ${context[side].name}`);
    return runOnce(context, server, side, pair);
  });
  return { name, ideal, ...runs };
}

function percentiles(latencies: readonly number[]): string {
  const [p50, p99] = [50, 99].map((percent) => percentile(latencies, percent).toFixed(0));
  return `p50 ${p50} µs, p99 ${p99} µs`;
}

/** A sentence about both programs. */
function describe(
  context: BenchContext,
  condition: Condition,
  what: string,
  say: (runs: readonly Run[]) => string,
): string {
  const both = sides.map((side) => `${context[side].name} ${say(condition[side])}`);
  return `${condition.name}, ${what}: ${both.join('; ')}.`;
}

function sum(runs: readonly Run[], value: (run: Run) => number): number {
  return runs.reduce((total, run) => total + value(run), 0);
}

/** What all strikes of a program come to, whichever run they were in; a p99 of one short run is its worst strike. */
function describePooled(runs: readonly Run[]): string {
  const missed = sum(runs, (run) => run.missed);
  const overruns = sum(runs, (run) => run.overruns);
  const latencies = runs.flatMap((run) => run.latencies);
  return `${percentiles(latencies)} (${latencies.length} heard, ${missed} missed, ${overruns} overruns)`;
}

function describeThreads(runs: readonly Run[]): string {
  const threads = runs[0]?.realtimeThreads ?? [];
  return `(${threads.length === 0 ? 'none' : threads.join(', ')})`;
}

function describeLevel(runs: readonly Run[]): string {
  const decibels = 20 * Math.log10(median(runs.map((run) => run.peakLevel)));
  return `${decibels.toFixed(2)} dB`;
}

export const keyToSound: Section = async (context): Promise<SectionResult> => {
  const conditions = await withJackServer(context, async (server) => [
    await runCondition(context, server, 'idle'),
    await withBusyCores(() => runCondition(context, server, 'every core busy')),
  ]);
  return {
    title: 'Key event to sound',
    comparisons: conditions.flatMap((condition) =>
      measures.map(([name, measure]) =>
        compare(condition, `${condition.name}: ${name}`, 'µs', (run) => measure(run.latencies)),
      ),
    ),
    figures: [],
    notes: [
      `Each run: ${context.strikes} strikes, percentiles of the run by nearest rank; effects off.`,
      ...conditions.flatMap((condition) => [
        describe(context, condition, 'all strikes together', describePooled),
        `${condition.name}, a synthesizer that costs nothing: ${percentiles(condition.ideal.latencies)}; every figure contains this.`,
        describe(context, condition, 'real-time threads and their priorities', describeThreads),
        describe(context, condition, 'peak level', describeLevel),
      ]),
    ],
    details: conditions,
  };
};
