/**
 * One connection to a bus, from its opening to its end. The library's own never tells that it has ended, and what was
 * called then is never answered; here everything has a deadline, and an end.
 */
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { deadlines } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import { unavailable } from './busAddress.js';
import {
  type BusMessage,
  dbusLibrary,
  type MessageBus,
  type MessageFields,
  messageType,
} from './dbusLibrary.js';
import { ErrorReply } from './errorReply.js';
import type { MessageHeader } from './messageFrames.js';
import { MessageGate } from './messageGate.js';
import { driver, errorPrefix } from './names.js';

/** Bytes that may wait for a bus that takes nothing; more than that, and it is given up. */
const longestQueue = 8 * 1024 * 1024;
/** Bytes from which on what nobody waits for is not sent: refusals, notes. */
const shortQueue = 256 * 1024;

export interface LinkOptions {
  /** Milliseconds for connecting and for every call. */
  readonly deadlineMs: number;
  /** Bytes of the longest message that is taken. */
  readonly longest: number;
  /** Whether a message is read; all of them when left out. */
  readonly admit?: (header: MessageHeader, link: BusLink) => boolean;
  /** A message could not be read, by a defect of the library or of this program. */
  readonly onDefect: (error: unknown) => void;
  /** Ends the connection at once. */
  readonly signal?: AbortSignal;
}

interface LinkEvents {
  /** Signals, replies and calls, as they come. */
  message: [BusMessage];
  /** The last event: the connection has ended, by either side. */
  closed: [];
}

/** An error that the bus or another program has answered, which is none of this program's own. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly errorName: string;

  constructor(errorName: string, text: string) {
    super(text);
    this.errorName = errorName;
  }
}

export class BusLink extends EventEmitter<LinkEvents> {
  private readonly options: LinkOptions;
  private readonly bus: MessageBus;
  private readonly socket: Socket;
  private readonly abandon = (): void => void this.socket.destroy();
  private lastError: unknown;
  private ended = false;

  private constructor(socketPath: string, options: LinkOptions) {
    super();
    // Every call that waits for its answer listens for the end.
    this.setMaxListeners(0);
    this.options = options;
    this.bus = dbusLibrary().sessionBus({
      busAddress: `unix:socket=${socketPath}`,
      authMethods: ['EXTERNAL'],
    });
    const connection = this.bus._connection;
    this.socket = connection.stream;
    // Without a listener an error would end the process; the end itself is told by the socket.
    this.bus.on('error', (error: unknown) => {
      this.lastError = error;
    });
    this.bus.on('message', (message: BusMessage) => this.emit('message', message));
    // Authenticated, and nothing is read yet.
    connection.once('connect', () => this.installGate());
    this.socket.once('close', () => this.end());
    this.socket.once('end', () => this.socket.destroy());
    options.signal?.addEventListener('abort', this.abandon, { once: true });
  }

  /**
   * Connects and says hello.
   * @throws SynthError BUS_UNAVAILABLE.
   */
  static async open(socketPath: string, options: LinkOptions): Promise<BusLink> {
    let link: BusLink;
    try {
      link = new BusLink(socketPath, options);
    } catch (error) {
      throw unavailable(`The session bus cannot be reached: ${messageOf(error)}`, error);
    }
    await link.connected();
    return link;
  }

  get uniqueName(): string {
    return this.bus.name ?? '';
  }

  get isOpen(): boolean {
    return !this.ended && this.socket.writable;
  }

  /** Whether the bus takes what is sent: what nobody waits for is better not sent while it does not. */
  get isCongested(): boolean {
    return this.socket.writableLength > shortQueue;
  }

  /** Every call goes to this; it answers with `send`, and must not throw. */
  onCall(handle: (call: BusMessage) => void): void {
    this.bus.addMethodHandler((call) => {
      handle(call);
      return true;
    });
  }

  /**
   * Calls a method and waits for the answer.
   * @throws CallError; SynthError TIMED_OUT, or BUS_UNAVAILABLE when the connection ends before.
   */
  async call(fields: MessageFields, deadlineMs = this.options.deadlineMs): Promise<readonly unknown[]> {
    if (!this.isOpen) throw this.endedError();
    const what = `${fields.interface}.${fields.member}`;
    const reply = this.bus.call(this.messageOf(fields)).catch((error: unknown) => {
      throw callErrorOf(error);
    });
    return (await this.inTime(reply, what, deadlineMs))?.body ?? [];
  }

  /** Calls a method of the bus itself; see `call`. */
  async callBus(member: string, signature: string, body: readonly unknown[]): Promise<readonly unknown[]> {
    const { name: destination, path, interface: bus } = driver;
    return await this.call({ destination, path, interface: bus, member, signature, body });
  }

  /**
   * Sends a message that is not answered; nothing happens when the connection has ended.
   * @throws Error when a value is not of its type.
   */
  send(fields: MessageFields): void {
    if (!this.isOpen) return;
    this.gather();
    this.bus.send(this.messageOf(fields));
    if (this.socket.writableLength <= longestQueue) return;
    this.lastError = new Error(`it does not take what is sent to it (${longestQueue} bytes wait)`);
    this.socket.destroy();
  }

  /** Refuses a call with an error that was made before. */
  refuse({ serial }: MessageHeader, error: ErrorReply): void {
    if (!this.isOpen || this.isCongested) return;
    this.gather();
    this.socket.write(error.to(this.bus.newSerial(), serial));
  }

  /** Ends the connection, once what was sent before has left. */
  async close(): Promise<void> {
    if (this.ended) return;
    const closed = once(this, 'closed');
    const deadline = setTimeout(() => this.socket.destroy(), deadlines.busClose.ms);
    this.socket.end(() => this.socket.destroy());
    await closed;
    clearTimeout(deadline);
  }

  /** Why the connection has ended. */
  endedError(): SynthError {
    const why = this.lastError === undefined ? '' : `: ${messageOf(this.lastError)}`;
    return unavailable(`The connection to the session bus has ended${why}.`, this.lastError);
  }

  /** What is sent in one turn of the event loop goes out at once. */
  private gather(): void {
    if (this.socket.writableCorked > 0) return;
    this.socket.cork();
    process.nextTick(() => this.socket.uncork());
  }

  private async connected(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.bus.once('connect', resolve);
      // Refused at the door: the library goes on listening to a socket that will say no more.
      this.bus.on('error', reject);
    });
    try {
      await this.inTime(ready, 'Hello', this.options.deadlineMs);
    } catch (error) {
      this.socket.destroy();
      throw unavailable(`The session bus cannot be reached: ${messageOf(error)}`, error);
    }
  }

  private inTime<Value>(answer: Promise<Value>, what: string, deadlineMs: number): Promise<Value> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(deadline);
        this.off('closed', onEnd);
        then();
      };
      const onEnd = (): void => settle(() => reject(this.endedError()));
      const deadline = setTimeout(() => settle(() => reject(tooSlow(what, deadlineMs))), deadlineMs);
      this.once('closed', onEnd);
      answer.then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }

  private messageOf(fields: MessageFields): BusMessage {
    return new (dbusLibrary().Message)(fields);
  }

  private installGate(): void {
    const { longest, admit, onDefect } = this.options;
    new MessageGate(this.socket, {
      longest,
      admit: (header) => this.mayPass(header) && (admit?.(header, this) ?? true),
      onTooLong: (header) => this.refuseWith(header, 'LimitExceeded', `A message may have ${longest} bytes.`),
      onUnreadable: (error, header) => {
        onDefect(error);
        if (header !== undefined) this.refuseWith(header, 'InvalidArguments', 'The message cannot be read.');
      },
    });
  }

  /** An error in answer to Hello would be thrown by the library where nobody can catch it. */
  private mayPass({ type }: MessageHeader): boolean {
    if (this.bus.name !== null || type !== messageType.error) return true;
    this.lastError = new Error('it refused this program');
    this.socket.destroy();
    return false;
  }

  private refuseWith(header: MessageHeader, name: string, text: string): void {
    if (header.type !== messageType.methodCall) return;
    this.refuse(header, new ErrorReply(header.sender, errorPrefix + name, text));
  }

  private end(): void {
    this.ended = true;
    this.options.signal?.removeEventListener('abort', this.abandon);
    this.emit('closed');
  }
}

/** The library's own error has the name in `type`. */
function callErrorOf(error: unknown): unknown {
  const { type, text } = error as { readonly type?: unknown; readonly text?: unknown };
  return typeof type === 'string' ? new CallError(type, String(text)) : error;
}

function tooSlow(what: string, deadlineMs: number): SynthError {
  return new SynthError(
    'TIMED_OUT',
    `${what} was not answered within ${deadlineMs} ms.`,
    'Try again; when it stays so, restart the daemon: systemctl --user restart fw16-synth',
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
