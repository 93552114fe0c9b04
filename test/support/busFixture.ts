/** A daemon's objects with a fake instrument on a bus of the test's own, and a client of it. */
import { BusService, type ServiceOptions } from '../../src/dbus/busService.js';
import { type ClientOptions, DaemonClient, type DaemonSignal } from '../../src/dbus/client.js';
import { DbusServer } from './dbusServer.js';
import { FakeInstrument } from './fakeInstrument.js';
import { FakePresets } from './fakePresets.js';

/** What of a test is needed here. */
interface Test {
  teardown(end: () => Promise<unknown> | undefined): void;
}

/** Milliseconds between attempts to connect, so that no test waits long. */
export const quickRetries = { firstMs: 20, longestMs: 100 } as const;

export class BusFixture {
  readonly bus: DbusServer;
  readonly instrument = new FakeInstrument();
  readonly presets = new FakePresets();
  readonly service: BusService;
  /** What the service has called a defect of this program. */
  readonly defects: unknown[] = [];

  private readonly t: Test;

  private constructor(t: Test, bus: DbusServer, options: Partial<ServiceOptions>) {
    this.t = t;
    this.bus = bus;
    this.service = new BusService({
      instrument: this.instrument,
      presets: this.presets,
      environment: bus.environment,
      retryTimes: quickRetries,
      ...options,
    });
    this.service.on('defect', (error) => this.defects.push(error));
    t.teardown(() => bus.stop());
    t.teardown(() => this.service.stop());
  }

  /** Everything runs, and ends with the test. */
  static async start(t: Test, options: Partial<ServiceOptions> = {}): Promise<BusFixture> {
    const fixture = new BusFixture(t, await DbusServer.start(), options);
    await fixture.service.start();
    return fixture;
  }

  /** The service is there, and neither it nor the bus is started. */
  static unstarted(t: Test, options: Partial<ServiceOptions> = {}): BusFixture {
    return new BusFixture(t, DbusServer.unstarted(), options);
  }

  async client(options: ClientOptions = {}): Promise<DaemonClient> {
    const client = await DaemonClient.connect({ environment: this.bus.environment, ...options });
    this.t.teardown(() => client.close());
    return client;
  }

  /** A client that hears every signal. */
  async listener(): Promise<Listener> {
    const listener = new Listener(await this.client());
    await listener.client.listen();
    return listener;
  }
}

/** Keeps what it hears until somebody asks. */
export class Listener {
  readonly client: DaemonClient;
  readonly heard: DaemonSignal[] = [];
  private wake: (() => void) | undefined;

  constructor(client: DaemonClient) {
    this.client = client;
    client.on('signal', (signal) => {
      this.heard.push(signal);
      this.wake?.();
    });
  }

  /** The next so many signals: interface (its last word), member and values. A deadline is the test's own. */
  async next(count: number): Promise<unknown[][]> {
    while (this.heard.length < count) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.heard
      .splice(0, count)
      .map((signal) => [signal.interface.split('.').at(-1), signal.member, ...signal.body]);
  }
}
