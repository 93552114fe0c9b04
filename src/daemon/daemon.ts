/**
 * The service: everything put together. `start` reads from top to bottom, and tells that it is ready last of all; `stop`
 * gives everything back in the reverse order. The music does not depend on what is optional: bus, logind, log files.
 */
import { engineSettings } from '../config/engineSettings.js';
import type { LoadedConfiguration, LoadOptions } from '../config/load.js';
import { forgetYamlLibrary } from '../config/yaml.js';
import { BusService } from '../dbus/busService.js';
import type { ReloadResult } from '../dbus/instrument.js';
import { collectGarbage } from '../engine/garbage.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { withinDeadline } from '../errors/deadlines.js';
import type { Fault } from '../errors/errors.js';
import type { Log } from '../logging/logger.js';
import { FilePresetLibrary, presetPlaces } from '../presets/filePresetLibrary.js';
import { Logind } from '../systemd/logind.js';
import type { Notifier } from '../systemd/notifier.js';
import { statusLine } from '../systemd/statusLine.js';
import { Watchdog, watchdogTimeoutUsec } from '../systemd/watchdog.js';
import { type Assembly, assemble, failureOf } from './assembly.js';
import { ConfigurationInForce } from './configurationInForce.js';
import { HealthFile, healthFilePath } from './healthFile.js';
import { HotPlugWatch } from './hotPlug.js';
import { IdleRelease } from './idleRelease.js';
import { LastResort } from './lastResort.js';
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
  private readonly lastResort: LastResort;
  private readonly hotPlug: HotPlugWatch;
  private readonly state: StateKeeper;
  private readonly status: StatusTeller;
  private readonly healthFile: HealthFile;
  private readonly idle = new IdleRelease(() => this.releaseMemory());
  private readonly inForce: ConfigurationInForce;
  /** The name on the bus is ours, or there is no bus: what is written down is ours to write. */
  private named = false;
  private ending = false;

  /**
   * Puts everything together, and starts nothing.
   * @param signal Ends the check of the sound font; what it is aborted with is thrown.
   * @throws SynthError SOUNDFONT_…
   */
  static async create(
    options: DaemonOptions,
    loaded: LoadedConfiguration,
    log: Log,
    signal?: AbortSignal,
  ): Promise<Daemon> {
    return new Daemon(options, loaded, log, await chooseSoundFont(loaded.configuration, signal));
  }

  private constructor(
    options: DaemonOptions,
    loaded: LoadedConfiguration,
    log: Log,
    soundFont: Awaited<ReturnType<typeof chooseSoundFont>>,
  ) {
    this.options = options;
    this.log = log;
    const { notifier, environment, version, thread } = options;
    this.inForce = new ConfigurationInForce(loaded, { ...options, log });
    this.parts = assemble({
      configuration: () => this.inForce.current,
      soundFont,
      log,
      version,
      thread,
      reload: () => this.reload(),
    });
    const { engine, activation, registry, health, instrument } = this.parts;
    const presetPlayer = new PresetPlayer({
      instrument,
      soundFonts: this.parts.soundFonts,
      audio: () =>
        engineSettings(this.inForce.current.configuration, { devices: [], soundFont: '', programs: [] })
          .audio,
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
    this.lastResort = new LastResort(
      () => engine.heartbeat(),
      (reason) => {
        log.category('daemon').critical(`The keyboard has to be given back: ${reason}. The process ends.`);
        log.flush();
        process.kill(process.pid, 'SIGKILL');
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
   * Starts everything and tells that it is ready, unless it is stopped meanwhile.
   * @throws SynthError BUS_NAME_TAKEN, or what keeps the engine from starting; `stop` is to be called then too.
   */
  start(): Promise<void> {
    const started = this.begin();
    // READY has to go out last: a reload that a client asks for would tell it before.
    this.inForce.holdUntil(started);
    return started;
  }

  private async begin(): Promise<void> {
    const { engine, registry } = this.parts;
    const { configuration } = this.inForce.current;
    // Before a client can turn it on, which is written down in the same place.
    const recollection = this.state.recollect();
    const [report] = await Promise.all([engine.start(), this.beginToAnswer()]);
    if (this.ending) return;
    this.log
      .category('engine')
      .info(`FluidSynth ${report.libraryVersion}: ${report.programName} is loaded.`, {
        started_in_ms: Math.round(report.startedInMs),
      });
    this.hotPlug.start();
    this.presets.start();
    registry.refresh();
    await this.state.wake(recollection, configuration.get('input.activate_on_start'), (error) =>
      this.tellFailure(error),
    );
    if (this.ending) return;
    this.watchdog.start();
    const status = this.status.begin();
    // What is amiss has had lines of its own.
    this.log.category('daemon').info(`Ready. ${this.status.summary}`);
    this.options.notifier.ready(status);
    this.keepHealth();
    // Nobody waits for this one.
    this.state.keep(this.inForce.current);
    if (!this.parts.activation.active) this.idle.inactive();
  }

  /** Clients are answered when it is known whether the session is locked: the first call may be to turn it on. */
  private async beginToAnswer(): Promise<void> {
    await withinDeadline('logindConnect', this.logind.start()).catch((error: unknown) =>
      this.tellFailure(error),
    );
    if (this.ending) return;
    await this.bus.start();
    this.named = true;
  }

  /** Ends every note, gives everything back. @throws SynthError ENGINE_NOT_RESPONDING: only ending the process helps. */
  async stop(): Promise<void> {
    const { engine, activation } = this.parts;
    this.ending = true;
    this.status.end();
    this.healthFile.end();
    this.options.notifier.stopping(statusLine({ state: 'stopping' }));
    this.hotPlug.stop();
    this.presets.stop();
    // Whatever becomes of this, it is what somebody wanted, and no death to recover from. But where another instance
    // has the name, what is written down is about that one.
    if (this.named) this.state.forget();
    await activation.obstruct('stopping', 'the daemon ends');
    this.logind.stop();
    await Promise.all([this.bus.stop(), engine.stop()]);
    this.watchdog.stop();
  }

  /** Leaves the bus and logind after the play thread has died; what it had, the end of the process gives back. */
  async abandon(): Promise<void> {
    this.ending = true;
    this.status.end();
    this.healthFile.end();
    this.hotPlug.stop();
    this.presets.stop();
    this.logind.stop();
    await this.bus.stop();
  }

  /** Reads the configuration anew. @throws SynthError CONFIG_INVALID, SOUNDFONT_…; nothing has changed then. */
  reload(): Promise<ReloadResult> {
    // Whoever asks by a signal may do so because there is a bus again.
    this.bus.retryNow();
    return this.inForce.reload({
      parts: this.parts,
      status: () => this.status.line,
      taken: (loaded) => this.state.keep(loaded),
    });
  }

  /** For tests of the watchdog; without effect unless FW16_SYNTH_TEST_COMMANDS was 1 at the start. */
  hangPlayThread(): void {
    this.log.category('daemon').warning('The play thread is made to hang, for a test.');
    this.parts.engine.send({ type: 'hang' });
  }

  private watchActivation(): void {
    const { activation, instrument, engine } = this.parts;
    const log = this.log.category('daemon');
    activation.on('activated', ({ driver, devices, activatedInMs }) => {
      log.info(`Active on ${driver}, with ${devices.length} devices.`, { activated_in_ms: activatedInMs });
      this.state.remember();
      this.idle.active();
      if (watchdogTimeoutUsec() === undefined) this.lastResort.begin();
    });
    activation.on('deactivated', (reason) => {
      log.info(`Inactive: ${reason}.`);
      this.state.forget();
      this.idle.inactive();
      this.lastResort.stop();
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

  private tellFailure(error: unknown): void {
    this.log.category('daemon').fault(failureOf(error));
  }
}
