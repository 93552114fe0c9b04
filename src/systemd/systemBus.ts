/**
 * The system bus over dbus-next: calls that end, and signals. dbus-next is loaded with the first connection. It cannot
 * pass file descriptors here, never removes a match rule and never ends a call whose answer does not come; so a rule is
 * made once for each connection, and a call that was not answered ends the connection.
 */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { deadlines } from '../errors/deadlines.js';
import { loadDbusNext } from './dbusNext.js';

/** A signal that a match rule let through. */
export interface BusSignal {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** Variants are taken off; dictionaries of strings are objects. */
  readonly body: readonly unknown[];
}

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

/** An error that a service answered. */
export class BusCallError extends Error {
  /** Such as `org.freedesktop.DBus.Error.ServiceUnknown`. */
  readonly errorName: string;

  constructor(errorName: string, message: string) {
    super(`${errorName}: ${message}`);
    this.errorName = errorName;
  }
}

interface Message {
  readonly type: number;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

interface MessageBus extends EventEmitter {
  call(message: Message): Promise<Message>;
  disconnect(): void;
  /** Not public, but the only way to learn that a connection has ended. */
  readonly _connection: { readonly stream: Socket };
}

interface Library {
  readonly Variant: new (signature: string, value: unknown) => { readonly value: unknown };
  readonly Message: new (fields: BusCall) => Message;
  sessionBus(options: { busAddress: string; authMethods: readonly string[] }): MessageBus;
}

const signalType = 4;
const defaultAddress = 'unix:path=/run/dbus/system_bus_socket';

type Fail = (error: Error) => void;

interface Events {
  signal: [BusSignal];
  /** The last event: the bus has gone, or a service did not answer. */
  closed: [reason: string];
}

export class SystemBus extends EventEmitter<Events> {
  private readonly library: Library;
  private readonly bus: MessageBus;
  private readonly deadlineMs: number;
  private readonly waiting = new Set<Fail>();
  private closed = false;

  private constructor(library: Library, bus: MessageBus, deadlineMs: number) {
    super();
    this.library = library;
    this.bus = bus;
    this.deadlineMs = deadlineMs;
    bus.on('error', (error: Error) => this.end(error.message));
    bus._connection.stream.once('close', () => this.end('the bus has closed the connection'));
    bus.on('message', (message: Message) => {
      if (message.type !== signalType || this.closed) return;
      const { path, interface: iface, member } = message;
      const signal = { path, interface: iface, member, body: message.body.map((one) => this.plain(one)) };
      // Not within the library, which would take what a listener throws for an error of the sender.
      queueMicrotask(() => this.emit('signal', signal));
    });
  }

  /**
   * Connects and waits until the bus has answered.
   * @param address Where the bus is; by default that which the environment names, else the system's.
   * @param deadlineMs For this and every call.
   * @throws Error when there is no bus, or it does not answer.
   */
  static async connect(
    address: string = process.env.DBUS_SYSTEM_BUS_ADDRESS || defaultAddress,
    deadlineMs: number = deadlines.systemBusCall.ms,
  ): Promise<SystemBus> {
    const library = loadDbusNext() as Library;
    // The function for session buses is the one that takes an address and leaves ways to authenticate out which read
    // the user's files.
    const raw = library.sessionBus({ busAddress: address, authMethods: ['EXTERNAL'] });
    const bus = new SystemBus(library, raw, deadlineMs);
    await bus.within('the system bus does not answer', (settle) => raw.once('connect', settle));
    return bus;
  }

  /**
   * Calls a method and returns what it answers, without variants.
   * @throws BusCallError when the answer is an error; Error when none comes, and the connection is closed then.
   */
  async call(call: BusCall): Promise<readonly unknown[]> {
    if (this.closed) throw new Error('the connection to the system bus is closed');
    const { member, destination } = call;
    const answer = await this.within<Message>(`${destination} does not answer ${member}`, (settle, fail) => {
      this.bus.call(new this.library.Message(call)).then(settle, (error: unknown) => fail(callError(error)));
    });
    return answer.body.map((one) => this.plain(one));
  }

  /** The value of a property. Throws like `call`. */
  async property(destination: string, path: string, iface: string, name: string): Promise<unknown> {
    const [value] = await this.call({
      destination,
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [iface, name],
    });
    return value;
  }

  /** All properties of an interface. Throws like `call`. */
  async properties(
    destination: string,
    path: string,
    iface: string,
  ): Promise<Readonly<Record<string, unknown>>> {
    const [values] = await this.call({
      destination,
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'GetAll',
      signature: 's',
      body: [iface],
    });
    return values as Readonly<Record<string, unknown>>;
  }

  /** Lets signals through by a match rule of the bus, for as long as the connection lasts. Throws like `call`. */
  async watch(rule: string): Promise<void> {
    await this.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'AddMatch',
      signature: 's',
      body: [rule],
    });
  }

  /** Ends the connection; `closed` is emitted unless it was before. */
  close(reason = 'closed'): void {
    this.end(reason);
  }

  private end(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.bus._connection.stream.destroy();
    for (const fail of this.waiting) fail(new Error(reason));
    this.emit('closed', reason);
    this.removeAllListeners();
  }

  /** What `start` settles with. When the deadline passes first the connection ends, and so do all that wait for it. */
  private async within<T>(late: string, start: (settle: (value: T) => void, fail: Fail) => void): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let waiting: Fail = () => {};
    try {
      return await new Promise<T>((settle, fail) => {
        waiting = fail;
        this.waiting.add(fail);
        timer = setTimeout(() => this.end(late), this.deadlineMs);
        start(settle, fail);
      });
    } finally {
      clearTimeout(timer);
      this.waiting.delete(waiting);
    }
  }

  private plain(value: unknown): unknown {
    if (value instanceof this.library.Variant) return this.plain(value.value);
    if (Array.isArray(value)) return value.map((one) => this.plain(one));
    if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.plain(one)]));
  }
}

function callError(error: unknown): Error {
  const { type, message } = error as { type?: unknown; message: string };
  return typeof type === 'string' ? new BusCallError(type, message) : (error as Error);
}
