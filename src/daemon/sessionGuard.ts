/** Turns the instrument off when its keyboard is wanted elsewhere: a locked session, another session, sleep. */
import type { LogindEvents } from '../systemd/logind.js';
import type { Activation, Obstacle } from './activation.js';

/** The part of `systemd/logind.ts` that is listened to. */
export interface SessionSource {
  on<Name extends keyof LogindEvents>(name: Name, listener: (...told: LogindEvents[Name]) => void): unknown;
}

/** What is told before sleep and after: a machine may count the time asleep as silence. */
export interface SleepPatience {
  widen(): void;
  restore(): void;
}

export class SessionGuard {
  private readonly activation: Activation;
  private readonly patience: SleepPatience;
  private readonly failed: (error: unknown) => void;

  /** @param failed Told when the instrument could not be turned off. */
  constructor(activation: Activation, patience: SleepPatience, failed: (error: unknown) => void) {
    this.activation = activation;
    this.patience = patience;
    this.failed = failed;
  }

  /** Follows the session from now on. */
  watch(session: SessionSource): void {
    const { activation, patience } = this;
    session.on('locked', () => void this.obstruct('locked', 'the session was locked'));
    session.on('unlocked', () => activation.clear('locked'));
    session.on('backgrounded', () => void this.obstruct('background', 'another session has the seat'));
    session.on('foregrounded', () => activation.clear('background'));
    session.on('preparingForSleep', (preparation) => {
      patience.widen();
      preparation.waitUntil(this.obstruct('sleep', 'the machine goes to sleep'));
    });
    session.on('resumed', () => {
      patience.restore();
      activation.clear('sleep');
    });
    session.on('unavailable', () => {
      // What is not known must not keep anybody from playing.
      activation.clear('locked');
      activation.clear('background');
    });
  }

  private async obstruct(obstacle: Obstacle, reason: string): Promise<void> {
    try {
      await this.activation.obstruct(obstacle, reason);
    } catch (error) {
      this.failed(error);
    }
  }
}
