/**
 * Stands between a bus connection's socket and the library that reads messages from it. What is not to be answered is
 * refused here, before it is decoded: that costs some microseconds, where the library takes a hundred. And what the
 * library cannot decode does not end the process: it throws from inside the socket's event.
 */
import type { Socket } from 'node:net';
import { type Frame, MessageFrames, type MessageHeader } from './messageFrames.js';

export interface GateOptions {
  /** Bytes of the longest message that is taken. */
  readonly longest: number;
  /** Whether a message goes on to the library. */
  readonly admit: (header: MessageHeader) => boolean;
  /** A message is longer than may be; it is gone. */
  readonly onTooLong: (header: MessageHeader) => void;
  /** The library could not read a message, or nobody could. */
  readonly onUnreadable: (error: unknown, header: MessageHeader | undefined) => void;
}

export class MessageGate {
  private readonly options: GateOptions;
  private readonly frames: MessageFrames;
  private readonly socket: Socket;
  private readonly readSocket: () => unknown;
  private readonly admitted: Frame[] = [];
  /** What the library has not read yet of the message that it reads. */
  private rest: Buffer | undefined;
  private current: MessageHeader | undefined;

  /** Takes over the reading from a socket that the library has authenticated and not read messages from yet. */
  constructor(socket: Socket, options: GateOptions) {
    this.options = options;
    this.frames = new MessageFrames(options.longest);
    this.socket = socket;
    this.readSocket = socket.read.bind(socket);
    socket.read = (size?: number) => this.read(size ?? 0);
    const emit = socket.emit.bind(socket) as (event: string | symbol, ...args: unknown[]) => boolean;
    socket.emit = (event: string | symbol, ...args: unknown[]) => {
      return event === 'readable' ? this.emitReadable(emit) : emit(event, ...args);
    };
  }

  /** The library asks for a header, and then for the rest of that message. */
  private read(size: number): Buffer | null {
    if (this.rest === undefined) {
      this.current = undefined;
      if (this.admitted.length === 0) this.fill();
      const frame = this.admitted.shift();
      this.current = frame?.header;
      this.rest = frame?.bytes;
    }
    const { rest } = this;
    if (rest === undefined) return null;
    this.rest = rest.length > size ? rest.subarray(size) : undefined;
    return rest.subarray(0, size);
  }

  private fill(): void {
    for (let chunk = this.readSocket(); chunk instanceof Buffer; chunk = this.readSocket()) {
      for (const frame of this.frames.push(chunk)) this.sort(frame);
    }
  }

  private sort(frame: Frame): void {
    if (frame.bytes === undefined) this.options.onTooLong(frame.header);
    else if (this.options.admit(frame.header)) this.admitted.push(frame);
  }

  /** The library has taken a message out of the socket before it decodes it, so that it can go on with the next. */
  private emitReadable(emit: (event: string) => boolean): boolean {
    for (;;) {
      try {
        return emit('readable');
      } catch (error) {
        this.options.onUnreadable(error, this.current);
        // Without a message it was the gate itself that could not go on.
        if (this.current === undefined) this.socket.destroy();
        if (this.socket.destroyed) return false;
      }
    }
  }
}
