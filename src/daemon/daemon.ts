/**
 * The service: everything put together. `start` reads from top to bottom, and tells that it is ready last of all; `stop`
 * gives everything back in the reverse order. The music does not depend on what is optional: bus, logind, log files.
 */
import { compareConfigurations } from '../config/changes.js';
import { withinDeadline } from '../config/deadlines.js';
import { engineSettings } from '../config/engineSettings.js';
import { type LoadedConfiguration, type LoadOptions, readConfiguration } from '../config/load.js';
import { forgetYamlLibrary } from '../config/yaml.js';
import { BusService } from '../dbus/busService.js';
import type { ReloadResult } from '../dbus/instrument.js';
import { collectGarbage } from '../engine/garbage.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import type { Fault } from '../errors/errors.js';
import type { Log } from '../logging/logger.js';
import { FilePresetLibrary, presetPlaces } from '../presets/filePresetLibrary.js';
import { Logind } from '../systemd/logind.js';
import type { Notifier } from '../systemd/notifier.js';
import { Watchdog } from '../systemd/watchdog.js';
import { type Assembly, assemble, failureOf } from './assembly.js';
import { HealthFile, healthFilePath } from './healthFile.js';
import { HotPlugWatch } from './hotPlug.js';
import { IdleRelease } from './idleRelease.js';
import { applyLive } from './liveSettings.js';
import { isOfPreset, PresetPlayer } from './presetPlayer.js';
import { SessionGuard } from './sessionGuard.js';
import { chooseSoundFont } from './soundFontChoice.js';
import { StateKeeper } from './stateKeeper.js';
import { StatusTeller } from './statusTeller.js';

export interface DaemonOptions {
  /** What of the configuration is on the command line; it stays in force when the configuration is read anew. */
  readonly load: LoadOptions;
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** A play thread that waits to be told what to play. */
  readonly thread?: PlayThreadWorker | undefined;
  readonly notifier: Notifier;
}

export class Daemon {
  /** Settles when the play thread has ended by itself: nothing can be done then but to end the process. */
  readonly crashed: Promise<Fault>;

  private readonly options: DaemonOptions;
  private readonly log: Log;
  private readonly parts: Assembly;
  private readonly bus: BusService;
  private readonly presets: FilePresetLibrary;
  private readonly logind = new Logind();
  private readonly watchdog: Watchdog;
  private readonly hotPlug: HotPlugWatch;
  private readonly state: StateKeeper;
  private readonly status: StatusTeller;
  private readonly healthFile: HealthFile;
  private readonly idle = new IdleRelease(() => this.releaseMemory());
  private loaded: LoadedConfiguration;
  private reloading: Promise<unknown> = Promise.resolve();

  /** Puts everything together, and starts nothing. */
  static async create(options: DaemonOptions, loaded: LoadedConfiguration, log: Log): Promise<Daemon> {
    return new Daemon(options, loaded, log, await chooseSoundFont(loaded.configuration));
  }

  private constructor(
    options: DaemonOptions,
    loaded: LoadedConfiguration,
    log: Log,
    soundFont: Awaited<ReturnType<typeof chooseSoundFont>>,
  ) {
    this.options = options;
    this.loaded = loaded;
    this.log = log;
    const { notifier, environment, version, thread } = options;
    this.parts = assemble({
      configuration: () => this.loaded,
      soundFont,
      log,
      version,
      thread,
      reload: () => this.reload(),
      helpWithRealtime: (threadId) => void this.helpWithRealtime(threadId),
    });
    const { engine, activation, registry, health, instrument } = this.parts;
    const presetPlayer = new PresetPlayer({
      instrument,
      soundFonts: this.parts.soundFonts,
      audio: () =>
        engineSettings(this.loaded.configuration, { devices: [], soundFont: '', programs: [] }).audio,
      send: (command) => engine.send(command),
    });
    this.presets = new FilePresetLibrary(presetPlaces(environment), presetPlayer);
    instrument.on('propertiesChanged', (changed) => {
      if (!presetPlayer.applying && isOfPreset(changed)) this.presets.altered();
    });
    this.bus = new BusService({ instrument, environment, presets: this.presets });
    this.watchdog = new Watchdog(
      notifier,
      () => engine.heartbeat(),
      (heartbeat) => {
        const told = log.category('systemd');
        if (heartbeat.alive) told.info('Everything lives again.');
        else told.critical(`No sign of life goes to systemd: ${heartbeat.reason}.`);
      },
    );
    this.hotPlug = new HotPlugWatch('/dev/input', () => registry.refresh());
    this.state = new StateKeeper(this.parts, log, environment);
    this.status = new StatusTeller(notifier, this.parts);
    this.healthFile = new HealthFile(healthFilePath(environment), (sentence) =>
      log.category('daemon').warning(sentence),
    );
    this.crashed = new Promise((resolve) => engine.on('crashed', resolve));
    this.watchActivation();
    this.watchBus();
    new SessionGuard(activation, this.watchdog, (error) => this.tellFailure(error)).watch(this.logind);
    this.logind.on('unavailable', (fault) => health.raise('warning', fault));
    this.logind.on('available', () => health.clear('LOGIND_UNAVAILABLE'));
    this.logind.on('fault', (fault) => log.category('systemd').fault(fault));
  }

  /**
   * Starts everything and tells that it is ready.
   * @throws SynthError BUS_NAME_TAKEN, or what keeps the engine from starting; `stop` is to be called then too.
   */
  async start(): Promise<void> {
    const { engine, registry } = this.parts;
    const [report] = await Promise.all([engine.start(), this.bus.start()]);
    this.log
      .category('engine')
      .info(`FluidSynth ${report.libraryVersion}: ${report.programName} is loaded.`, {
        started_in_ms: Math.round(report.startedInMs),
      });
    this.hotPlug.start();
    this.presets.start();
    registry.refresh();
    this.state.keep(this.loaded);
    // Before anything is turned on: a session may be locked.
    await withinDeadline('logindConnect', this.logind.start()).catch((error: unknown) =>
      this.tellFailure(error),
    );
    await this.state.wake(this.loaded.configuration.get('input.activate_on_start'), (error) =>
      this.tellFailure(error),
    );
    this.watchdog.start();
    this.options.notifier.ready(this.status.line);
    this.status.begin();
    this.keepHealth();
    if (!this.parts.activation.active) this.idle.inactive();
  }

  /** Ends every note, gives everything back. @throws SynthError ENGINE_NOT_RESPONDING: only ending the process helps. */
  async stop(): Promise<void> {
    const { engine, activation } = this.parts;
    this.status.end();
    this.healthFile.end();
    this.options.notifier.stopping('Stopping: ending every note');
    this.hotPlug.stop();
    this.presets.stop();
    // Whatever becomes of this, it is what somebody wanted, and no death to recover from.
    this.state.forget();
    await activation.obstruct('stopping', 'the daemon ends');
    this.logind.stop();
    await Promise.all([this.bus.stop(), engine.stop()]);
    this.watchdog.stop();
  }

  /** Leaves the bus and logind after the play thread has died; what it had, the end of the process gives back. */
  async abandon(): Promise<void> {
    this.status.end();
    this.healthFile.end();
    this.hotPlug.stop();
    this.presets.stop();
    this.logind.stop();
    await this.bus.stop();
  }

  /**
   * Reads the configuration anew; what changes live changes without a dropout.
   * @throws SynthError CONFIG_INVALID, SOUNDFONT_…; nothing has changed then.
   */
  reload(): Promise<ReloadResult> {
    const turn = this.reloading.then(() => withinDeadline('reload', this.readAgain()));
    this.reloading = turn.catch(() => undefined);
    return turn;
  }

  /** For tests of the watchdog; without effect unless FW16_SYNTH_TEST_COMMANDS was 1 at the start. */
  hangPlayThread(): void {
    this.parts.engine.send({ type: 'hang' });
  }

  private async readAgain(): Promise<ReloadResult> {
    const { notifier, load, environment } = this.options;
    notifier.reloading('Reading the configuration anew');
    try {
      const loaded = readConfiguration({ ...load, environment });
      const { live, needRestart, changes } = compareConfigurations(this.loaded, loaded);
      const { soundFonts, registry, instrument, engine } = this.parts;
      await applyLive(live, loaded, {
        soundFonts,
        registry,
        log: this.log,
        send: (command) => engine.send(command),
        properties: () => instrument.properties,
      });
      this.loaded = loaded;
      instrument.soundFontChanged();
      this.state.keep(this.loaded);
      const changed = changes.map(({ key }) => key);
      this.log
        .category('config')
        .info(`The configuration was read anew; ${changed.length} settings differ.`, {
          changed,
          need_restart: needRestart,
        });
      return { changed, needRestart };
    } finally {
      notifier.ready(this.status.line);
    }
  }

  private watchActivation(): void {
    const { activation, instrument, engine } = this.parts;
    const log = this.log.category('daemon');
    activation.on('activated', ({ driver, devices, activatedInMs }) => {
      log.info(`Active on ${driver}, with ${devices.length} devices.`, { activated_in_ms: activatedInMs });
      this.state.remember();
      this.idle.active();
    });
    activation.on('deactivated', (reason) => {
      log.info(`Inactive: ${reason}.`);
      this.state.forget();
      this.idle.inactive();
      const { values } = engine.counters.snapshot();
      this.log.metric('notes_total', values.notesOn, '');
      this.log.metric('audio_interruptions_total', values.audioInterruptions, '');
    });
    instrument.on('propertiesChanged', () => {
      if (activation.active) this.state.remember();
    });
  }

  private watchBus(): void {
    const { health } = this.parts;
    const log = this.log.category('dbus');
    this.bus.on('owned', () => {
      health.clear('BUS_UNAVAILABLE');
      health.clear('BUS_NAME_TAKEN');
    });
    this.bus.on('unavailable', (fault) => health.raise('warning', fault));
    this.bus.on('defect', (error) => {
      log.error(`A defect of the program or of its D-Bus library: ${String(error)}`);
    });
  }

  /** For checks where there is no bus. */
  private keepHealth(): void {
    const { health } = this.parts;
    const write = (): void => this.healthFile.write(health);
    for (const event of ['raised', 'cleared', 'statusChanged'] as const) health.on(event, write);
    write();
  }

  /** First of the main thread, then of the play thread and of the libraries. */
  private releaseMemory(): void {
    forgetYamlLibrary();
    collectGarbage('code');
    this.parts.engine.send({ type: 'release-memory' });
  }

  private async helpWithRealtime(threadId: number): Promise<void> {
    const { health, engine } = this.parts;
    try {
      const { requestRealtimeKit } = await import('../systemd/realtimeKit.js');
      await requestRealtimeKit(threadId, () => engine.send({ type: 'read-scheduling' }));
      engine.send({ type: 'read-scheduling' });
    } catch (error) {
      health.raise('warning', failureOf(error));
    }
  }

  private tellFailure(error: unknown): void {
    this.log.category('daemon').fault(failureOf(error));
  }
}
