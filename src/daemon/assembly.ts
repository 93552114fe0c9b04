/** The instrument of the daemon: engine, devices, activation and health, wired to one another. */
import { engineSettings } from '../config/engineSettings.js';
import type { LoadedConfiguration } from '../config/load.js';
import type { InstrumentProperties, ReloadResult } from '../dbus/instrument.js';
import { Engine } from '../engine/engine.js';
import type { EngineSettings } from '../engine/messages.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import { discoverNodes } from '../linux/deviceDiscovery.js';
import type { Log } from '../logging/logger.js';
import { Activation } from './activation.js';
import { refusedAlert } from './configurationInForce.js';
import { DeviceRegistry, isPlayed } from './deviceRegistry.js';
import { EngineFollower } from './engineFollower.js';
import { Health } from './health.js';
import { healthFigures } from './healthFigures.js';
import { PlayedInstrument } from './playedInstrument.js';
import { checkSoundFont, type SoundFontChoice } from './soundFontChoice.js';
import { SoundFontHolder } from './soundFontHolder.js';

export interface AssemblyOptions {
  /** The configuration that is in force; another after a reload. */
  configuration(): LoadedConfiguration;
  readonly soundFont: SoundFontChoice;
  readonly log: Log;
  readonly version: string;
  /** A play thread that waits to be told what to play. */
  readonly thread?: PlayThreadWorker | undefined;
  reload(): Promise<ReloadResult>;
}

export interface Assembly {
  readonly engine: Engine;
  readonly health: Health;
  readonly registry: DeviceRegistry;
  readonly activation: Activation;
  readonly soundFonts: SoundFontHolder;
  readonly instrument: PlayedInstrument;
}

/** What is amiss when an activation that nobody waits for has failed. */
const activationAlert = 'activation';

const noKeyboard = new SynthError(
  'DEVICE_NOT_FOUND',
  'No keyboard is played.',
  'See which were found, and why they are not: fw16-synth devices',
).toFault();

/** A fault for what was thrown where nobody expected anything else. */
export function failureOf(error: unknown): Fault {
  return faultOf(error, 'ENGINE_NOT_RESPONDING', 'systemctl --user restart fw16-synth');
}

export function assemble(options: AssemblyOptions): Assembly {
  const { soundFont, log, thread } = options;
  const { path: font, programs } = soundFont;
  const settings = engineSettings(options.configuration().configuration, {
    active: false,
    devices: [],
    soundFont: font,
    programs,
  });
  const engine = new Engine(settings, ...(thread === undefined ? [] : [() => thread]));
  const health = new Health();
  const registry = new DeviceRegistry({
    configured: options.configuration().configuration.get('input.devices'),
    counts: (path) => engine.deviceCounts(path),
    discover: () => discoverNodes(undefined, undefined, settings.toggleKey),
  });
  const activation = new Activation(engine, () => registry.requests());
  const soundFonts = new SoundFontHolder(soundFont, engine, (path, maxMb) =>
    checkSoundFont(path, maxMb ?? options.configuration().configuration.get('audio.soundfont_max_mb')),
  );
  const instrument = new PlayedInstrument({
    engine,
    activation,
    registry,
    soundFonts,
    initial: initialProperties(settings, soundFont, options.version),
    reload: options.reload,
    report: () => ({
      status: health.status,
      reasons: health.reasons,
      alerts: health.raised,
      figures: healthFigures(engine),
    }),
    commandSettings: () =>
      engineSettings(options.configuration().configuration, { devices: [], soundFont: font, programs })
        .performer.velocity,
  });
  const follower = new EngineFollower(
    health,
    registry,
    instrument,
    {
      toggle: () => void unattended(activation.toggle('the toggle key was pressed')),
      deactivate: () => void unattended(activation.deactivate('Esc was held')),
      helpWithRealtime: (threadId) => void helpWithRealtime(threadId),
    },
    log.category('engine'),
  );
  engine.on('notification', (notification) => follower.follow(notification));
  engine.on('fault', (fault) => follower.fault(fault));
  tellHealth(health, instrument, log);
  registry.on('denied', (path, fault) => health.raise('warning', fault, path));
  registry.on('mended', (path) => health.clearAbout(path));
  registry.on('selectionChanged', () => {
    engine.watchToggle(registry.togglePaths());
    if (activation.active) engine.setDevices(registry.requests());
  });
  activation.on('activated', () => {
    health.clearAbout(activationAlert);
    // What came between the look at the devices and their opening.
    engine.setDevices(registry.requests());
  });
  for (const event of ['activated', 'deactivated'] as const) activation.on(event, tellOfDevices);
  registry.on('changed', tellOfDevices);
  return { engine, health, registry, activation, soundFonts, instrument };

  /** An instrument without a keyboard is played by programs alone, which few mean. */
  function tellOfDevices(): void {
    const played = [...registry.devices.values()].some(isPlayed);
    if (activation.active && !activation.deactivating && !played) health.raise('warning', noKeyboard);
    else health.clear('DEVICE_NOT_FOUND');
  }

  /** Real time was refused to a thread of the kernel: RealtimeKit may grant it. */
  async function helpWithRealtime(threadId: number): Promise<void> {
    try {
      const { requestRealtimeKit } = await import('../systemd/realtimeKit.js');
      await requestRealtimeKit(threadId, () => engine.send({ type: 'read-scheduling' }));
      engine.send({ type: 'read-scheduling' });
    } catch (error) {
      health.raise('warning', failureOf(error));
    }
  }

  /** Nobody waits for the answer: a failure is told in the log and in the health. */
  async function unattended(change: Promise<void>): Promise<void> {
    try {
      await change;
    } catch (error) {
      tellOfActivation(error, health, log);
    }
  }
}

/** What became of an activation that nobody waits for. That a session is locked is no fault: it is only not the time. */
export function tellOfActivation(error: unknown, health: Health, log: Log): void {
  const fault = failureOf(error);
  if (fault.code === 'SESSION_LOCKED') log.category('daemon').info(`It stays inactive: ${fault.message}`);
  else health.raise('critical', fault, activationAlert);
}

/**
 * Alerts go to the log once, however often what raised them is tried again, and to the bus. That a reload has failed is
 * in the log already: as an error, with every fault.
 */
function tellHealth(health: Health, instrument: PlayedInstrument, log: Log): void {
  const told = log.category('health');
  health.on('raised', (alert, about) => {
    const { fault, severity } = alert;
    if (about !== refusedAlert)
      told.fault(fault, { severity }, severity === 'critical' ? 'error' : 'warning');
    instrument.emit('alertRaised', alert);
  });
  health.on('cleared', (code) => {
    told.info(`${code} is over.`);
    instrument.emit('alertCleared', code);
  });
  health.on('statusChanged', (old, now, reasons) => instrument.emit('statusChanged', old, now, reasons));
}

function initialProperties(
  { performer, audio }: EngineSettings,
  soundFont: SoundFontChoice,
  version: string,
): InstrumentProperties {
  const { octave, transpose, bank, program, velocity } = performer;
  return {
    Active: false,
    Octave: octave,
    Transpose: transpose,
    Bank: bank,
    Program: program,
    ProgramName: soundFont.presetName(bank, program),
    SoundFont: soundFont.builtin ? '' : soundFont.path,
    VelocityMode: velocity.mode,
    Layer: performer.layer?.enabled ?? false,
    Arpeggiator: performer.arpeggiator?.mode ?? 'off',
    Tempo: performer.arpeggiator?.tempo ?? 120,
    Gain: audio.gainDb,
    Sustain: false,
    AudioDriver: 'none',
    Version: version,
  };
}
