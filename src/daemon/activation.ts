/**
 * Whether the instrument is active, and the one way in which that changes: one change at a time, in the order in which
 * they were asked for.
 */
import { EventEmitter } from 'node:events';
import type { ActivationReport, DeviceRequest } from '../engine/messages.js';
import { type Fault, SynthError } from '../errors/errors.js';

/** What of the engine is turned on and off. */
export interface Activatable {
  activate(devices: readonly DeviceRequest[]): Promise<ActivationReport>;
  deactivate(): Promise<void>;
}

/**
 * What forbids that it is active.
 * - `locked`: the session is locked
 * - `background`: another session has the seat
 * - `sleep`: the machine is about to sleep
 * - `stopping`: the daemon ends
 */
export type Obstacle = 'locked' | 'background' | 'sleep' | 'stopping';

interface ActivationEvents {
  activated: [ActivationReport];
  /** @param reason What turned it off, in a few words. */
  deactivated: [reason: string];
}

const obstacles: Readonly<Record<Obstacle, { message: string; remedy: string }>> = {
  locked: {
    message: 'The session is locked, and a keyboard that is an instrument cannot unlock it.',
    remedy: 'Unlock the session first.',
  },
  background: {
    message: 'Another session is in the foreground, and its keys are not ours to take.',
    remedy: 'Switch back to this session first.',
  },
  sleep: { message: 'The machine is going to sleep.', remedy: 'Try again when it is awake.' },
  stopping: { message: 'The instrument is being stopped.', remedy: 'systemctl --user start fw16-synth' },
};

export class Activation extends EventEmitter<ActivationEvents> {
  /** What it last became; while it changes, what it was. */
  active = false;
  /** It is being turned off: devices are given back, which is as it should be. */
  deactivating = false;

  private readonly engine: Activatable;
  private readonly devices: () => readonly DeviceRequest[];
  private readonly inTheWay = new Set<Obstacle>();
  private turning: Promise<unknown> = Promise.resolve();

  /** @param devices Those to play, looked up anew for every activation. */
  constructor(engine: Activatable, devices: () => readonly DeviceRequest[]) {
    super();
    this.engine = engine;
    this.devices = devices;
  }

  /** @throws SynthError SESSION_LOCKED, or what kept devices or audio from opening. */
  activate(): Promise<void> {
    return this.inTurn(() => this.turnOn());
  }

  /** @param reason What turns it off, in a few words. */
  deactivate(reason: string): Promise<void> {
    return this.inTurn(() => this.turnOff(reason));
  }

  /** Turns it on when it is off when its turn comes, and off when it is on. */
  toggle(reason: string): Promise<void> {
    return this.inTurn(() => (this.active ? this.turnOff(reason) : this.turnOn()));
  }

  /** Turns it off, and keeps it from being turned on until `clear`. */
  async obstruct(obstacle: Obstacle, reason: string): Promise<void> {
    this.inTheWay.add(obstacle);
    await this.deactivate(reason);
  }

  clear(obstacle: Obstacle): void {
    this.inTheWay.delete(obstacle);
  }

  /** The first of what is in the way. */
  get obstacle(): Fault | undefined {
    const [first] = this.inTheWay;
    if (first === undefined) return undefined;
    const { message, remedy } = obstacles[first];
    return new SynthError('SESSION_LOCKED', message, remedy).toFault();
  }

  private async turnOn(): Promise<void> {
    if (this.active) return;
    const { obstacle } = this;
    if (obstacle !== undefined) throw SynthError.from(obstacle);
    const report = await this.engine.activate(this.devices());
    this.active = true;
    this.emit('activated', report);
  }

  private async turnOff(reason: string): Promise<void> {
    if (!this.active) return;
    this.deactivating = true;
    try {
      await this.engine.deactivate();
    } finally {
      this.deactivating = false;
    }
    this.active = false;
    this.emit('deactivated', reason);
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.turning.then(change);
    // Whoever asked is told of a failure; the next in turn is not held up by it.
    this.turning = turn.catch(() => undefined);
    return turn;
  }
}
