/**
 * A method call on the system bus whose answer is a file descriptor, over sd-bus. Nothing in it ever waits: `step` does
 * what can be done at once, so that a bus or a service that hangs holds nobody up.
 */
import koffi from 'koffi';
import type { BusHandle, LibSystemd, MessageHandle } from './libsystemd.js';

/** The call: a method that takes strings. */
export interface MethodCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly strings: readonly string[];
}

const stringType = 's'.charCodeAt(0);
const descriptorType = 'h'.charCodeAt(0);
const F_DUPFD_CLOEXEC = 1030;
/** The three standard streams are never given out. */
const lowestDescriptor = 3;

/** fcntl(2) with an integer argument. */
const fcntl: (fd: number, command: number, type: 'int', argument: number) => number = koffi
  .load('libc.so.6')
  .func('int fcntl(int fd, int command, ...)');

/** Thrown when the bus or the service refuses. */
export class DescriptorCallError extends Error {
  /** The errno value that sd-bus gives it. */
  readonly errno: number;

  constructor(what: string, errno: number) {
    super(`${what} failed (errno ${errno})`);
    this.errno = errno;
  }
}

/** One call. It has a connection of its own, which `close` ends; the descriptor outlives it. */
export class DescriptorCall {
  private readonly library: LibSystemd;
  private bus: BusHandle | undefined;
  private readonly cookie: bigint;

  /** Begins to connect, and queues the call. @throws DescriptorCallError when there is no bus to connect to. */
  constructor(library: LibSystemd, call: MethodCall) {
    this.library = library;
    this.bus = result<BusHandle>('connecting to the system bus', (out) => library.bus_open_system(out));
    try {
      this.cookie = this.send(call);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Takes the call as far as it goes at once.
   * @returns The descriptor, which is the caller's to close; undefined as long as there is no answer.
   * @throws DescriptorCallError.
   */
  step(): number | undefined {
    const { bus, library } = this;
    if (bus === undefined) return undefined;
    for (;;) {
      const out: [MessageHandle | null] = [null];
      const progress = checked('talking to the system bus', library.bus_process(bus, out));
      const [message] = out;
      if (message !== null) {
        try {
          if (this.isAnswer(message)) return this.descriptorOf(message);
        } finally {
          library.message_unref(message);
        }
      }
      if (progress === 0) return undefined;
    }
  }

  /** Ends the connection. Calling it again does nothing. */
  close(): void {
    if (this.bus !== undefined) this.library.bus_close_unref(this.bus);
    this.bus = undefined;
  }

  private send(call: MethodCall): bigint {
    const { library } = this;
    const bus = this.bus as BusHandle;
    const { destination, path, interface: iface, member } = call;
    const message = result<MessageHandle>(`a call of ${member}`, (out) =>
      library.message_new_method_call(bus, out, destination, path, iface, member),
    );
    try {
      for (const text of call.strings)
        checked(`a call of ${member}`, library.message_append_string(message, stringType, text));
      const cookie: [number | bigint] = [0];
      checked(`sending ${member}`, library.bus_send(bus, message, cookie));
      return BigInt(cookie[0]);
    } finally {
      library.message_unref(message);
    }
  }

  /** Whatever else the bus says to a newcomer is not it. */
  private isAnswer(message: MessageHandle): boolean {
    const cookie: [number | bigint] = [0];
    return this.library.message_get_reply_cookie(message, cookie) >= 0 && BigInt(cookie[0]) === this.cookie;
  }

  private descriptorOf(message: MessageHandle): number {
    const { library } = this;
    if (library.message_is_method_error(message, null) > 0)
      throw new DescriptorCallError('the call', library.message_get_errno(message));
    const received: [number] = [-1];
    if (checked('reading the answer', library.message_read_int(message, descriptorType, received)) === 0)
      throw new DescriptorCallError('reading the answer', 0);
    // The message closes its own; processes that are started later are not to keep this one.
    const fd = fcntl(received[0], F_DUPFD_CLOEXEC, 'int', lowestDescriptor);
    if (fd < 0) throw new DescriptorCallError('keeping the descriptor', koffi.errno());
    return fd;
  }
}

/** The handle that a function of the library fills in. */
function result<H>(what: string, call: (out: [H | null]) => number): H {
  const out: [H | null] = [null];
  checked(what, call(out));
  return out[0] as H;
}

/** What a function returned, unless it is an error. */
function checked(what: string, value: number): number {
  if (value < 0) throw new DescriptorCallError(what, -value);
  return value;
}
