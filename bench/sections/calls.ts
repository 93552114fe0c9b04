/** How fast the daemon answers on D-Bus while 128 voices sound, beside a service that does nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BusLink } from '../../src/dbus/busLink.js';
import type { MessageFields } from '../../src/dbus/dbusLibrary.js';
import { health, synthesizer } from '../../src/dbus/interfaces.js';
import { busName, driver, rootPath } from '../../src/dbus/names.js';
import { healthFigure } from '../healthFigure.js';
import { withJackServer } from '../jackServer.js';
import { type MessageBus, withMessageBus } from '../messageBus.js';
import { startProcess, stopProcess, waitForOutput } from '../processes.js';
import { compare, type Section, type Side } from '../section.js';
import { percentile } from '../statistics.js';
import { type DaemonContext, startDaemon } from '../subjects/daemon.js';
import { freshPath } from '../subjects/subject.js';

const echoProgram = fileURLToPath(new URL('../echoProcess.js', import.meta.url));
/** The name of the service that only answers. */
export const echoName = 'org.fw16synth.BenchEcho';

/** From the second C on, of a program that has two voices to a key: 128 voices. */
const lowestKey = 24;
const keys = 64;

const properties = 'org.freedesktop.DBus.Properties';
const own = { destination: busName, path: rootPath };
/** In turn: a property, all of them, a note, its end. */
const asked: readonly MessageFields[] = [
  { ...own, interface: properties, member: 'Get', signature: 'ss', body: [synthesizer.name, 'Octave'] },
  { ...own, interface: properties, member: 'GetAll', signature: 's', body: [synthesizer.name] },
  { ...own, interface: synthesizer.name, member: 'NoteOn', signature: 'yy', body: [127, 1] },
  { ...own, interface: synthesizer.name, member: 'NoteOff', signature: 'y', body: [127] },
];
const ping: MessageFields = {
  destination: echoName,
  path: '/',
  interface: 'org.freedesktop.DBus.Peer',
  member: 'Ping',
};
/** What the bus itself answers: the least that a call can take from this client here. */
const pingBus: MessageFields = { ...ping, destination: driver.name, path: driver.path };
/** Milliseconds between two calls: far from the limit of calls a second. */
const restMs = 5;

async function answerMs(link: BusLink, call: MessageFields): Promise<number> {
  const begin = performance.now();
  await link.call(call);
  return performance.now() - begin;
}

/** Milliseconds of every call; those of the daemon's in the order of `asked`. */
type Answers = Record<Side | 'bus', number[]>;

interface Run {
  readonly all: readonly number[];
  readonly bus: readonly number[];
  readonly voices: number;
}

async function measureCalls(link: BusLink, count: number): Promise<Answers> {
  const times: Answers = { peer: [], subject: [], bus: [] };
  for (let index = 0; index < count; index++) {
    times.bus.push(await answerMs(link, pingBus));
    times.peer.push(await answerMs(link, ping));
    times.subject.push(await answerMs(link, asked[index % asked.length] ?? ping));
    await sleep(restMs);
  }
  return times;
}

async function measureRun(context: DaemonContext, count: number): Promise<Record<Side, Run>> {
  const { bus, directory } = context;
  const daemon = await startDaemon(context);
  const log = freshPath(directory, '.log');
  const echo = startProcess(process.execPath, [echoProgram], { environment: bus.environment, log });
  try {
    await waitForOutput(echo, log, /^ready$/m);
    const client = await daemon.client();
    await client.call(synthesizer, 'Activate', []);
    await daemon.hold(lowestKey, keys);
    const link = await BusLink.open(bus.socketPath, {
      deadlineMs: 5_000,
      longest: 1024 * 1024,
      onDefect: () => undefined,
    });
    // Not counted: code runs for the first time.
    await measureCalls(link, 100);
    const times = await measureCalls(link, count);
    const [report] = await client.call(health, 'GetReport', []);
    await link.close();
    const voices = healthFigure(report, 'voices');
    const run = { bus: times.bus, voices };
    return { peer: { ...run, all: times.peer }, subject: { ...run, all: times.subject } };
  } finally {
    await stopProcess(echo);
    await daemon.stop();
  }
}

export const calls: Section = async (context) => {
  const count = context.quick ? 200 : 2000;
  const pairs = context.quick ? 1 : Math.min(context.pairs, 5);
  const runs: Record<Side, Run[]> = { peer: [], subject: [] };
  await withJackServer(context, (server) =>
    withMessageBus(async (bus: MessageBus) => {
      for (let run = 0; run < pairs; run++) {
        context.progress(`calls: run ${run + 1} of ${pairs}`);
        const { peer, subject } = await measureRun(
          { ...context, bus, environment: server.environment },
          count,
        );
        runs.peer.push(peer);
        runs.subject.push(subject);
      }
    }),
  );
  const at = (percent: number) =>
    compare(runs, `answer, p${percent}`, 'ms', (run) => percentile(run.all, percent));
  return {
    title: 'D-Bus calls while notes sound',
    names: { subject: 'the daemon', peer: 'bare dbus-next' },
    comparisons: [at(50), at(99), at(99.9)],
    figures: [
      {
        name: 'the bus itself, p99',
        unit: 'ms',
        values: runs.subject.map((run) => percentile(run.bus, 99)),
      },
      ...asked.map(({ member }, kind) => ({
        name: `${member}, p99`,
        unit: 'ms',
        values: runs.subject.map(({ all }) =>
          percentile(
            all.filter((_, index) => index % asked.length === kind),
            99,
          ),
        ),
      })),
      { name: 'voices meanwhile', unit: '', values: runs.subject.map(({ voices }) => voices) },
    ],
    notes: [
      `${count} calls of the daemon (Get, GetAll, NoteOn, NoteOff in turn) and as many pings of a service that is nothing ` +
        'but dbus-next, in turn, from one client, there and back. Aim: 2 ms at p99.',
    ],
  };
};
