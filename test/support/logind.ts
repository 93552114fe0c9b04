/** A system bus of the test's own, with the services of python-dbusmock on it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Bounds against hangs, in milliseconds. */
const deadlineMs = 15_000;
const lookEveryMs = 20;

/** That of the distribution, which its packages are installed for. */
const python = '/usr/bin/python3';

const configuration = (path: string) => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=${path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>`;

/** Starts and ends processes that are on no other bus than this. */
export class PrivateSystemBus {
  /** For DBUS_SYSTEM_BUS_ADDRESS. */
  readonly address: string;

  private readonly folder: string;
  private readonly children = new Set<ChildProcess>();
  private daemon: ChildProcess | undefined;

  private constructor() {
    // Not a folder of the test's: the path of a Unix socket may have 107 characters.
    this.folder = mkdtempSync(join(tmpdir(), 'fw16-bus-'));
    const path = join(this.folder, 'bus');
    this.address = `unix:path=${path}`;
    writeFileSync(join(this.folder, 'bus.conf'), configuration(path));
  }

  static async start(): Promise<PrivateSystemBus> {
    const bus = new PrivateSystemBus();
    await bus.restart();
    return bus;
  }

  /** Starts the bus again after `kill`. */
  async restart(): Promise<void> {
    const args = ['--nofork', '--print-address', `--config-file=${join(this.folder, 'bus.conf')}`];
    // What it says is that it may not have as many files as a system bus would.
    this.daemon = this.spawn('dbus-daemon', args, 'ignore');
    if (this.daemon.stdout !== null) await once(this.daemon.stdout, 'data');
  }

  /** Ends the bus without a word. */
  async kill(): Promise<void> {
    if (this.daemon !== undefined) await this.end(this.daemon);
    this.daemon = undefined;
  }

  /** Makes the bus hang. */
  freeze(): void {
    this.daemon?.kill('SIGSTOP');
  }

  thaw(): void {
    this.daemon?.kill('SIGCONT');
  }

  /** Starts a mock service and waits until it has its name. */
  async mock(name: string, ...args: string[]): Promise<ChildProcess> {
    const child = this.spawn(python, ['-m', 'dbusmock', '--system', ...args]);
    await this.until(async () => {
      if (child.exitCode !== null) throw new Error(`${name} does not start: is python3-dbusmock installed?`);
      return (await this.names()).includes(name);
    }, `${name} does not come`);
    return child;
  }

  /** Calls a method as busctl does; returns the data of the answer. */
  async call(
    destination: string,
    path: string,
    iface: string,
    member: string,
    ...args: string[]
  ): Promise<readonly unknown[]> {
    const command = [`--address=${this.address}`, '--json=short', 'call', destination, path, iface, member];
    const { stdout } = await promisify(execFile)('busctl', [...command, ...args], { timeout: deadlineMs });
    return stdout.trim() === '' ? [] : (JSON.parse(stdout) as { data: readonly unknown[] }).data;
  }

  /** Waits until it is so. */
  async until(wanted: () => boolean | Promise<boolean>, late: string): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    while (!(await wanted())) {
      if (Date.now() > deadline) throw new Error(late);
      await delay(lookEveryMs);
    }
  }

  /** Ends a process that was started here. */
  async end(child: ChildProcess): Promise<void> {
    this.children.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.children].map((child) => this.end(child)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async names(): Promise<readonly unknown[]> {
    const bus = 'org.freedesktop.DBus';
    const [names] = await this.call(bus, '/org/freedesktop/DBus', bus, 'ListNames');
    return names as readonly unknown[];
  }

  private spawn(
    command: string,
    args: readonly string[],
    stderr: 'inherit' | 'ignore' = 'inherit',
  ): ChildProcess {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', stderr],
      env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: this.address, PYTHONDONTWRITEBYTECODE: '1' },
    });
    child.stdout?.resume();
    this.children.add(child);
    return child;
  }
}

const service = 'org.freedesktop.login1';
const root = '/org/freedesktop/login1';
const mockInterface = 'org.freedesktop.DBus.Mock';

/** python-dbusmock's logind: seats, sessions, and inhibitors that are real descriptors. */
export class MockLogind {
  private readonly bus: PrivateSystemBus;
  private readonly child: ChildProcess;

  private constructor(bus: PrivateSystemBus, child: ChildProcess) {
    this.bus = bus;
    this.child = child;
  }

  static async start(bus: PrivateSystemBus): Promise<MockLogind> {
    return new MockLogind(bus, await bus.mock(service, '--template', 'logind'));
  }

  /** Adds a session; returns its object path. */
  async addSession(id: string, seat: string, uid: number, active: boolean): Promise<string> {
    const args = ['ssusb', id, seat, String(uid), `user${uid}`, String(active)];
    const [path] = await this.bus.call(service, root, mockInterface, 'AddSession', ...args);
    await this.sessionNews('SessionNew', id, String(path));
    return String(path);
  }

  async removeSession(id: string): Promise<void> {
    const path = `${root}/session/${id}`;
    await this.bus.call(service, root, mockInterface, 'RemoveObject', 's', path);
    await this.sessionNews('SessionRemoved', id, path);
  }

  /** Sets properties of an object and signals the change, as logind does. */
  async change(path: string, iface: string, values: Readonly<Record<string, boolean>>): Promise<void> {
    const entries = Object.entries(values).flatMap(([name, value]) => [name, 'b', String(value)]);
    const args = ['sa{sv}', `${service}.${iface}`, String(Object.keys(values).length), ...entries];
    await this.bus.call(service, path, mockInterface, 'UpdateProperties', ...args);
  }

  /** Which session is in front of a seat; nobody's when it is left out. */
  async setSeatFront(seat: string, id = ''): Promise<void> {
    const session = id === '' ? '/' : `${root}/session/${id}`;
    const args = ['ssv', `${service}.Seat`, 'ActiveSession', '(so)', id, session];
    await this.bus.call(service, `${root}/seat/${seat}`, 'org.freedesktop.DBus.Properties', 'Set', ...args);
  }

  /** Asks a session to lock or to unlock its screen. */
  async request(path: string, what: 'Lock' | 'Unlock'): Promise<void> {
    await this.bus.call(service, path, `${service}.Session`, what);
  }

  /** Announces sleep, or that it is over. */
  async sleep(begins: boolean): Promise<void> {
    const args = ['sssav', `${service}.Manager`, 'PrepareForSleep', 'b', '1', 'b', String(begins)];
    await this.bus.call(service, root, mockInterface, 'EmitSignal', ...args);
  }

  /** What, who and how of every inhibitor that is held. */
  async inhibitors(): Promise<readonly (readonly unknown[])[]> {
    const [list] = await this.bus.call(service, root, `${service}.Manager`, 'ListInhibitors');
    return (list as readonly (readonly unknown[])[]).map(([what, who, , mode]) => [what, who, mode]);
  }

  /** Makes it hang. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    await this.bus.end(this.child);
  }

  private async sessionNews(member: string, id: string, path: string): Promise<void> {
    const args = ['sssav', `${service}.Manager`, member, 'so', '2', 's', id, 'o', path];
    await this.bus.call(service, root, mockInterface, 'EmitSignal', ...args);
  }
}
