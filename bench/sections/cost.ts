/**
 * What a second of sound costs: the processor time of the whole program while it plays through JACK in real time, and,
 * for scale, that of the library alone, called from C and rendering as fast as it can. Reverberation and chorus are on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { compileTool } from '../compile.js';
import { type JackServer, withJackServer } from '../jackServer.js';
import { runToEnd } from '../processes.js';
import { processorTime } from '../procfs.js';
import {
  type BenchContext,
  compare,
  type Figure,
  measurePairs,
  type Section,
  type Side,
} from '../section.js';
import { freshPath, type RunningSubject } from '../subjects/subject.js';

/** From the second C on, of a program that has two voices to a key: 128 voices. */
const lowestKey = 24;
const keys = 64;

interface Cost {
  /** Processor time per second of sound, in ms: 10 is a hundredth of a core. */
  readonly silent: number;
  /** While a player's last stroke was just now, for which a program may keep itself ready. */
  readonly playing: number;
  /** The same voices when nobody has touched a key for a while. */
  readonly ringing: number;
  readonly voices: number;
}

/** The programs measure and fill caches for a while after their start. */
const settledAfterMs = 1500;
/** The attacks are over. */
const attacksMs = 200;
/** Long after the last stroke. */
const handsOffMs = 2300;

async function measureSecond(pid: number, milliseconds: number): Promise<number> {
  const [before, begin] = [processorTime(pid), performance.now()];
  await sleep(milliseconds);
  return ((processorTime(pid) - before) / (performance.now() - begin)) * 1000;
}

async function measurePhases(running: RunningSubject, milliseconds: number): Promise<Omit<Cost, 'voices'>> {
  await sleep(settledAfterMs);
  const silent = await measureSecond(running.pid, milliseconds);
  await running.hold(lowestKey, keys);
  await sleep(attacksMs);
  const playing = await measureSecond(running.pid, 1000);
  await sleep(handsOffMs);
  return { silent, playing, ringing: await measureSecond(running.pid, milliseconds) };
}

async function measureProgram(context: BenchContext, server: JackServer, side: Side): Promise<Cost> {
  const running = await context[side].start({ ...context, environment: server.environment });
  let phases: Omit<Cost, 'voices'>;
  try {
    phases = await measurePhases(running, context.quick ? 1000 : 3000);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { ...phases, voices: await running.stop() };
}

/** The library's own price for so many voices. */
async function measureLibrary(context: BenchContext, voices: number, name: string): Promise<Figure> {
  const { soundFont, sampleRate, period, program, gain } = context.settings;
  const seconds = context.quick ? 2 : 20;
  const args = [soundFont, sampleRate, period, program, gain, voices, seconds].map(String);
  const values: number[] = [];
  for (let run = 0; run < (context.quick ? 1 : 5); run++) {
    const log = freshPath(context.directory, '.render');
    const output = await runToEnd(compileTool('render', context.directory), args, { log }, 120_000);
    const sounding = Number(/^voices (\d+)$/m.exec(output)?.[1]);
    if (sounding < voices) throw new Error(`rendering ${voices} voices gave:\n${output}`);
    values.push(Number(/^cpu (.+)$/m.exec(output)?.[1]) * 1000);
  }
  return { name, unit: 'ms', values };
}

export const cost: Section = async (base) => {
  const context = { ...base, settings: { ...base.settings, effects: true } };
  const pairs = context.quick ? 1 : context.pairs;
  const costs = await withJackServer(context, (server) =>
    measurePairs(pairs, (side, pair) => {
      context.progress(`cost: pair ${pair + 1} of ${pairs}, ${context[side].name}`);
      return measureProgram(context, server, side);
    }),
  );
  const voices = new Set([...costs.peer, ...costs.subject].map((run) => run.voices));
  const [most = 0] = [...voices].sort((a, b) => b - a);
  context.progress('cost: the library alone');
  return {
    title: 'Cost of a second of sound',
    comparisons: [
      compare(costs, 'a silent second', 'ms', (run) => run.silent),
      compare(costs, `a second of ${most} voices, just played`, 'ms', (run) => run.playing),
      compare(costs, `a second of ${most} voices, hands off`, 'ms', (run) => run.ringing),
    ],
    figures: [
      await measureLibrary(context, 0, 'the library alone, a silent second'),
      await measureLibrary(context, most, `the library alone, a second of ${most} voices`),
    ],
    notes: [
      'Effects on. "Just played" is the second after the last stroke, "hands off" some seconds later.',
      'Processor time of all threads of the program, JACK client included: 10 ms are a hundredth of a core.',
      `Voices in the runs: ${[...voices].join(', ')}.`,
    ],
    details: costs,
  };
};
