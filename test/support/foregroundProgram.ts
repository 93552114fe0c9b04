/** The program in the foreground, as a person starts it, for tests that play it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const deadlineMs = 20_000;

/** How it ended. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ForegroundProgram {
  /** What it has written so far. */
  output = '';
  errors = '';

  private readonly child: ChildProcess;
  private readonly ending: Promise<Ending>;
  private readonly changed = new EventEmitter<{ changed: [] }>();
  private over = false;

  /**
   * Starts it.
   * @param folder Where its configuration is written.
   * @param configuration The settings, by the keys of the configuration file.
   * @param command What it is to do besides playing in the foreground.
   */
  constructor(
    folder: string,
    configuration: object,
    environment: Readonly<Record<string, string>>,
    command: readonly string[] = [],
  ) {
    const file = join(folder, 'config.yaml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(configuration));
    const child = spawn(process.execPath, [main, ...command, '--config', file], {
      // Without the hooks that the test runner puts into every Node process, and with nothing left in a home.
      env: { ...process.env, NODE_OPTIONS: '', XDG_STATE_HOME: join(folder, 'state'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout.on('data', (text: Buffer) => this.add('output', text));
    child.stderr.on('data', (text: Buffer) => this.add('errors', text));
    this.ending = new Promise((resolve) => {
      child.once('close', (status, signal) => {
        this.over = true;
        this.changed.emit('changed');
        resolve({ status, signal });
      });
    });
  }

  /** Waits until it has written what is looked for. @throws Error when it ends first, or after 20 s. */
  async writes(pattern: RegExp): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs);
    while (!pattern.test(this.output + this.errors)) {
      if (this.over)
        throw new Error(`it has ended without writing ${pattern}:\n${this.output}${this.errors}`);
      await once(this.changed, 'changed', { signal });
    }
  }

  /** Sends it a signal, if it still runs. */
  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it was not started');
    return this.child.pid;
  }

  /** The ids of the processes that it has started and that still run. */
  children(): number[] {
    const file = `/proc/${this.child.pid}/task/${this.child.pid}/children`;
    return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  }

  /** Waits for its end, by itself. */
  async ends(): Promise<Ending> {
    const deadline = setTimeout(() => this.child.kill('SIGABRT'), deadlineMs);
    const ending = await this.ending;
    clearTimeout(deadline);
    return ending;
  }

  /** Asks it to end, as systemd does, and waits until it has. */
  async stop(): Promise<Ending> {
    this.child.kill('SIGTERM');
    return await this.ends();
  }

  private add(where: 'output' | 'errors', text: Buffer): void {
    this[where] += text.toString();
    this.changed.emit('changed');
  }
}
