/**
 * From the time stamp of a key event until the synthesizer has taken the note, by the program's own counters. The
 * other program has no such counters, so that there is nothing to compare with.
 */
import { existsSync, readFileSync } from 'node:fs';
import { withBusyCores } from '../busyCores.js';
import { startJackServer } from '../jackServer.js';
import type { BenchContext, Figure, Section, SectionResult } from '../section.js';
import { strike } from '../strikes.js';
import { startFw16Synth } from '../subjects/fw16Synth.js';
import { freshPath } from '../subjects/subject.js';

/** Input-to-engine latencies of one run, in µs. */
interface EngineLatency {
  readonly p50: number;
  readonly p99: number;
}

/** Reads what the program wrote at its end; undefined when it wrote nothing that has the latencies. */
function readEngineLatency(path: string): EngineLatency | undefined {
  if (!existsSync(path)) return undefined;
  const stats: unknown = JSON.parse(readFileSync(path, 'utf8'));
  // TO BE FILLED IN: the names in the program's statistics.
  const latency = (stats as { input_to_engine_us?: Partial<EngineLatency> }).input_to_engine_us;
  if (latency?.p50 === undefined || latency.p99 === undefined) return undefined;
  return { p50: latency.p50, p99: latency.p99 };
}

async function runCondition(context: BenchContext, name: string): Promise<Figure[]> {
  const runs: EngineLatency[] = [];
  const server = await startJackServer(context.settings, context.directory);
  try {
    for (let index = 0; index < Math.min(context.pairs, 3); index++) {
      context.progress(`engine, ${name}: run ${index + 1}`);
      const stats = freshPath(context.directory, '.stats.json');
      const running = await startFw16Synth({ ...context, environment: server.environment }, stats);
      try {
        await strike(server, context.directory, running.strikeArguments, context.strikes, index + 1);
      } finally {
        await running.stop();
      }
      const latency = readEngineLatency(stats);
      if (latency !== undefined) runs.push(latency);
    }
  } finally {
    await server.stop();
  }
  return (['p50', 'p99'] as const).map((measure) => ({
    name: `${name}: ${measure}`,
    unit: 'µs',
    values: runs.map((latency) => latency[measure]),
  }));
}

async function run(context: BenchContext): Promise<SectionResult> {
  const idle = await runCondition(context, 'idle');
  const busy = await withBusyCores(() => runCondition(context, 'every core busy'));
  return { comparisons: [], figures: [...idle, ...busy], notes: [] };
}

export const engine: Section = { title: 'Input to engine', run };
