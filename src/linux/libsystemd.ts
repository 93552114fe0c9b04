/**
 * libsystemd over koffi: messages to the service manager, and the few functions of sd-bus that a call needs whose answer
 * is a file descriptor. Only the main thread loads it, and only when there is somebody to talk to. No function is given
 * a callback, and none is called asynchronously.
 */
import koffi from 'koffi';
import { SynthError } from '../errors/errors.js';

declare const handle: unique symbol;
/** An address that belongs to the library; the name tells the kinds apart. */
export type Handle<Name extends string> = { readonly [handle]: Name };
export type BusHandle = Handle<'sd_bus'>;
export type MessageHandle = Handle<'sd_bus_message'>;

const declarations = {
  notify: 'int sd_notify(int unset_environment, const char *state)',
  bus_open_system: 'int sd_bus_open_system(_Out_ void **bus)',
  bus_close_unref: 'void *sd_bus_close_unref(void *bus)',
  bus_process: 'int sd_bus_process(void *bus, _Out_ void **message)',
  bus_send: 'int sd_bus_send(void *bus, void *message, _Out_ uint64_t *cookie)',
  message_new_method_call:
    'int sd_bus_message_new_method_call(void *bus, _Out_ void **message, const char *destination, const char *path, const char *interface, const char *member)',
  message_append_string: 'int sd_bus_message_append_basic(void *message, char type, const char *value)',
  message_get_reply_cookie: 'int sd_bus_message_get_reply_cookie(void *message, _Out_ uint64_t *cookie)',
  message_is_method_error: 'int sd_bus_message_is_method_error(void *message, const char *name)',
  message_get_errno: 'int sd_bus_message_get_errno(void *message)',
  message_read_int: 'int sd_bus_message_read_basic(void *message, char type, _Out_ int *value)',
  message_unref: 'void *sd_bus_message_unref(void *message)',
} as const;

/**
 * The library's functions, without their prefixes. Each returns what its C function returns: a negative number is an
 * errno value, negated. Results come back in the first element of an array.
 */
export interface LibSystemd {
  /** sd_notify(3): positive when the message was sent, 0 when nobody asked for any. */
  notify(unsetEnvironment: 0, state: string): number;
  /** sd_bus_open_system(3): begins to connect to the system bus, and does not wait. */
  bus_open_system(bus: [BusHandle | null]): number;
  bus_close_unref(bus: BusHandle): null;
  /** sd_bus_process(3): does what can be done without waiting; positive when something was done. */
  bus_process(bus: BusHandle, message: [MessageHandle | null]): number;
  /** sd_bus_send(3): sends or queues, and does not wait. */
  bus_send(bus: BusHandle, message: MessageHandle, cookie: [number | bigint]): number;
  message_new_method_call(
    bus: BusHandle,
    message: [MessageHandle | null],
    destination: string,
    path: string,
    iface: string,
    member: string,
  ): number;
  /** sd_bus_message_append_basic(3) with a string; `type` is the code of its type. */
  message_append_string(message: MessageHandle, type: number, value: string): number;
  message_get_reply_cookie(message: MessageHandle, cookie: [number | bigint]): number;
  message_is_method_error(message: MessageHandle, name: null): number;
  message_get_errno(message: MessageHandle): number;
  /** sd_bus_message_read_basic(3) of an `int`; a descriptor stays the message's. */
  message_read_int(message: MessageHandle, type: number, value: [number]): number;
  message_unref(message: MessageHandle): null;
}

const sharedObject = 'libsystemd.so.0';
let loaded: LibSystemd | undefined;

/**
 * Loads the library, once for each path.
 * @param path The shared object; that which the environment names, if it does, else the system's.
 * @throws SynthError SYSTEMD_UNAVAILABLE.
 */
export function loadLibSystemd(path: string = process.env.FW16_SYNTH_LIBSYSTEMD || sharedObject): LibSystemd {
  if (loaded !== undefined && path === sharedObject) return loaded;
  let library: LibSystemd;
  try {
    const object = koffi.load(path);
    const functions = Object.entries(declarations).map(([name, text]) => [name, object.func(text)]);
    library = Object.fromEntries(functions) as unknown as LibSystemd;
  } catch (cause) {
    throw new SynthError(
      'SYSTEMD_UNAVAILABLE',
      `libsystemd could not be loaded (${path}).`,
      'Install it. Debian: apt-get install libsystemd0; NixOS: use the fw16-synth package, which brings it.',
      { cause },
    );
  }
  if (path === sharedObject) loaded = library;
  return library;
}
