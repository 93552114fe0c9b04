/** Resident memory after some playing, of the process and all that it started. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startJackServer } from '../jackServer.js';
import { residentMemory } from '../processes.js';
import { type BenchContext, orderOfPair, type Section, type SectionResult } from '../section.js';

const notes = 128;

/** Memory varies little between runs, so that more of them would only take time. */
const mostPairs = 5;

async function run(context: BenchContext): Promise<SectionResult> {
  const megabytes: Record<'subject' | 'peer', number[]> = { subject: [], peer: [] };
  const pairs = Math.min(context.pairs, mostPairs);
  const server = await startJackServer(context.settings, context.directory);
  try {
    for (let pair = 0; pair < pairs; pair++) {
      for (const side of orderOfPair(pair)) {
        context.progress(`memory: pair ${pair + 1} of ${pairs}, ${context[side].name}`);
        const running = await context[side].start({ ...context, environment: server.environment });
        for (let note = 0; note < notes; note++) {
          running.play(note, true);
          await sleep(15);
          running.play(note, false);
          await sleep(5);
        }
        megabytes[side].push(residentMemory(running.pid));
        await running.stop();
      }
    }
  } finally {
    await server.stop();
  }
  const name = `resident after ${notes} notes`;
  return { comparisons: [{ name, unit: 'MiB', ...megabytes }], figures: [], notes: [] };
}

export const memory: Section = { title: 'Memory', run };
