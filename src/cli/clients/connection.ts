/** Finds the running daemon on the session bus, and asks it in the words of `InstrumentClient`. */
import { DaemonClient } from '../../dbus/client.js';
import { variant } from '../../dbus/dbusLibrary.js';
import type { Alert, DeviceProperties, HealthReport, HealthStatus } from '../../dbus/instrument.js';
import { device, health, presets, synthesizer } from '../../dbus/interfaces.js';
import type { SaveOptions } from '../../dbus/presetLibrary.js';
import { objectManager } from '../../dbus/standardInterfaces.js';
import { deadlines } from '../../errors/deadlines.js';
import { categoryOf, type ErrorCode, errorCodes } from '../../errors/errors.js';
import type { PresetSummary } from '../../presets/preset.js';
import type { InstrumentClient, PresetClient } from './instrumentClient.js';

/** For what the daemon may take long for: it may have to be started, and has deadlines of its own. */
const patiently = { deadlineMs: deadlines.clientWork.ms };
const orderOfPaths = new Intl.Collator('en', { numeric: true });

export interface ConnectOptions {
  /** Have the bus start the daemon if it does not run. */
  readonly startDaemon?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
}

/** @throws SynthError BUS_UNAVAILABLE; that the daemon does not run is told by the first question. */
export async function connect(options: ConnectOptions = {}): Promise<InstrumentClient> {
  const { startDaemon = false, environment = process.env } = options;
  return new BusClient(await DaemonClient.connect({ activate: startDaemon, environment }));
}

/** Asks the daemon something, and lets go of the bus whatever becomes of it. */
export async function withDaemon<Result>(
  ask: (client: InstrumentClient) => Promise<Result>,
  options: ConnectOptions = {},
): Promise<Result> {
  const client = await connect(options);
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}

class BusClient implements InstrumentClient {
  readonly presets: PresetClient;
  private readonly daemon: DaemonClient;

  constructor(daemon: DaemonClient) {
    this.daemon = daemon;
    this.presets = presetClient(daemon);
  }

  properties() {
    return this.daemon.getAll(synthesizer);
  }

  async devices(): Promise<readonly DeviceProperties[]> {
    const [objects] = await this.daemon.call(objectManager, 'GetManagedObjects', []);
    return Object.values(objects as unknown as Record<string, Record<string, unknown> | undefined>)
      .flatMap((interfaces) => {
        const shown = interfaces?.[device.name];
        return shown === undefined ? [] : [withNumbers(shown as DeviceProperties)];
      })
      .sort((a, b) => orderOfPaths.compare(a.Node, b.Node));
  }

  async health(): Promise<HealthReport> {
    const [report] = await this.daemon.call(health, 'GetReport', []);
    const { status, reasons, alerts, figures } = report as unknown as BusReport;
    return { status, reasons, alerts: alerts.map(alertOf), figures };
  }

  async activate(): Promise<void> {
    await this.daemon.call(synthesizer, 'Activate', [], patiently);
  }

  async deactivate(): Promise<void> {
    await this.daemon.call(synthesizer, 'Deactivate', [], patiently);
  }

  async toggle(): Promise<void> {
    await this.daemon.call(synthesizer, 'Toggle', [], patiently);
  }

  async panic(): Promise<void> {
    await this.daemon.call(synthesizer, 'Panic', []);
  }

  async selectProgram(bank: number, program: number): Promise<void> {
    await this.daemon.call(synthesizer, 'SelectProgram', [bank, program]);
  }

  async loadSoundFont(path: string): Promise<void> {
    await this.daemon.call(synthesizer, 'LoadSoundFont', [path], patiently);
  }

  async reload() {
    const [changed, needRestart] = await this.daemon.call(synthesizer, 'Reload', [], patiently);
    return { changed, needRestart };
  }

  async close(): Promise<void> {
    await this.daemon.close();
  }
}

function presetClient(daemon: DaemonClient): PresetClient {
  return {
    async list() {
      return (await daemon.call(presets, 'List', []))[0].map(summaryOf);
    },
    async search(query) {
      return (await daemon.call(presets, 'Search', [query]))[0].map(summaryOf);
    },
    async load(name) {
      await daemon.call(presets, 'Load', [name], patiently);
    },
    async save(name, options) {
      await daemon.call(presets, 'Save', [name, optionsOnBus(options)]);
    },
    async delete(name) {
      await daemon.call(presets, 'Delete', [name]);
    },
    async undo(name) {
      return (await daemon.call(presets, 'Undo', [name]))[0];
    },
    async validate(name) {
      return (await daemon.call(presets, 'Validate', [name]))[0];
    },
    async setFavourite(name, favourite) {
      await daemon.call(presets, 'SetFavourite', [name, favourite]);
    },
  };
}

type SummaryRow = readonly [string, string, readonly string[], boolean, boolean];

function summaryOf([name, description, tags, favourite, builtIn]: SummaryRow): PresetSummary {
  return { name, description, tags, favourite, builtIn };
}

function optionsOnBus({ description, tags, overwrite }: SaveOptions) {
  return {
    ...(description === undefined ? {} : { description: variant('s', description) }),
    ...(tags === undefined ? {} : { tags: variant('as', tags) }),
    ...(overwrite === undefined ? {} : { overwrite: variant('b', overwrite) }),
  };
}

/** What GetReport answers, its variants undone. */
interface BusReport {
  readonly status: HealthStatus;
  readonly reasons: readonly string[];
  readonly alerts: readonly (readonly [Alert['severity'], string, string, string, string])[];
  readonly figures: HealthReport['figures'];
}

function alertOf([severity, code, message, remedy, since]: BusReport['alerts'][number]): Alert {
  // A daemon of another version may have codes that this one does not know.
  const known = errorCodes.find((one) => one === code);
  const category = known === undefined ? 'degraded' : categoryOf(known);
  return { severity, fault: { code: code as ErrorCode, category, message, remedy }, since };
}

/** Counters are bigints on the bus; none is too large for a number. */
function withNumbers(shown: DeviceProperties): DeviceProperties {
  return { ...shown, Events: Number(shown.Events), DroppedSyncs: Number(shown.DroppedSyncs) };
}
