/** Resident memory after some playing, of the process and all that it started. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withJackServer } from '../jackServer.js';
import { memoryKinds, residentMemory } from '../procfs.js';
import { compare, measurePairs, type Section } from '../section.js';

/** Memory varies little between runs, so that more of them would only take time. */
const mostPairs = { quick: 1, full: 5 };

export const memory: Section = async (context) => {
  const notes = context.quick ? 32 : 128;
  const pairs = Math.min(context.pairs, context.quick ? mostPairs.quick : mostPairs.full);
  const megabytes = await withJackServer(context, (server) =>
    measurePairs(pairs, async (side, pair) => {
      context.progress(`memory: pair ${pair + 1} of ${pairs}, ${context[side].name}`);
      const running = await context[side].start({ ...context, environment: server.environment });
      try {
        for (let note = 0; note < notes; note++) {
          running.play(note, true);
          await sleep(25);
          running.play(note, false);
          await sleep(5);
        }
        return residentMemory(running.pid);
      } finally {
        await running.stop();
      }
    }),
  );
  return {
    title: 'Resident memory',
    comparisons: [
      ...memoryKinds.map((kind) => compare(megabytes, kind, 'MiB', (run) => run[kind])),
      compare(megabytes, 'RssAnon + RssFile', 'MiB', (run) => run.RssAnon + run.RssFile),
    ],
    figures: [],
    notes: [
      `After ${notes} notes; VmRSS is the sum of the three kinds.`,
      'RssShmem is the memory of the JACK server, mapped into every client of it.',
    ],
  };
};
