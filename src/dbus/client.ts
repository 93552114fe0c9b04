/** The other side: how a command of this program talks to the running daemon. */
import { EventEmitter } from 'node:events';
import { deadlines } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import { sessionBusSocket } from './busAddress.js';
import { BusLink, CallError } from './busLink.js';
import { type BusMessage, messageFlag, messageType, plain, variant } from './dbusLibrary.js';
import { synthErrorOf } from './errorNames.js';
import {
  type InterfaceDescription,
  type PropertiesOf,
  signatureOf,
  type ValuesOf,
} from './interfaceDescription.js';
import { busName, driver, rootPath, standardError } from './names.js';
import { properties } from './standardInterfaces.js';

/** Bytes: the summaries of some ten thousand presets. */
const longestMessage = 16 * 1024 * 1024;

export interface ClientOptions {
  /** Where the session bus is: DBUS_SESSION_BUS_ADDRESS, else $XDG_RUNTIME_DIR/bus. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Milliseconds for connecting and for every call that names no deadline of its own. */
  readonly deadlineMs?: number;
  /** Let the bus start the daemon when it does not run. */
  readonly activate?: boolean;
}

interface CallOptions {
  /** The object; the root when left out. */
  readonly path?: string;
  readonly deadlineMs?: number;
}

/** A signal of the daemon, its values without variants. */
export interface DaemonSignal {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

interface ClientEvents {
  /** After `listen`. */
  signal: [DaemonSignal];
  /** After `listen`: the daemon has left the bus. */
  daemonLeft: [];
  /** The connection to the bus has ended. */
  closed: [];
}

export class DaemonClient extends EventEmitter<ClientEvents> {
  private readonly link: BusLink;
  private readonly flags: number;
  /** The unique name of the daemon: signals in its name may come from anybody else. */
  private owner: string | undefined;

  private constructor(link: BusLink, flags: number) {
    super();
    this.link = link;
    this.flags = flags;
    link.on('message', (message) => this.follow(message));
    link.once('closed', () => this.emit('closed'));
  }

  /**
   * Connects to the session bus; whether the daemon is there, the first call tells.
   * @throws SynthError BUS_UNAVAILABLE.
   */
  static async connect(options: ClientOptions = {}): Promise<DaemonClient> {
    const { environment = process.env, deadlineMs = deadlines.clientCall.ms, activate = false } = options;
    const link = await BusLink.open(sessionBusSocket(environment), {
      deadlineMs,
      longest: longestMessage,
      // What cannot be read is an answer that will be missed, which the deadline tells.
      onDefect: () => undefined,
    });
    return new DaemonClient(link, activate ? 0 : messageFlag.noAutoStart);
  }

  /**
   * Calls a method of an interface of `interfaces.ts`. Answers are without variants.
   * @throws SynthError DAEMON_NOT_REACHABLE, TIMED_OUT, BUS_UNAVAILABLE, and what the daemon answers.
   */
  async call<D extends InterfaceDescription, Name extends Extract<keyof D['methods'], string>>(
    description: D,
    name: Name,
    args: ValuesOf<D['methods'][Name]['in']>,
    options: CallOptions = {},
  ): Promise<ValuesOf<D['methods'][Name]['out']>> {
    const row = description.methods[name]?.in ?? [];
    const fields = {
      destination: busName,
      path: options.path ?? rootPath,
      interface: description.name,
      member: name,
      signature: signatureOf(row),
      body: args as readonly unknown[],
      flags: this.flags,
    };
    try {
      const body = await this.link.call(fields, options.deadlineMs);
      return body.map(plain) as unknown as ValuesOf<D['methods'][Name]['out']>;
    } catch (error) {
      throw synthErrorFor(error);
    }
  }

  /** The value of a property; see `call` for what is thrown. */
  async get<D extends InterfaceDescription, Name extends Extract<keyof D['properties'], string>>(
    description: D,
    name: Name,
    options?: CallOptions,
  ): Promise<PropertiesOf<D>[Name]> {
    const [value] = await this.call(properties, 'Get', [description.name, name], options);
    return value as unknown as PropertiesOf<D>[Name];
  }

  /** Sets a property; it is set when this returns. See `call` for what is thrown. */
  async set<D extends InterfaceDescription, Name extends Extract<keyof D['properties'], string>>(
    description: D,
    name: Name,
    value: PropertiesOf<D>[Name],
    options?: CallOptions,
  ): Promise<void> {
    const type = description.properties[name]?.type ?? '';
    await this.call(properties, 'Set', [description.name, name, variant(type, value)], options);
  }

  /** All properties of an interface; see `call` for what is thrown. */
  async getAll<D extends InterfaceDescription>(
    description: D,
    options?: CallOptions,
  ): Promise<PropertiesOf<D>> {
    const [values] = await this.call(properties, 'GetAll', [description.name], options);
    return values as unknown as PropertiesOf<D>;
  }

  /**
   * Has every signal of the daemon told from now on, and its leaving. Notes need a call of Subscribe besides.
   * @throws SynthError DAEMON_NOT_REACHABLE.
   */
  async listen(): Promise<void> {
    const rules = [
      `type='signal',sender='${busName}'`,
      `type='signal',sender='${driver.name}',member='NameOwnerChanged',arg0='${busName}'`,
    ];
    try {
      for (const rule of rules) await this.link.callBus('AddMatch', 's', [rule]);
      const [owner] = await this.link.callBus('GetNameOwner', 's', [busName]);
      this.owner = String(owner);
    } catch (error) {
      throw synthErrorFor(error);
    }
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private follow({ type, sender, path = '', interface: name = '', member = '', body }: BusMessage): void {
    if (type !== messageType.signal || sender === undefined) return;
    if (sender === driver.name && member === 'NameOwnerChanged' && body[0] === busName) {
      const owner = String(body[2]);
      const left = this.owner !== undefined && owner !== this.owner;
      this.owner = owner;
      if (left) this.emit('daemonLeft');
      return;
    }
    if (sender === this.owner) this.emit('signal', { path, interface: name, member, body: body.map(plain) });
  }
}

/** Nobody owns the name, or nobody any more. */
const nobodyErrors: ReadonlySet<string> = new Set([
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.NoReply',
  'org.freedesktop.DBus.Error.Disconnected',
]);

const mismatchErrors: ReadonlySet<string> = new Set(Object.values(standardError));

function synthErrorFor(error: unknown): unknown {
  if (!(error instanceof CallError)) return error;
  const { errorName: name, message: text } = error;
  const own = synthErrorOf({ name, text });
  if (own !== undefined) return own;
  if (mismatchErrors.has(name)) {
    return new SynthError(
      'INVALID_ARGUMENTS',
      `The daemon does not know this: ${text}`,
      'Is it of the same version? Restart it: systemctl --user restart fw16-synth',
      { cause: error },
    );
  }
  const sentence = nobodyErrors.has(name)
    ? 'The daemon does not run.'
    : `The daemon could not be asked: ${text} (${name})`;
  return new SynthError('DAEMON_NOT_REACHABLE', sentence, 'Start it: systemctl --user start fw16-synth', {
    cause: error,
  });
}
