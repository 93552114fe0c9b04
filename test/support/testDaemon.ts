/** The daemon on a bus, a sound server and a keyboard of the test's own. */
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { DaemonClient } from '../../src/dbus/client.js';
import { busName } from '../../src/dbus/names.js';
import { eventType, syn } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { DbusServer } from './dbusServer.js';
import { encode } from './deviceEvents.js';
import { FifoWriter, makeFifo } from './fifo.js';
import { ForegroundProgram } from './foregroundProgram.js';
import { JackServer } from './jackServer.js';

export class TestDaemon {
  readonly folder: string;
  readonly bus: DbusServer;
  readonly server: JackServer;
  /** The FIFO that is its keyboard. */
  readonly fifo: string;
  program: ForegroundProgram;

  private readonly environment: Readonly<Record<string, string>>;
  private readonly configuration: object;
  private writer: FifoWriter | undefined;

  private constructor(
    folder: string,
    bus: DbusServer,
    server: JackServer,
    configuration: object,
    environment: Readonly<Record<string, string>>,
  ) {
    this.folder = folder;
    this.bus = bus;
    this.server = server;
    this.fifo = makeFifo(folder);
    this.environment = {
      ...bus.environment,
      ...server.environment,
      // Not those of whoever runs the tests.
      DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${folder}/no-system-bus`,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
      ...environment,
    };
    this.configuration = {
      ...configuration,
      audio: { driver: 'jack', ...(configuration as { audio?: object }).audio },
      input: {
        devices: [{ path: this.fifo, kind: 'keyboard' }],
        ...(configuration as { input?: object }).input,
      },
    };
    this.program = this.run();
  }

  /** Starts everything; it is stopped at the end of the test. Returns when the daemon has its name on the bus. */
  static async start(
    t: Test,
    configuration: object = {},
    environment: Readonly<Record<string, string>> = {},
  ): Promise<TestDaemon> {
    const folder = mkdtempSync(join(tmpdir(), 'fw16-daemon-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const bus = await DbusServer.start();
    t.teardown(() => bus.stop());
    const server = await JackServer.start(folder, 128);
    t.teardown(() => server.stop());
    const daemon = new TestDaemon(folder, bus, server, configuration, environment);
    t.teardown(async () => {
      daemon.writer?.close();
      await daemon.program.stop();
    });
    await daemon.isThere();
    return daemon;
  }

  /** Starts the program once more, with the same configuration. */
  run(...more: string[]): ForegroundProgram {
    return new ForegroundProgram(this.folder, this.configuration, this.environment, ['daemon', ...more]);
  }

  /** Starts it again after its end, and waits until it is there. */
  async restart(): Promise<void> {
    this.program = this.run();
    await this.isThere();
  }

  /** Waits until the daemon has its name. */
  async isThere(): Promise<void> {
    await this.program.writes(/is loaded/);
    const deadline = Date.now() + 20_000;
    while (!(await this.bus.hasOwner(busName))) {
      if (Date.now() > deadline) throw new Error(`the daemon is not on the bus:\n${this.program.errors}`);
    }
  }

  /** Replaces the configuration file. */
  configure(configuration: object): void {
    writeFileSync(
      join(this.folder, 'config.yaml'),
      JSON.stringify({ ...this.configuration, ...configuration }),
    );
  }

  /** A client on its bus, closed at the end of the test. */
  async client(t: Test): Promise<DaemonClient> {
    const client = await DaemonClient.connect({ environment: this.bus.environment });
    t.teardown(() => client.close());
    return client;
  }

  /** Presses or releases a key of its keyboard. */
  key(code: number, value: 0 | 1): void {
    this.writer ??= new FifoWriter(this.fifo);
    const nowUs = monotonicUs();
    this.writer.write(
      encode([
        [nowUs, eventType.key, code, value],
        [nowUs, eventType.syn, syn.report, 0],
      ]),
    );
  }

  /** What its process has open. */
  openFiles(): string[] {
    const folder = `/proc/${this.program.pid}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(join(folder, fd))];
      } catch {
        return [];
      }
    });
  }
}
