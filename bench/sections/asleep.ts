/** The daemon while it is inactive: memory, processor time and wake-ups, beside a Node that does nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { synthesizer } from '../../src/dbus/interfaces.js';
import { withJackServer } from '../jackServer.js';
import { type MessageBus, withMessageBus } from '../messageBus.js';
import { startProcess, stopProcess } from '../processes.js';
import { type ProcessMemory, processMemory, processorTime, wakeUps } from '../procfs.js';
import { type BenchContext, compare, measurePairs, type Section } from '../section.js';
import { type DaemonContext, startDaemon } from '../subjects/daemon.js';
import { freshPath } from '../subjects/subject.js';

/** Seconds after which what a start or an activation has left is given back. */
const settledAfterSeconds = 25;

interface Sleep {
  readonly memory: ProcessMemory;
  /** Per cent of a core. */
  readonly processor: number;
  /** Of all threads, per second. */
  readonly wakeUps: number;
}

async function watch(pid: number, seconds: number): Promise<Sleep> {
  const [processorBefore, wakeUpsBefore, begin] = [processorTime(pid), wakeUps(pid), performance.now()];
  await sleep(seconds * 1000);
  const elapsed = performance.now() - begin;
  return {
    memory: processMemory(pid),
    processor: ((processorTime(pid) - processorBefore) / elapsed) * 100,
    wakeUps: ((wakeUps(pid) - wakeUpsBefore) / elapsed) * 1000,
  };
}

interface Run extends Sleep {
  /** After it was active for a moment. */
  readonly after?: ProcessMemory;
  /** Milliseconds of Activate, the first call after it has slept. */
  readonly activate?: number;
}

async function watchDaemon(context: DaemonContext, settled: number, seconds: number): Promise<Run> {
  const daemon = await startDaemon(context);
  try {
    await sleep(settled * 1000);
    const slept = await watch(daemon.pid, seconds);
    const client = await daemon.client();
    const begin = performance.now();
    await client.call(synthesizer, 'Activate', []);
    const activate = performance.now() - begin;
    await daemon.hold(24, 64);
    await client.call(synthesizer, 'Deactivate', []);
    await sleep(settled * 1000);
    return { ...slept, after: processMemory(daemon.pid), activate };
  } finally {
    await daemon.stop();
  }
}

async function watchNode({ directory }: BenchContext, settled: number, seconds: number): Promise<Run> {
  const log = freshPath(directory, '.log');
  const child = startProcess(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { log });
  try {
    await sleep(settled * 1000);
    return await watch(child.pid ?? 0, seconds);
  } finally {
    await stopProcess(child);
  }
}

export const asleep: Section = async (context) => {
  const pairs = context.quick ? 1 : Math.min(context.pairs, 3);
  const seconds = context.quick ? 10 : 30;
  const runs = await withJackServer(context, (server) =>
    withMessageBus((bus: MessageBus) =>
      measurePairs(pairs, (side, pair) => {
        context.progress(`asleep: pair ${pair + 1} of ${pairs}, ${side === 'peer' ? 'node' : 'the daemon'}`);
        if (side === 'peer') return watchNode(context, settledAfterSeconds, seconds);
        return watchDaemon(
          { ...context, bus, environment: server.environment },
          settledAfterSeconds,
          seconds,
        );
      }),
    ),
  );
  const after = (name: string, value: (memory: ProcessMemory) => number) => ({
    name: `${name}, after it was played`,
    unit: 'MiB',
    values: runs.subject.flatMap((run) => (run.after === undefined ? [] : [value(run.after)])),
  });
  return {
    title: 'The daemon, inactive',
    names: { subject: 'the daemon', peer: 'node, idle' },
    comparisons: [
      compare(runs, 'resident (RSS)', 'MiB', (run) => run.memory.resident),
      compare(runs, 'proportional (PSS)', 'MiB', (run) => run.memory.proportional),
      compare(runs, 'anonymous', 'MiB', (run) => run.memory.anonymous),
    ],
    figures: [
      after('resident (RSS)', (memory) => memory.resident),
      after('anonymous', (memory) => memory.anonymous),
      {
        name: 'Activate out of this sleep',
        unit: 'ms',
        values: runs.subject.flatMap(({ activate }) => (activate === undefined ? [] : [activate])),
      },
      { name: 'processor', unit: '%', values: runs.subject.map((run) => run.processor) },
      { name: 'wake-ups of all threads', unit: '1/s', values: runs.subject.map((run) => run.wakeUps) },
    ],
    notes: [
      `${settledAfterSeconds} s after READY=1 or Deactivate, over ${seconds} s, with a watchdog of 10 s. ` +
        'Aims: 90 MiB, 0.1 %, one wake-up a second.',
      'Resident memory counts the pages of the node binary that other processes of Node share.',
    ],
    details: runs,
  };
};
