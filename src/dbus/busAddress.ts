/** Where the session bus is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SynthError } from '../errors/errors.js';

/**
 * The path of the session bus's socket; one that begins with NUL is in Linux's abstract namespace.
 * @throws SynthError BUS_UNAVAILABLE when the environment names none that this program can reach.
 */
export function sessionBusSocket(environment: NodeJS.ProcessEnv): string {
  const { DBUS_SESSION_BUS_ADDRESS: addresses, XDG_RUNTIME_DIR: runtimeFolder } = environment;
  if (addresses !== undefined && addresses !== '') {
    const socket = addresses
      .split(';')
      .map(socketOf)
      .find((one) => one !== undefined);
    if (socket !== undefined) return checked(socket);
    throw unavailable(`The session bus is at ${addresses}, which is not a Unix socket.`);
  }
  const socket = runtimeFolder === undefined ? undefined : join(runtimeFolder, 'bus');
  if (socket !== undefined && existsSync(socket)) return checked(socket);
  throw unavailable(
    'There is no session bus: DBUS_SESSION_BUS_ADDRESS is not set, and $XDG_RUNTIME_DIR/bus is not there.',
  );
}

/** What is wrong with the session bus, and how to have one. */
export function unavailable(sentence: string, cause?: unknown): SynthError {
  return new SynthError(
    'BUS_UNAVAILABLE',
    sentence,
    'Log in to a session with systemd, or run within one: dbus-run-session -- fw16-synth daemon',
    { cause },
  );
}

/** `unix:path=/run/user/1000/bus,guid=…` and `unix:abstract=/tmp/dbus-…`; their values are escaped like in a URL. */
function socketOf(address: string): string | undefined {
  const [, parameters] = /^unix:(.*)$/.exec(address) ?? [];
  for (const parameter of parameters?.split(',') ?? []) {
    const [, key, value = ''] = /^([a-z]+)=(.*)$/.exec(parameter) ?? [];
    if (key === 'path') return unescaped(value);
    if (key === 'abstract') return `\0${unescaped(value)}`;
  }
  return undefined;
}

/** Escapes are bytes, which together are UTF-8. */
function unescaped(value: string): string {
  const bytes = value.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

/** The library gets an address too, and takes it apart without undoing any escapes. */
function checked(socket: string): string {
  if (/[;:,=]/.test(socket))
    throw unavailable(`The path of the session bus has one of the characters ; : , = in it: ${socket}`);
  return socket;
}
