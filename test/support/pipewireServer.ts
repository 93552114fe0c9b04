/**
 * A PipeWire server of the test's own: private runtime folder, private session bus, one sink that nobody hears. It
 * meets no other server of the machine, and what it plays can be recorded from the sink's monitor.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Recording } from './recording.js';

/** Bounds against hangs, in milliseconds. */
const startDeadlineMs = 15_000;
const stopDeadlineMs = 5_000;
const lookEveryMs = 25;

export interface PipewireOptions {
  /** Frames in the graph's period, 32 to 8192; 64 when left out. */
  readonly quantum?: number;
  /** Hertz; 48000 when left out. */
  readonly sampleRate?: number;
  /** Also serve PulseAudio's protocol. */
  readonly pulse?: boolean;
}

/** What a test may do to the server while clients are connected to it. */
export class PipewireServer {
  static readonly sinkName = 'test-sink';

  readonly sampleRate: number;
  /** What a client needs to find this server through PipeWire, PulseAudio, ALSA or the session bus. */
  readonly environment: Readonly<Record<string, string>>;

  private readonly folder: string;
  private readonly pulse: boolean;
  private readonly children = new Map<string, ChildProcess>();
  private readonly recordings: Recording[] = [];

  private constructor(options: PipewireOptions) {
    const { quantum = 64, sampleRate = 48_000, pulse = false } = options;
    this.sampleRate = sampleRate;
    this.pulse = pulse;
    // Not a folder of the test's: the path of a Unix socket may have 107 characters.
    this.folder = mkdtempSync(join(tmpdir(), 'fw16-pipewire-'));
    const runtime = join(this.folder, 'run');
    const home = join(this.folder, 'home');
    const config = join(home, '.config');
    mkdirSync(runtime, { mode: 0o700 });
    mkdirSync(join(config, 'pipewire/pipewire.conf.d'), { recursive: true });
    writeFileSync(
      join(config, 'pipewire/pipewire.conf.d/10-test.conf'),
      serverConfiguration(quantum, sampleRate),
    );
    // Bluetooth asks for logind, and where there is none the session manager ends (WirePlumber 0.4).
    mkdirSync(join(config, 'wireplumber/bluetooth.lua.d'), { recursive: true });
    writeFileSync(join(config, 'wireplumber/bluetooth.lua.d/90-enable-all.lua'), '');
    writeFileSync(
      join(home, '.asoundrc'),
      'pcm.!default { type pipewire }\nctl.!default { type pipewire }\n',
    );
    this.environment = {
      HOME: home,
      XDG_RUNTIME_DIR: runtime,
      XDG_CONFIG_HOME: config,
      XDG_STATE_HOME: join(home, '.local/state'),
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, 'bus')}`,
      PULSE_SERVER: `unix:${join(runtime, 'pulse/native')}`,
      PIPEWIRE_RUNTIME_DIR: runtime,
      PIPEWIRE_REMOTE: 'pipewire-0',
    };
  }

  /** Starts bus, server and session manager, and returns when the sink can be played to. */
  static async start(options: PipewireOptions = {}): Promise<PipewireServer> {
    const server = new PipewireServer(options);
    try {
      await server.launch();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Process ids by program name. */
  pid(name: 'pipewire' | 'wireplumber' | 'pipewire-pulse' | 'dbus-daemon'): number {
    const child = this.children.get(name);
    if (child?.pid === undefined) throw new Error(`${name} does not run`);
    return child.pid;
  }

  /** Stops server and session manager without stopping the bus, as a crash would, and removes their sockets. */
  async kill(): Promise<void> {
    for (const name of ['pipewire-pulse', 'wireplumber', 'pipewire']) await this.end(name, 'SIGKILL');
    for (const socket of ['pipewire-0', 'pipewire-0.lock', 'pulse/native'])
      rmSync(join(this.runtimeFolder, socket), { force: true });
  }

  /** Starts what `kill` has ended. */
  async restart(): Promise<void> {
    await this.launchServer();
  }

  /** Makes the server hang: it keeps its sockets and answers nothing. */
  freeze(): void {
    process.kill(this.pid('pipewire'), 'SIGSTOP');
  }

  /** Ends `freeze`. */
  thaw(): void {
    process.kill(this.pid('pipewire'), 'SIGCONT');
  }

  /** Records what is played to the sink, from now on. `stop` ends it too. */
  async record(): Promise<Recording> {
    const format = ['--rate', String(this.sampleRate), '--channels', '2', '--format', 's16'];
    const properties = '{ stream.capture.sink=true node.latency=64/48000 }';
    const args = ['--target', PipewireServer.sinkName, '-P', properties, ...format, '-'];
    const recording = await Recording.begin(this.spawn('pw-record', args, 'pipe'), this.sampleRate);
    this.recordings.push(recording);
    return recording;
  }

  /** What the programs have written, for a failing test. */
  logs(): string {
    return ['dbus-daemon', 'pipewire', 'wireplumber', 'pipewire-pulse', 'pw-record']
      .map((name) => this.logFile(name))
      .filter((file) => existsSync(file))
      .map((file) => `${file}:\n${readFileSync(file, 'utf8')}`)
      .join('\n');
  }

  /** Ends everything that was started, last first, and removes the folder. Calling it again does nothing. */
  async stop(): Promise<void> {
    for (const recording of this.recordings) await recording.stop();
    for (const name of [...this.children.keys()].reverse()) await this.end(name, 'SIGTERM');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private get runtimeFolder(): string {
    return join(this.folder, 'run');
  }

  private logFile(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  private async launch(): Promise<void> {
    const address = `--address=${this.environment.DBUS_SESSION_BUS_ADDRESS}`;
    this.keep('dbus-daemon', ['--session', '--nofork', '--nopidfile', address]);
    await this.until('the bus is there', () => existsSync(join(this.runtimeFolder, 'bus')));
    await this.launchServer();
  }

  private async launchServer(): Promise<void> {
    this.keep('pipewire', []);
    await this.until('the server listens', () => existsSync(join(this.runtimeFolder, 'pipewire-0')));
    this.keep('wireplumber', []);
    await this.until('there is a default sink', () =>
      this.succeeds('wpctl', ['inspect', '@DEFAULT_AUDIO_SINK@']),
    );
    if (!this.pulse) return;
    this.keep('pipewire-pulse', []);
    await this.until('PulseAudio is served', () => existsSync(join(this.runtimeFolder, 'pulse/native')));
  }

  private keep(name: string, args: readonly string[]): void {
    this.children.set(name, this.spawn(name, args, 'log'));
  }

  private spawn(name: string, args: readonly string[], output: 'log' | 'pipe'): ChildProcess {
    const log = openSync(this.logFile(name), 'a');
    const child = spawn(name, args, {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', output === 'log' ? log : 'pipe', log],
    });
    closeSync(log);
    child.once('error', () => undefined);
    return child;
  }

  private async succeeds(program: string, args: readonly string[]): Promise<boolean> {
    const options = { env: { ...process.env, ...this.environment }, timeout: 2_000 };
    return await promisify(execFile)(program, args, options).then(
      () => true,
      () => false,
    );
  }

  private async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + startDeadlineMs;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`Not in ${startDeadlineMs} ms: ${what}.\n${this.logs()}`);
      await delay(lookEveryMs);
    }
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.children.get(name);
    this.children.delete(name);
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // A frozen process takes no other signal until it is continued.
    child.kill('SIGCONT');
    child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    await exited;
    clearTimeout(deadline);
  }
}

/** A sink without a sound card whose timer is the clock of the graph. */
function serverConfiguration(quantum: number, sampleRate: number): string {
  return `context.properties = {
  default.clock.rate = ${sampleRate}
  default.clock.quantum = ${quantum}
  default.clock.min-quantum = ${quantum}
  default.clock.max-quantum = ${quantum}
  mem.allow-mlock = false
}
context.objects = [
  { factory = adapter
    args = {
      factory.name = support.null-audio-sink
      node.name = ${PipewireServer.sinkName}
      node.description = "Sink of a test"
      media.class = Audio/Sink
      audio.position = [ FL FR ]
      audio.rate = ${sampleRate}
      object.linger = true
      monitor.channel-volumes = true
    }
  }
]
`;
}
