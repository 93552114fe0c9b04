/** From the start of the process until it can be played: the "Ready" line, and fluidsynth's answer to a command. */
import { startJackServer } from '../jackServer.js';
import { type BenchContext, orderOfPair, type Section, type SectionResult } from '../section.js';

async function run(context: BenchContext): Promise<SectionResult> {
  const times: Record<'subject' | 'peer', number[]> = { subject: [], peer: [] };
  const server = await startJackServer(context.settings, context.directory);
  try {
    // The first pair is not counted: it reads files from the disk for the first time.
    for (let pair = -1; pair < context.pairs; pair++) {
      for (const side of orderOfPair(Math.abs(pair))) {
        context.progress(`start: pair ${pair + 1} of ${context.pairs}, ${context[side].name}`);
        const running = await context[side].start({ ...context, environment: server.environment });
        if (pair >= 0) times[side].push(running.startMs);
        await running.stop();
      }
    }
  } finally {
    await server.stop();
  }
  return { comparisons: [{ name: 'start to ready', unit: 'ms', ...times }], figures: [], notes: [] };
}

export const start: Section = { title: 'Start', run };
