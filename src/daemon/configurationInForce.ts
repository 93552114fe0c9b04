/** The configuration that is in force, and how another takes its place while everything runs. */
import { compareConfigurations } from '../config/changes.js';
import { ConfigurationError } from '../config/fault.js';
import { type LoadedConfiguration, type LoadOptions, readConfiguration } from '../config/load.js';
import type { ReloadResult } from '../dbus/instrument.js';
import { type Fault, faultOf } from '../errors/errors.js';
import type { Log } from '../logging/logger.js';
import type { Notifier } from '../systemd/notifier.js';
import { withPatience } from '../systemd/patience.js';
import type { Assembly } from './assembly.js';
import { applyLive } from './liveSettings.js';

export interface ReloadOptions {
  /** What of the configuration is on the command line; it stays in force. */
  readonly load: LoadOptions;
  readonly environment: NodeJS.ProcessEnv;
  readonly notifier: Notifier;
  readonly log: Log;
}

/** What another configuration is brought to. */
export interface ReloadedParts {
  readonly parts: Assembly;
  /** The sentence on the state, for when it is done. */
  status(): string;
  /** Another configuration is in force. */
  taken(loaded: LoadedConfiguration): void;
}

/** What is amiss when the files no longer say what is in force. Every reload that fails is in the log by itself. */
export const refusedAlert = 'configuration';

export class ConfigurationInForce {
  current: LoadedConfiguration;

  private readonly options: ReloadOptions;
  /** What needs a restart is as it was then. */
  private readonly atStart: LoadedConfiguration;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(loaded: LoadedConfiguration, options: ReloadOptions) {
    this.current = loaded;
    this.atStart = loaded;
    this.options = options;
  }

  /** Nothing is read anew before this has settled. */
  holdUntil(started: Promise<unknown>): void {
    this.turn = started.catch(() => undefined);
  }

  /**
   * Reads the configuration anew, one reload after the other; what changes live changes without a dropout.
   * @throws SynthError CONFIG_INVALID, SOUNDFONT_…; nothing has changed then.
   */
  reload(reached: ReloadedParts): Promise<ReloadResult> {
    const turn = this.turn.then(() => this.tell(reached));
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  /** The service manager knows of it from its beginning to its end. */
  private async tell(reached: ReloadedParts): Promise<ReloadResult> {
    const { notifier, log } = this.options;
    const { health } = reached.parts;
    notifier.reloading('Reading the configuration anew');
    try {
      const result = await withPatience(notifier, this.readAgain(reached));
      health.clearAbout(refusedAlert);
      return result;
    } catch (error) {
      // Who has sent a signal is answered by nobody: the log and `systemctl status` say it.
      const fault = faultOf(error, 'CONFIG_INVALID', 'fw16-synth check-config');
      log.category('config').fault(fault, {}, 'error');
      health.raise('warning', reasonOf(error, fault), refusedAlert);
      throw error;
    } finally {
      notifier.ready(reached.status());
    }
  }

  private async readAgain({ parts, taken }: ReloadedParts): Promise<ReloadResult> {
    const { load, environment, log } = this.options;
    const loaded = readConfiguration({ ...load, environment });
    const { live, changes } = compareConfigurations(this.current, loaded);
    const { soundFonts, registry, instrument, engine } = parts;
    await applyLive(live, loaded, {
      soundFonts,
      registry,
      log,
      send: (command) => engine.send(command),
      properties: () => instrument.properties,
    });
    this.current = loaded;
    instrument.soundFontChanged();
    taken(loaded);
    const changed = changes.map(({ key }) => key);
    const { needRestart } = compareConfigurations(this.atStart, loaded);
    log.category('config').info(`The configuration was read anew; settings that differ: ${changed.length}.`, {
      changed,
      need_restart: needRestart,
    });
    return { changed, needRestart };
  }
}

/** The fault for the health, which has one sentence for each thing; the answer to who asked has the whole list. */
function reasonOf(error: unknown, fault: Fault): Fault {
  return error instanceof ConfigurationError ? { ...fault, message: error.sentence } : fault;
}
