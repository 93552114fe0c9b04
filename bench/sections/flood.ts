/**
 * A client that calls as fast as it can: does a tone that sounds meanwhile have gaps, does every key sound, and is what
 * is too much refused. The same seconds without it show what this machine does by itself.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DaemonClient } from '../../src/dbus/client.js';
import { health, synthesizer } from '../../src/dbus/interfaces.js';
import type { FloodResult } from '../../test/support/busFloodProcess.js';
import { compileTool } from '../compile.js';
import { healthFigure } from '../healthFigure.js';
import { type JackServer, withJackServer } from '../jackServer.js';
import { type MessageBus, withMessageBus } from '../messageBus.js';
import { runToEnd, startProcess, waitForOutput } from '../processes.js';
import type { Figure, Section } from '../section.js';
import { type DaemonContext, type RunningDaemon, startDaemon } from '../subjects/daemon.js';
import { freshPath } from '../subjects/subject.js';

const floodProgram = fileURLToPath(new URL('../../test/support/busFloodProcess.js', import.meta.url));

/** An organ: it sounds on as long as the key is held, at one level. None of the pressed keys has this note. */
const tone = { program: 19, key: 84, velocity: 110 } as const;
/** Keys that are pressed meanwhile: so softly that they do not hide a gap of the tone. */
const softest = { velocity: { mode: 'fixed', fixed: { velocity: 1 } } } as const;
/** The daemon's name in JACK. */
const clientName = 'fw16-synth';
const keyEveryMs = 50;
const firstKey = 16;
const playedKeys = 10;

interface Seconds {
  readonly flood: FloodResult | undefined;
  /** What the listening program printed, by name. */
  readonly heard: Readonly<Record<string, number>>;
  readonly pressed: number;
  /** Notes that the daemon has counted. */
  readonly sounded: number;
  /** Signals that came. */
  readonly started: number;
  readonly stopped: number;
  readonly overruns: number;
  readonly underruns: number;
}

/** Presses and releases keys one after the other for a time. Resolves with how many. */
async function pressKeys(daemon: RunningDaemon, milliseconds: number): Promise<number> {
  let pressed = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end; pressed++) {
    const code = firstKey + (pressed % playedKeys);
    daemon.key(code, true);
    await sleep(keyEveryMs / 2);
    daemon.key(code, false);
    await sleep(keyEveryMs / 2);
  }
  return pressed;
}

interface Counted {
  readonly notes: number;
  readonly underruns: number;
}

async function counted(client: DaemonClient): Promise<Counted> {
  const [report] = await client.call(health, 'GetReport', []);
  return {
    notes: healthFigure(report, 'notes_total'),
    underruns:
      healthFigure(report, 'audio_underruns_total') + healthFigure(report, 'audio_interruptions_total'),
  };
}

function figuresOf(output: string): Record<string, number> {
  const lines = output.matchAll(/^(\w+) ([\d.e+-]+)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value]) => [name, Number(value)]));
}

async function playFor(
  context: DaemonContext,
  server: JackServer,
  daemon: RunningDaemon,
  client: DaemonClient,
  seconds: number,
  flooded: boolean,
): Promise<Seconds> {
  const { directory, bus } = context;
  const notes = { NoteStarted: 0, NoteStopped: 0 };
  const count = ({ member }: { member: string }): void => {
    if (member === 'NoteStarted' || member === 'NoteStopped') notes[member]++;
  };
  client.on('signal', count);
  const log = freshPath(directory, '.log');
  // Longer than the flood, by its beginning and its end.
  const listener = startProcess(compileTool('gaps', directory), [clientName, String(seconds + 2)], {
    environment: server.environment,
    log,
  });
  await waitForOutput(listener, log, /^listening$/m);
  const [overrunsBefore, before] = [server.overruns(clientName), await counted(client)];
  const flood = flooded
    ? runToEnd(
        process.execPath,
        [floodProgram, bus.socketPath, String(seconds)],
        { log: freshPath(directory, '.log') },
        60_000,
      )
    : undefined;
  const pressed = await pressKeys(daemon, seconds * 1000);
  const counts = flood === undefined ? undefined : (JSON.parse(await flood) as FloodResult);
  await waitForOutput(listener, log, /^peak /m);
  client.off('signal', count);
  const after = await counted(client);
  return {
    flood: counts,
    heard: figuresOf(readFileSync(log, 'utf8')),
    pressed,
    started: notes.NoteStarted,
    stopped: notes.NoteStopped,
    overruns: server.overruns(clientName) - overrunsBefore,
    underruns: after.underruns - before.underruns,
    sounded: after.notes - before.notes,
  };
}

async function measureRun(
  context: DaemonContext,
  server: JackServer,
  seconds: number,
): Promise<[quiet: Seconds, flooded: Seconds]> {
  const daemon = await startDaemon(context, softest);
  try {
    const client = await daemon.client();
    await client.listen();
    await client.call(synthesizer, 'Activate', []);
    await client.call(synthesizer, 'SelectProgram', [0, tone.program]);
    await client.call(synthesizer, 'NoteOn', [tone.key, tone.velocity]);
    await sleep(1000);
    await client.call(synthesizer, 'Subscribe', []);
    const quiet = await playFor(context, server, daemon, client, seconds, false);
    return [quiet, await playFor(context, server, daemon, client, seconds, true)];
  } finally {
    await daemon.stop();
  }
}

function figuresFor(runs: readonly Seconds[], when: string): Figure[] {
  const figure = (name: string, unit: string, value: (run: Seconds) => number): Figure => ({
    name: `${name}, ${when}`,
    unit,
    values: runs.map(value),
  });
  return [
    figure('keys pressed', '', (run) => run.pressed),
    figure('keys that did not sound', '', (run) => run.pressed - run.sounded),
    figure('beginnings that were not told', '', (run) => run.pressed - run.started),
    figure('ends that were not told', '', (run) => run.pressed - run.stopped),
    figure('longest silence in the tone', 'frames', (run) => run.heard.silent ?? Number.NaN),
    figure('largest jump in the tone', '1', (run) => run.heard.jump ?? Number.NaN),
    figure('level of the tone', '1', (run) => run.heard.peak ?? Number.NaN),
    figure('periods that the daemon was late for', '', (run) => run.overruns),
    figure('underruns and interruptions counted by the daemon', '', (run) => run.underruns),
  ];
}

export const flood: Section = async (context) => {
  const seconds = context.quick ? 3 : 10;
  const pairs = context.quick ? 1 : Math.min(context.pairs, 5);
  const quiet: Seconds[] = [];
  const flooded: Seconds[] = [];
  await withJackServer(context, (server) =>
    withMessageBus(async (bus: MessageBus) => {
      for (let run = 0; run < pairs; run++) {
        context.progress(`flood: run ${run + 1} of ${pairs}`);
        const daemonContext = { ...context, bus, environment: server.environment };
        const [without, during] = await measureRun(daemonContext, server, seconds);
        quiet.push(without);
        flooded.push(during);
      }
    }),
  );
  const calls = (name: string, value: (counts: FloodResult) => number): Figure => ({
    name,
    unit: '1/s',
    values: flooded.flatMap(({ flood: counts }) => (counts === undefined ? [] : [value(counts) / seconds])),
  });
  const errors = new Set(flooded.flatMap(({ flood: counts }) => counts?.errors ?? []));
  return {
    title: 'A client that calls as fast as it can',
    comparisons: [],
    figures: [
      ...figuresFor(quiet, 'without'),
      ...figuresFor(flooded, 'with it'),
      calls('calls sent', ({ sent }) => sent),
      calls('calls answered', ({ answered }) => answered),
      calls('calls refused', ({ refused }) => refused),
    ],
    notes: [
      `${seconds} seconds each of an organ's tone. Refusals that the bus has no room for are not sent, so that answers and ` +
        'refusals are fewer than calls.',
      `What refused calls were answered: ${[...errors].join(', ') || 'nothing'}.`,
    ],
    details: { quiet, flooded },
  };
};
