/** A JACK server of the benchmark's own, with a dummy sound card: nobody hears it and it meets nobody's session. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess, stopProcess } from './processes.js';
import { realtimeThreads } from './procfs.js';
import type { Settings } from './settings.js';

export interface JackServer {
  /** What makes libjack find this server and start no other. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the server got a real-time priority, which it then gives to the audio threads of its clients. */
  readonly realtime: boolean;
  /** Periods that were not ready in time so far: those of one client, or of all that came and went. */
  overruns(client?: string): number;
  stop(): Promise<void>;
}

let count = 0;

function answers(environment: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync('jack_lsp', { env: { ...process.env, ...environment }, stdio: 'ignore', timeout: 2000 });
    return true;
  } catch {
    return false;
  }
}

/** Starts a server, in real-time mode when that is allowed. Both programs then have the same. */
async function startJackServer(settings: Settings, directory: string): Promise<JackServer> {
  count += 1;
  const name = `fw16bench-${process.pid}-${count}`;
  const environment = { JACK_DEFAULT_SERVER: name, JACK_NO_START_SERVER: '1' };
  const driver = ['-d', 'dummy', '-r', String(settings.sampleRate), '-p', String(settings.period)];
  for (const mode of ['-R', '-r']) {
    const log = `${directory}/${name}${mode}.log`;
    const child = startProcess('jackd', ['-n', name, mode, ...driver], { log });
    for (let attempt = 0; attempt < 50 && child.exitCode === null; attempt++) {
      if (answers(environment)) {
        const realtime = realtimeThreads(child.pid ?? 0).length > 0;
        const overruns = (client?: string) =>
          readFileSync(log, 'utf8').split(client === undefined ? 'XRun' : `XRun: client = ${client} `)
            .length - 1;
        return { environment, realtime, overruns, stop: () => stopProcess(child) };
      }
      await sleep(100);
    }
    await stopProcess(child);
  }
  throw new Error('jackd does not start; run: jackd -R -d dummy -p 64');
}

/** Runs something that needs a server. */
export async function withJackServer<Result>(
  { settings, directory }: { readonly settings: Settings; readonly directory: string },
  work: (server: JackServer) => Promise<Result>,
): Promise<Result> {
  const server = await startJackServer(settings, directory);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
