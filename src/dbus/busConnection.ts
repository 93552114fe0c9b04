/**
 * Keeps the daemon on the session bus: connects, owns the name, and does so again whenever the bus is lost. Nothing
 * here ends the process or the music; only a name that another instance has is an error, and only at the start.
 */
import { EventEmitter } from 'node:events';
import { deadlines } from '../errors/deadlines.js';
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import { Retry, type RetryTimes } from '../errors/retry.js';
import { sessionBusSocket } from './busAddress.js';
import { BusLink } from './busLink.js';
import {
  type BusMessage,
  type MessageFields,
  messageFlag,
  messageType,
  nameFlag,
  requestNameReply,
} from './dbusLibrary.js';
import type { MessageHeader } from './messageFrames.js';
import { busName, driver } from './names.js';
import { RateLimit, type RateLimits, rateLimits } from './rateLimit.js';
import { Refusals } from './refusals.js';

/** A bus that is started anew is back within a second; a session without one is asked twice a minute. */
const retryTimes: RetryTimes = { firstMs: 250, longestMs: 30_000 };
/** Bytes: sixteen times as long as the longest path, and nothing that a client may say is longer. */
const longestMessage = 64 * 1024;

/** Who leaves the bus, whoever it is: an empty new owner. Added once a connection, and never removed. */
const departures = `type='signal',sender='${driver.name}',interface='${driver.interface}',member='NameOwnerChanged',path='${driver.path}',arg2=''`;

export interface ConnectionOptions {
  /** Where the session bus is; see `busAddress.ts`. */
  readonly environment: NodeJS.ProcessEnv;
  /** Answers a call. Must not throw. */
  readonly onCall: (call: BusMessage) => void;
  /** Told of what is a defect of this program or its library. */
  readonly onDefect: (error: unknown) => void;
  readonly limits?: RateLimits;
  readonly deadlineMs?: number;
  readonly retryTimes?: RetryTimes;
}

interface ConnectionEvents {
  /** The name is owned: calls are answered. */
  owned: [];
  /** There is no bus, or not any more, or the name is taken there: BUS_UNAVAILABLE or BUS_NAME_TAKEN. Tried again. */
  unavailable: [Fault];
  /** A program has left the bus; its unique name is given to no other. */
  clientLeft: [uniqueName: string];
}

export class BusConnection extends EventEmitter<ConnectionEvents> {
  private readonly options: ConnectionOptions;
  private readonly attempts: Retry;
  private readonly limits: RateLimits;
  private limit: RateLimit;
  private refusals: Refusals;
  private link: BusLink | undefined;
  private attempting = false;
  /** Calls that came before the name was known to be owned: the one that had the bus start the daemon, above all. */
  private early: BusMessage[] = [];
  /** Ends an attempt that is under way. */
  private abandon = new AbortController();
  private stopped = true;

  constructor(options: ConnectionOptions) {
    super();
    this.options = options;
    this.attempts = new Retry(() => void this.attemptAgain(), options.retryTimes ?? retryTimes);
    this.limits = options.limits ?? rateLimits;
    this.limit = new RateLimit(this.limits);
    this.refusals = new Refusals(this.limits);
  }

  get isOwned(): boolean {
    return this.link?.isOpen ?? false;
  }

  /**
   * Connects and owns the name. Without a bus it returns all the same, and goes on trying until `stop`.
   * @returns Whether the name is owned now.
   * @throws SynthError BUS_NAME_TAKEN; nothing goes on then.
   */
  async start(): Promise<boolean> {
    this.stopped = false;
    this.abandon = new AbortController();
    try {
      await this.attempt();
    } catch (error) {
      if (error instanceof SynthError && error.code === 'BUS_NAME_TAKEN') {
        this.stopped = true;
        throw error;
      }
      this.retry(error);
    }
    return this.isOwned;
  }

  /** Tries at once, when there is reason to think that the bus is back. */
  retryNow(): void {
    this.attempts.now();
  }

  /** Sends what waits, gives the name back and disconnects. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.abandon.abort();
    this.attempts.reset();
    const { link } = this;
    this.link = undefined;
    await link?.close();
  }

  /**
   * Sends a reply or a signal; nothing happens while there is no bus.
   * @throws Error when a value is not of its type.
   */
  send(message: MessageFields): void {
    this.link?.send(message);
  }

  /** Sends what may be lost: not while the bus takes nothing. */
  sendIfTaken(message: MessageFields): void {
    if (this.link?.isCongested === false) this.link.send(message);
  }

  private async attempt(): Promise<void> {
    this.attempting = true;
    try {
      const link = await this.open();
      if (this.stopped) return await link.close();
      this.link = link;
    } finally {
      this.attempting = false;
    }
    this.attempts.reset();
    for (const call of this.early.splice(0)) this.options.onCall(call);
    this.emit('owned');
  }

  private async open(): Promise<BusLink> {
    const { environment, onCall, onDefect, deadlineMs = deadlines.busCall.ms } = this.options;
    // The unique names of another bus mean other clients.
    this.limit = new RateLimit(this.limits);
    this.refusals = new Refusals(this.limits);
    const link = await BusLink.open(sessionBusSocket(environment), {
      deadlineMs,
      longest: longestMessage,
      admit: (header, over) => this.admit(header, over),
      onDefect,
      signal: this.abandon.signal,
    });
    link.once('closed', () => this.lost(link));
    link.on('message', (message) => this.follow(message));
    this.early = [];
    link.onCall((call) => {
      if (this.link === link) onCall(call);
      else this.early.push(call);
    });
    try {
      await link.callBus('AddMatch', 's', [departures]);
      await takeName(link);
    } catch (error) {
      await link.close();
      throw error;
    }
    return link;
  }

  /** Of what is not from the bus itself only calls are read, as many as a client may make. */
  private admit(header: MessageHeader, link: BusLink): boolean {
    const { sender, type, flags } = header;
    if (sender === driver.name) return true;
    if (type !== messageType.methodCall) return false;
    const now = performance.now();
    if (this.limit.admits(sender, now)) return true;
    if ((flags & messageFlag.noReplyExpected) === 0) link.refuse(header, this.refusals.next(sender, now));
    return false;
  }

  private follow({ type, sender, member, body }: BusMessage): void {
    if (type !== messageType.signal || sender !== driver.name || member !== 'NameOwnerChanged') return;
    const [name, , owner] = body;
    if (typeof name !== 'string' || !name.startsWith(':') || owner !== '') return;
    this.limit.forget(name);
    this.refusals.forget(name);
    this.emit('clientLeft', name);
  }

  private lost(link: BusLink): void {
    if (this.link !== link) return;
    this.link = undefined;
    if (!this.stopped) this.retry(link.endedError());
  }

  private retry(error: unknown): void {
    if (this.stopped) return;
    // The timer first: who is told may stop everything.
    this.attempts.later();
    this.emit('unavailable', faultOf(error, 'BUS_UNAVAILABLE', 'Look at the log: journalctl --user -u dbus'));
  }

  private async attemptAgain(): Promise<void> {
    if (this.stopped || this.attempting) return;
    try {
      await this.attempt();
    } catch (error) {
      this.retry(error);
    }
  }
}

/** @throws SynthError BUS_NAME_TAKEN; BUS_UNAVAILABLE or TIMED_OUT when the bus goes or hangs. */
async function takeName(link: BusLink): Promise<void> {
  const [reply] = await link.callBus('RequestName', 'su', [busName, nameFlag.doNotQueue]);
  if (reply === requestNameReply.primaryOwner || reply === requestNameReply.alreadyOwner) return;
  const owner = await link.callBus('GetConnectionUnixProcessID', 's', [busName]).catch(() => []);
  const [pid] = owner;
  throw new SynthError(
    'BUS_NAME_TAKEN',
    `Another instance of fw16-synth runs already${typeof pid === 'number' ? `, as process ${pid}` : ''}.`,
    typeof pid === 'number'
      ? `Use that one, or end it: systemctl --user stop fw16-synth || kill ${pid}`
      : 'Use that one, or end it: systemctl --user stop fw16-synth',
  );
}
