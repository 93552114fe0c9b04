/**
 * dbus-next, loaded when it is first needed (about 15 ms and 5 MB). Its own
 * typings are wrong in places that matter here (serials are numbers, the enumerations are not those on the wire), so that
 * what is used of it is declared below.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { loadDbusNext } from '../systemd/dbusNext.js';

export const messageType = { methodCall: 1, methodReturn: 2, error: 3, signal: 4 } as const;
export const messageFlag = { noReplyExpected: 1, noAutoStart: 2 } as const;
export const nameFlag = { doNotQueue: 4 } as const;
export const requestNameReply = { primaryOwner: 1, inQueue: 2, exists: 3, alreadyOwner: 4 } as const;

/** A value with its type; the library takes no other object for one. */
export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

/** What a message is made from. Which fields it must have depends on its type; without one it is a method call. */
export interface MessageFields {
  readonly type?: number;
  readonly flags?: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly errorName?: string;
  readonly replySerial?: number;
  readonly destination?: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

export interface BusMessage {
  readonly type: number;
  readonly flags: number;
  readonly serial: number;
  readonly path: string | undefined;
  readonly interface: string | undefined;
  readonly member: string | undefined;
  readonly errorName: string | undefined;
  readonly replySerial: number | undefined;
  readonly destination: string | undefined;
  readonly sender: string | undefined;
  readonly signature: string;
  readonly body: readonly unknown[];
}

/** Emits `connect`, `message` and `error`. */
export interface MessageBus extends EventEmitter {
  /** The unique name; null until `connect`. */
  readonly name: string | null;
  newSerial(): number;
  /** Never settles when the connection ends first. */
  call(message: BusMessage): Promise<BusMessage | null>;
  /** Throws when the connection has ended, or a value is not of its type. */
  send(message: BusMessage): void;
  /** A handler that returns true has taken the call. */
  addMethodHandler(handler: (message: BusMessage) => boolean): void;
  /** Not public, but the only way to learn that a connection has ended. Emits `connect` once it is authenticated. */
  readonly _connection: EventEmitter & { readonly stream: Socket };
}

export interface DbusLibrary {
  readonly Variant: new (signature: string, value: unknown) => Variant;
  readonly Message: new (fields: MessageFields) => BusMessage;
  sessionBus(options: { readonly busAddress: string; readonly authMethods: readonly string[] }): MessageBus;
}

let loaded: DbusLibrary | undefined;

export function dbusLibrary(): DbusLibrary {
  loaded ??= loadDbusNext() as DbusLibrary;
  return loaded;
}

/** A value for a place whose type is `v`. */
export function variant(signature: string, value: unknown): Variant {
  return new (dbusLibrary().Variant)(signature, value);
}

/** A value without the variants around and inside it. */
export function plain(value: unknown): unknown {
  if (value instanceof dbusLibrary().Variant) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
