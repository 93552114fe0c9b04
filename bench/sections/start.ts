/** From the start of the process until it can be played: the "Ready" line, and fluidsynth's answer to a command. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type JackServer, withJackServer } from '../jackServer.js';
import {
  type BenchContext,
  type Comparison,
  compare,
  type Figure,
  measurePairs,
  type Section,
  type Side,
} from '../section.js';
import { builtinSoundFont, type Settings } from '../settings.js';
import { freshPath } from '../subjects/subject.js';

async function startOnce(
  context: BenchContext,
  server: JackServer,
  settings: Settings,
  side: Side,
): Promise<number> {
  const running = await context[side].start({ ...context, settings, environment: server.environment });
  await running.stop();
  return running.startMs;
}

/** The starts with one font, and the very first one, at which the program checks a font that it has not seen. */
async function measureFont(
  context: BenchContext,
  server: JackServer,
  settings: Settings,
): Promise<[Comparison, Figure]> {
  const { pairs } = context;
  const name = settings.soundFont === builtinSoundFont ? 'the built-in font' : basename(settings.soundFont);
  // Once each, not counted among the others: files are read from the disk for the first time.
  await startOnce(context, server, settings, 'peer');
  const first = await startOnce(context, server, settings, 'subject');
  const times = await measurePairs(pairs, (side, pair) => {
    context.progress(`start, ${name}: pair ${pair + 1} of ${pairs}, ${context[side].name}`);
    return startOnce(context, server, settings, side);
  });
  return [
    compare(times, `start to ready, ${name}`, 'ms', (time) => time),
    { name: `first start ever, ${name}`, unit: 'ms', values: [first] },
  ];
}

export const start: Section = async (base) => {
  // A directory of its own, so that no other section has had the fonts checked before.
  const context = { ...base, directory: freshPath(base.directory, '.start') };
  mkdirSync(context.directory);
  // The built-in font has no program of this number, only few of its own.
  const builtin = { ...context.settings, soundFont: builtinSoundFont, program: 0 };
  const fonts = existsSync(builtinSoundFont) ? [builtin] : [];
  if (context.settings.soundFont !== builtinSoundFont) fonts.push(context.settings);
  const results = await withJackServer(context, async (server) => {
    const measured: [Comparison, Figure][] = [];
    for (const settings of fonts) measured.push(await measureFont(context, server, settings));
    return measured;
  });
  return {
    title: 'Start',
    comparisons: results.map(([comparison]) => comparison),
    figures: results.map(([, figure]) => figure),
    notes: ['Both load the same file; seen from outside, from the start of the process, to about 1 ms.'],
  };
};
