/**
 * What the service manager and the desktop wait for: the daemon's start until READY=1, Activate and Deactivate over D-Bus
 * with a sound server that runs, and its end while it is played.
 */

import { mkdirSync } from 'node:fs';
import { synthesizer } from '../../src/dbus/interfaces.js';
import { withJackServer } from '../jackServer.js';
import type { MessageBus } from '../messageBus.js';
import { withMessageBus } from '../messageBus.js';
import { startProcess, waitForExit } from '../processes.js';
import { type BenchContext, compare, orderOfPair, type Section, type Side } from '../section.js';
import { type DaemonContext, type RunningDaemon, startDaemon } from '../subjects/daemon.js';
import { freshPath } from '../subjects/subject.js';

interface Times {
  readonly ready: number;
  readonly activate: number;
  readonly activateAgain: number;
  readonly deactivate: number;
  readonly stopPlayed: number;
}

/** From the second C on, of a program that has two voices to a key: 128 voices. */
const lowestKey = 24;
const keys = 64;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

async function timesOf(daemon: RunningDaemon): Promise<Times> {
  const client = await daemon.client();
  const activate = (): Promise<number> => timed(() => client.call(synthesizer, 'Activate', []));
  const first = await activate();
  await daemon.hold(lowestKey, keys);
  const deactivate = await timed(() => client.call(synthesizer, 'Deactivate', []));
  const second = await activate();
  await daemon.hold(lowestKey, keys);
  return {
    ready: daemon.readyMs,
    activate: first,
    activateAgain: second,
    deactivate,
    stopPlayed: await daemon.stop(),
  };
}

/** A program of Node that does nothing, from its start to its end. */
async function startNothing({ directory }: BenchContext): Promise<number> {
  return await timed(async () => {
    const child = startProcess(process.execPath, ['-e', '0'], { log: freshPath(directory, '.log') });
    await waitForExit(child, 10_000);
  });
}

async function measure(
  context: BenchContext,
  daemonContext: DaemonContext,
): Promise<[Record<Side, number[]>, Times[], number[]]> {
  const starts: Record<Side, number[]> = { peer: [], subject: [] };
  const times: Times[] = [];
  const stops: number[] = [];
  // Not counted: files are read from the disk for the first time, the sound font is checked for the first time.
  await (await startDaemon(daemonContext)).stop();
  for (let pair = 0; pair < context.pairs; pair++) {
    context.progress(`service: run ${pair + 1} of ${context.pairs}`);
    for (const side of orderOfPair(pair)) {
      if (side === 'peer') {
        starts.peer.push(await startNothing(context));
        continue;
      }
      const run = await timesOf(await startDaemon(daemonContext));
      starts.subject.push(run.ready);
      times.push(run);
    }
    stops.push(await (await startDaemon(daemonContext)).stop());
  }
  return [starts, times, stops];
}

export const service: Section = async (base) => {
  const context = { ...base, directory: freshPath(base.directory, '.service') };
  mkdirSync(context.directory);
  const [starts, times, stops] = await withJackServer(context, (server) =>
    withMessageBus((bus: MessageBus) =>
      measure(context, { ...context, bus, environment: server.environment }),
    ),
  );
  const figure = (name: string, value: (run: Times) => number) => ({
    name,
    unit: 'ms',
    values: times.map(value),
  });
  return {
    title: 'The daemon: start, activation, end',
    names: { subject: 'the daemon', peer: 'node -e 0' },
    comparisons: [compare(starts, 'start to READY=1; node to its end', 'ms', (time) => time)],
    figures: [
      figure('Activate, the first time', (run) => run.activate),
      figure('Activate, once more', (run) => run.activateAgain),
      figure(`Deactivate, while ${keys} keys sound`, (run) => run.deactivate),
      figure(`SIGTERM to the end, while ${keys} keys sound`, (run) => run.stopPlayed),
      { name: 'SIGTERM to the end, inactive', unit: 'ms', values: stops },
    ],
    notes: [
      'Aims: ready 400 ms, Activate 120 ms, Deactivate 50 ms, end 500 ms. Calls include their way over the bus and back.',
      'Every end had status 0.',
    ],
    details: times,
  };
};
