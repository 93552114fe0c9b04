/**
 * From the time stamp of a key event until the synthesizer has taken the note, by the program's own counters (whose
 * buckets are a sixteenth wide). The other program has no such counters, so that there is nothing to compare with.
 */
import { withBusyCores } from '../busyCores.js';
import { compileTool } from '../compile.js';
import { type JackServer, withJackServer } from '../jackServer.js';
import { runToEnd } from '../processes.js';
import type { BenchContext, Figure, Section } from '../section.js';
import { startFw16Synth } from '../subjects/fw16Synth.js';
import { freshPath } from '../subjects/subject.js';

/** Input-to-engine latencies of one run, in µs. */
interface EngineLatency {
  readonly p50: number;
  readonly p99: number;
}

/** Strokes for each strike of the other sections: no silence has to be awaited between them. */
const strokesPerStrike = 3;

async function runOnce(context: BenchContext, server: JackServer, seed: number): Promise<EngineLatency> {
  const { directory, settings } = context;
  const strokes = context.strikes * strokesPerStrike;
  const running = await startFw16Synth({ ...context, environment: server.environment });
  try {
    const [, pipe = ''] = running.strikeArguments;
    const args = [pipe, String(settings.keyCode), String(strokes), String(seed)];
    const log = freshPath(directory, '.feed');
    await runToEnd(compileTool('feed', directory), args, { log }, 30_000 + strokes * 200);
  } finally {
    await running.stop();
  }
  const { notes, inputToEngineUs } = running.statistics();
  if (inputToEngineUs === null || notes !== strokes)
    throw new Error(`${strokes} strokes gave ${notes} notes`);
  return inputToEngineUs;
}

async function runCondition(context: BenchContext, server: JackServer, name: string): Promise<Figure[]> {
  const runs: EngineLatency[] = [];
  const count = context.quick ? 1 : Math.min(context.pairs, 5);
  for (let index = 0; index < count; index++) {
    context.progress(`input to engine, ${name}: run ${index + 1} of ${count}`);
    runs.push(await runOnce(context, server, index + 1));
  }
  return (['p50', 'p99'] as const).map((measure) => ({
    name: `${name}: ${measure}`,
    unit: 'µs',
    values: runs.map((latency) => latency[measure]),
  }));
}

export const engine: Section = async (context) => {
  const figures = await withJackServer(context, async (server) => [
    ...(await runCondition(context, server, 'idle')),
    ...(await withBusyCores(() => runCondition(context, server, 'every core busy'))),
  ]);
  return {
    title: 'Input to engine',
    comparisons: [],
    figures,
    notes: [
      `Each run: ${context.strikes * strokesPerStrike} strokes, 50 to 70 ms apart, the first included; written to the keyboard's pipe by bench/feed.c.`,
    ],
  };
};
