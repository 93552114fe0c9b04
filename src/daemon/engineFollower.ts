/** What the play thread tells, and what that means to health, devices, properties and the log. */
import type { Notification } from '../engine/messages.js';
import type { ErrorCode, Fault } from '../errors/errors.js';
import type { DeviceRegistry } from './deviceRegistry.js';
import type { Health } from './health.js';
import type { PlayedInstrument } from './playedInstrument.js';

/** What the player or the machine asks for through the play thread. */
export interface EngineWishes {
  /** The toggle key was pressed. */
  toggle(): void;
  /** Esc was held for a second. */
  deactivate(): void;
  /** Real time was refused to a thread of the kernel. */
  helpWithRealtime(threadId: number): void;
}

/** Where it is told of what happens, in a person's words. */
export interface EngineLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  fault(fault: Fault): void;
}

export class EngineFollower {
  private readonly health: Health;
  private readonly registry: DeviceRegistry;
  private readonly instrument: Pick<PlayedInstrument, 'follow'>;
  private readonly wishes: EngineWishes;
  private readonly log: EngineLog;

  constructor(
    health: Health,
    registry: DeviceRegistry,
    instrument: Pick<PlayedInstrument, 'follow'>,
    wishes: EngineWishes,
    log: EngineLog,
  ) {
    this.health = health;
    this.registry = registry;
    this.instrument = instrument;
    this.wishes = wishes;
    this.log = log;
  }

  /** Takes in one notification. */
  follow(notification: Notification): void {
    this.registry.follow(notification);
    switch (notification.type) {
      case 'play-state':
        this.instrument.follow(notification.state);
        return;
      case 'toggle-requested':
        this.wishes.toggle();
        return;
      case 'deactivation-requested':
        this.wishes.deactivate();
        return;
      case 'audio-lost':
        this.health.raise('critical', notification.fault);
        return;
      case 'audio-restored':
        this.health.clear('AUDIO_SERVER_LOST');
        this.health.clear('AUDIO_SERVER_HUNG');
        this.log.info(`Audio is back (${notification.driver}).`);
        return;
      case 'deactivated':
        // Without a driver there is no server to miss, and without devices none to lose.
        for (const code of activeOnly) this.health.clearEvery(code);
        return;
      case 'audio-period':
        this.log.info(`The driver renders every ${notification.periodMs.toFixed(2)} ms.`);
        return;
      case 'device-opened':
        this.log.info(`Playing ${notification.name} (${notification.path}).`, { grab: notification.grab });
        return;
      case 'grab-changed':
        if (notification.grab !== 'refused') this.health.clear('DEVICE_GRABBED', notification.path);
        return;
      case 'fault':
        this.raiseAbout(notification.path, notification.fault);
        return;
      case 'device-lost':
        this.health.raise('warning', notification.fault, notification.path);
        return;
      case 'realtime-denied':
        this.wishes.helpWithRealtime(notification.threadId);
        return;
      case 'scheduling': {
        const { policy, priority, how } = notification.scheduling;
        if (policy !== 'other') this.health.clear('REALTIME_DENIED');
        this.log.info(`The play thread runs with policy ${policy}, priority ${priority} (${how}).`);
      }
    }
  }

  /** Takes in a fault that does not end the playing. */
  fault(fault: Fault): void {
    if (fault.code === 'AUDIO_SERVER_HUNG') this.health.raise('critical', fault);
    else if (!raisedByNotice.has(fault.code) && !deviceFaults.has(fault.code)) this.log.fault(fault);
  }

  /** A device that cannot be played is a fault of the instrument for as long as that is so. */
  private raiseAbout(path: string | undefined, fault: Fault): void {
    if (path !== undefined && deviceFaults.has(fault.code)) this.health.raise('warning', fault, path);
  }
}

/** Faults that come with a notification of their own, by which they are raised. */
const raisedByNotice: ReadonlySet<ErrorCode> = new Set(['AUDIO_SERVER_LOST', 'DEVICE_LOST']);

/** Why a device is not played. Of one that may not be read the registry of devices tells, active or not. */
const deviceFaults: ReadonlySet<ErrorCode> = new Set([
  'DEVICE_NOT_FOUND',
  'DEVICE_UNSUITABLE',
  'DEVICE_GRABBED',
  'DEVICE_FAILED',
  'RECORDING_NOT_FOUND',
  'RECORDING_INVALID',
]);

/** What can be amiss only while the instrument is active. */
const activeOnly: readonly ErrorCode[] = [
  'AUDIO_SERVER_LOST',
  'AUDIO_SERVER_HUNG',
  'DEVICE_LOST',
  ...deviceFaults,
];
