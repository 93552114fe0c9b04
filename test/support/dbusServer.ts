/** A session bus of the test's own, on a private socket; busctl and others are pointed at it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driver } from '../../src/dbus/names.js';

/** Bounds against hangs, in milliseconds. */
const startDeadlineMs = 15_000;
const stopDeadlineMs = 5_000;
const programDeadlineMs = 30_000;

export interface ProgramResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class DbusServer {
  /** What a program needs to find this bus, and no other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly address: string;

  private readonly folder: string;
  private child: ChildProcess | undefined;

  private constructor() {
    // Not a folder of the test's: the path of a Unix socket may have 107 characters.
    this.folder = mkdtempSync(join(tmpdir(), 'fw16-dbus-'));
    this.address = `unix:path=${join(this.folder, 'bus')}`;
    this.environment = { XDG_RUNTIME_DIR: this.folder, DBUS_SESSION_BUS_ADDRESS: this.address };
    writeFileSync(join(this.folder, 'bus.conf'), configuration(this.address, this.folder));
  }

  static async start(): Promise<DbusServer> {
    const server = new DbusServer();
    await server.restart();
    return server;
  }

  /** A bus that is not started yet: `restart` does that. */
  static unstarted(): DbusServer {
    return new DbusServer();
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('the bus does not run');
    return this.child.pid;
  }

  /** Starts it, or starts it again at the same address, and returns when it listens. */
  async restart(): Promise<void> {
    const args = [
      `--config-file=${join(this.folder, 'bus.conf')}`,
      '--nofork',
      '--nopidfile',
      '--print-address',
    ];
    const child = spawn('dbus-daemon', args, {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.child = child;
    // It prints its address once it listens there.
    const deadline = AbortSignal.timeout(startDeadlineMs);
    await once(child.stdout, 'data', { signal: deadline });
    child.stdout.destroy();
  }

  /** A file that makes the bus start a program for a name. Takes effect at the next start of the bus. */
  activatable(name: string, program: string): void {
    const file = join(this.folder, `${name}.service`);
    writeFileSync(file, `[D-BUS Service]\nName=${name}\nExec=${program}\n`);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Makes it hang: it keeps its sockets and answers nothing. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** Ends `freeze`. */
  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Runs a program on this bus. */
  async run(program: string, ...args: readonly string[]): Promise<ProgramResult> {
    const env = { ...process.env, ...this.environment };
    return await new Promise((resolve, reject) => {
      execFile(program, args, { env, timeout: programDeadlineMs }, (error, stdout, stderr) => {
        if (error === null) resolve({ status: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr });
        else reject(error);
      });
    });
  }

  /** `busctl` on this bus. */
  async busctl(...args: readonly string[]): Promise<ProgramResult> {
    return await this.run('busctl', `--address=${this.address}`, ...args);
  }

  /** Whether a program has this name. */
  async hasOwner(name: string): Promise<boolean> {
    const { name: bus, path } = driver;
    return (await this.busctl('call', bus, path, bus, 'GetNameOwner', 's', name)).status === 0;
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
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

/** A session bus as systems have it, without the services of this one. */
function configuration(address: string, folder: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${folder}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_incoming_bytes">1000000000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_message_size">1000000000</limit>
  <limit name="max_completed_connections">100000</limit>
  <limit name="max_connections_per_user">100000</limit>
  <limit name="max_names_per_connection">50000</limit>
  <limit name="max_match_rules_per_connection">50000</limit>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
`;
}
