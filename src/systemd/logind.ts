/**
 * What logind says of the user's session and of the machine's sleep: when the screen is locked, when the session leaves
 * the foreground of its seat, when the machine is about to sleep. A daemon is a service of the user's manager and belongs
 * to no session, so that all sessions of the user on seats count.
 */
import { EventEmitter } from 'node:events';
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import { Retry, type RetryTimes } from '../errors/retry.js';
import {
  delayMaxMs,
  isPreparingForSleep,
  type LogindNews,
  newsOf,
  readSessions,
  watchLogind,
} from './logindClient.js';
import { lockRequestMs, SeatSessions } from './seatSessions.js';
import { defaultDelayMs, SleepDelay, type SleepPreparation } from './sleepDelay.js';
import { SleepInhibitor } from './sleepInhibitor.js';
import { SystemBus } from './systemBus.js';

export interface LogindEvents {
  /** The screen of the session in front is locked, or is just being locked. */
  locked: [];
  unlocked: [];
  /** The user's session is not in front of its seat any more. */
  backgrounded: [];
  foregrounded: [];
  /** The machine is about to sleep. */
  preparingForSleep: [SleepPreparation];
  /** It has slept, or sleep was given up. */
  resumed: [];
  /** logind answers: the state is known from now on. */
  available: [];
  /** LOGIND_UNAVAILABLE: nothing is known from now on. It is tried again. */
  unavailable: [Fault];
  /** The delay of sleep could not be taken; everything else works. */
  fault: [Fault];
}

export interface LogindOptions {
  readonly uid?: number;
  readonly connect?: () => Promise<SystemBus>;
  readonly inhibitor?: SleepInhibitor;
}

const retryTimes: RetryTimes = { firstMs: 1_000, longestMs: 60_000 };

/**
 * Follows logind from `start` to `stop`. Nothing that happens to logind or to the bus ends the following: it is tried
 * again after a second at most, then later each time up to a minute, and at once when logind comes back to a bus that
 * has stayed.
 */
export class Logind extends EventEmitter<LogindEvents> {
  /** Whether the state is known. */
  available = false;

  private readonly uid: number;
  private readonly connect: () => Promise<SystemBus>;
  private readonly sleep: SleepDelay;
  private readonly sessions = new SeatSessions();
  private readonly attempts = new Retry(() => void this.tryAgain(), retryTimes);
  private bus: SystemBus | undefined;
  private running = false;
  private wasLocked = false;
  private wasForeground = true;
  /** Counts what has changed, so that a reading that has become old meanwhile is told. */
  private version = 0;
  private reading: SystemBus | undefined;
  private later: NodeJS.Timeout | undefined;

  constructor(options: LogindOptions = {}) {
    super();
    this.uid = options.uid ?? process.getuid?.() ?? 0;
    this.connect = options.connect ?? (() => SystemBus.connect());
    this.sleep = new SleepDelay(options.inhibitor ?? new SleepInhibitor());
  }

  /** The screen is locked; false while nothing is known. */
  get isLocked(): boolean {
    return this.sessions.locked;
  }

  /** The user is in front of a seat; true while nothing is known, and where nobody is in front of any. */
  get isForeground(): boolean {
    return this.sessions.foreground;
  }

  /** Whether logind waits for this process before it sleeps. */
  get delaysSleep(): boolean {
    return this.sleep.held;
  }

  /**
   * Begins to follow; `available` or `unavailable` tells what came of it.
   * @returns Settles when the first of the two has been told, which a bus that hangs can delay by seconds; never rejects.
   */
  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    await this.open();
  }

  /** Ends it; no event comes any more, and sleep is not delayed any more. */
  stop(): void {
    this.running = false;
    this.available = false;
    this.attempts.reset();
    clearTimeout(this.later);
    this.bus?.close();
    this.bus = undefined;
    this.sleep.release();
  }

  private async tryAgain(): Promise<void> {
    const { bus } = this;
    if (bus === undefined) return this.open();
    await this.begin(bus).catch((error: unknown) => this.lost(error));
  }

  private async open(): Promise<void> {
    let bus: SystemBus;
    try {
      bus = await this.connect();
    } catch (error) {
      this.lost(error);
      return;
    }
    if (!this.running) {
      bus.close();
      return;
    }
    this.bus = bus;
    bus.on('closed', (reason) => {
      if (this.bus !== bus) return;
      this.bus = undefined;
      this.lost(new Error(reason));
    });
    bus.on('signal', (signal) => {
      const news = newsOf(signal);
      if (news !== undefined && this.bus === bus) this.receive(news);
    });
    try {
      await watchLogind(bus);
      await this.begin(bus);
    } catch (error) {
      this.lost(error);
    }
  }

  /** logind is there, or should be: reads everything, and asks to be waited for. */
  private async begin(bus: SystemBus): Promise<void> {
    const announced = await isPreparingForSleep(bus).catch(() => false);
    this.sleep.maxMs = await delayMaxMs(bus).catch(() => defaultDelayMs);
    await this.read(bus);
    if (this.bus !== bus) return;
    this.attempts.reset();
    this.available = true;
    this.emit('available');
    this.compare();
    if (announced) this.prepareForSleep();
    else void this.delaySleep();
  }

  /** Nothing is known, until it is tried again or the bus tells that logind has come back. */
  private lost(error: unknown): void {
    if (!this.running) return;
    this.available = false;
    this.sessions.forget();
    this.wasLocked = false;
    this.wasForeground = true;
    this.sleep.release();
    if (this.sleep.sleeping) this.resume();
    this.emit('unavailable', unavailable(error));
    if (this.running) this.attempts.later();
  }

  private receive(news: LogindNews): void {
    switch (news.type) {
      case 'owner':
        this.ownerChanged(news.present);
        return;
      case 'sleep':
        if (news.begins) this.prepareForSleep();
        else if (this.sleep.sleeping) this.resume();
        return;
      case 'sessions':
        this.version++;
        void this.readAgain();
        return;
      case 'lock':
        // A request that nobody has answered may have become old by itself: this one is another.
        this.compare();
        this.sessions.request(news.path, news.lock);
        this.compareLater();
        break;
      case 'session':
        this.sessions.change(news.path, news.changed);
    }
    this.version++;
    this.compare();
  }

  private ownerChanged(present: boolean): void {
    if (present) void this.tryAgain();
    else this.lost(new Error('it has ended'));
  }

  /** Reads the sessions until nothing has changed meanwhile. */
  private async read(bus: SystemBus): Promise<void> {
    for (;;) {
      const { version } = this;
      const { states, othersInFront } = await readSessions(bus, this.uid);
      if (this.bus !== bus) return;
      if (version !== this.version) continue;
      this.sessions.replace(states, othersInFront);
      return;
    }
  }

  private async readAgain(): Promise<void> {
    const { bus } = this;
    // Who is reading already sees that something has changed.
    if (bus === undefined || !this.available || this.reading === bus) return;
    this.reading = bus;
    try {
      await this.read(bus);
      this.compare();
    } catch {
      // A connection that has ended tells by itself; what a logind that goes leaves unanswered will be read again.
    } finally {
      this.reading = undefined;
    }
  }

  /** Tells of what is not as it was. */
  private compare(): void {
    if (!this.available) return;
    const { isLocked, isForeground } = this;
    if (isForeground !== this.wasForeground) {
      this.wasForeground = isForeground;
      this.emit(isForeground ? 'foregrounded' : 'backgrounded');
    }
    if (isLocked !== this.wasLocked) {
      this.wasLocked = isLocked;
      this.emit(isLocked ? 'locked' : 'unlocked');
    }
  }

  /** A request to lock that no locker has answered becomes old by itself. */
  private compareLater(): void {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.compare(), lockRequestMs + 1);
    this.later.unref();
  }

  private prepareForSleep(): void {
    if (this.sleep.sleeping) return;
    this.sleep.prepare((preparation) => this.emit('preparingForSleep', preparation));
  }

  private resume(): void {
    this.sleep.resume();
    this.emit('resumed');
    if (this.available) void this.delaySleep();
  }

  private async delaySleep(): Promise<void> {
    try {
      await this.sleep.take();
    } catch (error) {
      if (this.running) this.emit('fault', faultOf(error, 'LOGIND_UNAVAILABLE', 'systemd-inhibit --list'));
    }
  }
}

function unavailable(error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return new SynthError(
    'LOGIND_UNAVAILABLE',
    `logind does not tell of locks and sleep: ${reason}.`,
    'See whether it runs: systemctl status systemd-logind. Where there is none, deactivate before you lock the screen.',
  ).toFault();
}
