/** The daemon as the service manager of a user starts it, with a bus, a sound server and a keyboard of the benchmark's. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DaemonClient } from '../../src/dbus/client.js';
import { compileTool } from '../compile.js';
import { createFifo, keyEvent } from '../fifo.js';
import type { MessageBus } from '../messageBus.js';
import { startProcess, stopProcess, waitForExit, waitForOutput } from '../processes.js';
import { configuration, hold, plainEnvironment, program } from './fw16Synth.js';
import { freshPath, type StartContext } from './subject.js';

export interface DaemonContext extends StartContext {
  readonly bus: MessageBus;
}

export interface RunningDaemon {
  readonly pid: number;
  /** From the start of the process until it said READY=1, in ms. */
  readonly readyMs: number;
  /** A client on its bus; closed when the daemon is stopped. */
  client(): Promise<DaemonClient>;
  /** Presses (true) or releases a key of its keyboard, by code. */
  key(code: number, pressed: boolean): void;
  /** Starts so many notes a semitone apart, which then sound on. `lowest` is the MIDI key of a C. */
  hold(lowest: number, count: number): Promise<void>;
  /** What it has written so far. */
  log(): string;
  /** Ends it. Resolves with the ms from SIGTERM until it has ended, whose status must be 0. */
  stop(): Promise<number>;
}

/** As the unit has it. */
const watchdogUs = 10_000_000;
const stopDeadlineMs = 10_000;

async function waitUntilReady(notes: string): Promise<bigint> {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    const line = /^(\d+) .*READY=1/m.exec(readFileSync(notes, 'utf8'));
    if (line?.[1] !== undefined) return BigInt(line[1]);
    await sleep(5);
  }
  throw new Error('the daemon was not ready in time');
}

function daemonEnvironment(context: DaemonContext, notifySocket: string): NodeJS.ProcessEnv {
  const { bus, directory } = context;
  return {
    ...plainEnvironment({ ...context, environment: { ...context.environment, ...bus.environment } }),
    NOTIFY_SOCKET: notifySocket,
    WATCHDOG_USEC: String(watchdogUs),
    XDG_CONFIG_HOME: `${directory}/config`,
    XDG_STATE_HOME: freshPath(directory, '.state'),
  };
}

/** Starts it and waits until it is ready; it is inactive then. */
export async function startDaemon(context: DaemonContext, more: object = {}): Promise<RunningDaemon> {
  const { settings, directory, bus } = context;
  const keyboard = createFifo(freshPath(directory, '.keyboard'));
  const config = freshPath(directory, '.yaml');
  const [log, notes] = [freshPath(directory, '.log'), freshPath(directory, '.notes')];
  writeFileSync(config, configuration(settings, keyboard.path, more));
  const notifySocket = freshPath(bus.folder, '.notify');
  const manager = startProcess(compileTool('notified', directory), [notifySocket], { log: notes });
  await waitForOutput(manager, notes, /^bound$/m);
  const environment = daemonEnvironment(context, notifySocket);
  const begin = process.hrtime.bigint();
  const child = startProcess(process.execPath, [program, 'daemon', '--config', config], { environment, log });
  const readyAt = await waitUntilReady(notes).catch((error: unknown) => {
    throw new Error(`${String(error)}:\n${readFileSync(log, 'utf8')}`);
  });
  const clients: DaemonClient[] = [];
  return {
    pid: child.pid ?? 0,
    readyMs: Number(readyAt - begin) / 1e6,
    client: async () => {
      const client = await DaemonClient.connect({ environment: bus.environment });
      clients.push(client);
      return client;
    },
    key: (code, pressed) => keyboard.write(keyEvent(code, pressed)),
    hold: (lowest, count) => hold(keyboard, settings, lowest, count),
    log: () => readFileSync(log, 'utf8'),
    stop: async () => {
      for (const client of clients) await client.close();
      const from = performance.now();
      child.kill('SIGTERM');
      const inTime = await waitForExit(child, stopDeadlineMs);
      const stopMs = performance.now() - from;
      await stopProcess(child);
      await stopProcess(manager);
      keyboard.close();
      if (!inTime || child.exitCode !== 0) {
        throw new Error(`the daemon ended with ${child.exitCode}:\n${readFileSync(log, 'utf8')}`);
      }
      return stopMs;
    },
  };
}
