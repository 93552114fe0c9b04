/** A JACK server of the test's own with a dummy sound card, under a name that no other server has. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Bounds against hangs, in milliseconds. */
const startDeadlineMs = 15_000;
const stopDeadlineMs = 5_000;
const lookEveryMs = 50;

let servers = 0;

export class JackServer {
  /** What a client needs to find this server, and to start no other. */
  readonly environment: Readonly<Record<string, string>>;

  private readonly name: string;
  private readonly log: string;
  private readonly period: number;
  private child: ChildProcess | undefined;

  private constructor(folder: string, period: number) {
    servers++;
    this.name = `fw16-test-${process.pid}-${servers}`;
    this.log = join(folder, `${this.name}.log`);
    this.period = period;
    this.environment = { JACK_DEFAULT_SERVER: this.name, JACK_NO_START_SERVER: '1' };
  }

  /**
   * Starts a server at 48 kHz and returns when it takes clients.
   * @param folder For its log.
   * @param period Frames.
   */
  static async start(folder: string, period: number): Promise<JackServer> {
    const server = new JackServer(folder, period);
    await server.restart();
    return server;
  }

  /** Starts it again after `kill`. */
  async restart(): Promise<void> {
    const log = openSync(this.log, 'a');
    const args = ['-n', this.name, '-d', 'dummy', '-r', '48000', '-p', String(this.period)];
    const child = spawn('jackd', args, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    const deadline = Date.now() + startDeadlineMs;
    while ((await this.ports()).length === 0) {
      if (child.exitCode !== null || Date.now() > deadline) {
        const said = readFileSync(this.log, 'utf8');
        if (said.includes('Too many servers') && forgetDeadServers()) return await this.restart();
        throw new Error(`jackd does not start:\n${said}`);
      }
      await delay(lookEveryMs);
    }
  }

  /** The names of all ports; none while the server does not answer. */
  async ports(): Promise<string[]> {
    try {
      const { stdout } = await promisify(execFile)('jack_lsp', { env: this.env(), timeout: 2_000 });
      return stdout.split('\n').filter((line) => line.includes(':'));
    } catch {
      return [];
    }
  }

  /** Records the left output of a client into a WAV file, by a process that the test's own stalls do not touch. */
  async record(file: string, client: string, seconds: number): Promise<JackRecording> {
    const port = (await this.ports()).find((name) => name.startsWith(`${client}:`));
    if (port === undefined) throw new Error(`${client} has no port`);
    const args = ['-f', file, '-d', String(seconds), '-b', '16', port];
    const child = spawn('jack_rec', args, { env: this.env(), stdio: ['ignore', 'ignore', 'pipe'] });
    const recording = new JackRecording(child);
    const deadline = Date.now() + startDeadlineMs;
    while (!(await this.ports()).some((name) => name.startsWith('jackrec:'))) {
      if (Date.now() > deadline) throw new Error(`jack_rec does not start: ${recording.errors}`);
      await delay(lookEveryMs);
    }
    return recording;
  }

  /** Periods that a client did not finish in time, by the server's log. */
  overruns(client: string): number {
    return readFileSync(this.log, 'utf8').split(`XRun: client = ${client} `).length - 1;
  }

  /** Ends it without a word to its clients. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Makes it hang: it keeps its sockets and answers nothing. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Ends `freeze`. */
  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private env(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.environment };
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // A frozen process takes no other signal until it is continued.
    child.kill('SIGCONT');
    child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    await exited;
    clearTimeout(deadline);
  }
}

export class JackRecording {
  /** What the recorder has said: it tells when it lost sound itself. */
  errors = '';

  private readonly ended: Promise<unknown>;

  constructor(child: ChildProcess) {
    this.ended = once(child, 'close');
    child.stderr?.on('data', (text: Buffer) => {
      this.errors += text.toString();
    });
  }

  /** Waits until its time is over. */
  async finish(): Promise<void> {
    await this.ended;
  }
}

/**
 * libjack knows eight servers at most, and remembers those that were killed before they could say that they end. Where
 * no server runs at all, what it remembers is of the dead.
 * @returns False when a server runs, or nothing was remembered.
 */
function forgetDeadServers(): boolean {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  if (processes.some((pid) => commandOf(pid) === 'jackd')) return false;
  const remembered = readdirSync('/dev/shm').filter((name) => /^jack[-_]/.test(name));
  for (const name of remembered) rmSync(join('/dev/shm', name), { force: true, recursive: true });
  return remembered.length > 0;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
