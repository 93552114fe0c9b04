/** The daemon on the bus: the objects, the clients that are told of notes, and the connection that carries them. */
import { EventEmitter } from 'node:events';
import type { Fault } from '../errors/errors.js';
import { BusConnection, type ConnectionOptions } from './busConnection.js';
import { CallHandler } from './callHandler.js';
import type { MessageFields } from './dbusLibrary.js';
import { deviceInterface } from './deviceInterface.js';
import { healthInterface } from './healthInterface.js';
import type { DeviceProperties, Instrument, InstrumentEvents } from './instrument.js';
import { device, health, presets, synthesizer } from './interfaces.js';
import { pathOfDevice, rootPath } from './names.js';
import { ObjectTree } from './objectTree.js';
import type { PresetEvents, PresetLibrary } from './presetLibrary.js';
import { presetsInterface } from './presetsInterface.js';
import { interfacesAdded, interfacesRemoved, propertiesChanged, signalMessage } from './signals.js';
import { Subscribers } from './subscribers.js';
import { synthesizerInterface } from './synthesizerInterface.js';

export interface ServiceOptions extends Pick<ConnectionOptions, 'limits' | 'deadlineMs' | 'retryTimes'> {
  readonly instrument: Instrument;
  /** Without one there is no Presets interface. */
  readonly presets?: PresetLibrary;
  /** Where the session bus is: DBUS_SESSION_BUS_ADDRESS, else $XDG_RUNTIME_DIR/bus. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Milliseconds in which a method has to be answered. */
  readonly callDeadlineMs?: number;
}

interface ServiceEvents {
  /** The name is owned: calls are answered. */
  owned: [];
  /** There is no bus, or not any more, or the name is taken there; it is tried again. */
  unavailable: [Fault];
  /** Something that is a defect of this program or its library; for the log. */
  defect: [error: unknown];
}

type Listeners<Events extends Record<keyof Events, unknown[]>> = {
  [Name in keyof Events]?: (...args: Events[Name]) => void;
};

export class BusService extends EventEmitter<ServiceEvents> {
  private readonly instrument: Instrument;
  private readonly library: PresetLibrary | undefined;
  private readonly tree = new ObjectTree();
  private readonly subscribers: Subscribers;
  private readonly connection: BusConnection;
  private readonly onInstrument = this.instrumentListeners();
  private readonly onPresets: Listeners<PresetEvents> = {
    currentChanged: (name) => this.tell(propertiesChanged(rootPath, presets, { Current: name })),
    listChanged: () => this.tell(signalMessage(rootPath, presets, 'PresetsChanged', [])),
  };

  constructor(options: ServiceOptions) {
    super();
    const { instrument, environment = process.env, callDeadlineMs } = options;
    this.instrument = instrument;
    this.library = options.presets;
    this.subscribers = new Subscribers((wanted) => instrument.watchNotes(wanted));
    const onDefect = (error: unknown): void => void this.emit('defect', error);
    const calls = new CallHandler({
      tree: this.tree,
      send: (message) => this.connection.send(message),
      onDefect,
      ...(callDeadlineMs === undefined ? {} : { deadlineMs: callDeadlineMs }),
    });
    this.connection = new BusConnection({
      ...options,
      environment,
      onCall: (call) => calls.handle(call),
      onDefect,
    });
    this.connection.on('clientLeft', (name) => this.subscribers.remove(name));
    this.connection.on('owned', () => this.emit('owned'));
    this.connection.on('unavailable', (fault) => {
      // The unique names of the next bus are others.
      this.subscribers.clear();
      this.emit('unavailable', fault);
    });
  }

  /** Whether the name is owned now. */
  get isOwned(): boolean {
    return this.connection.isOwned;
  }

  /**
   * Exports everything, connects and owns the name. Without a bus it returns all the same, and goes on trying.
   * @returns Whether the name is owned now.
   * @throws SynthError BUS_NAME_TAKEN: another instance runs.
   */
  async start(): Promise<boolean> {
    const { instrument, library, tree } = this;
    tree.add(rootPath, [
      tree.managerOf(rootPath),
      synthesizerInterface(instrument, this.subscribers),
      healthInterface(instrument),
      ...(library === undefined ? [] : [presetsInterface(library)]),
    ]);
    for (const [id, shown] of instrument.devices) this.addDevice(id, shown);
    for (const [name, listener] of entriesOf(this.onInstrument)) instrument.on(name, listener);
    for (const [name, listener] of entriesOf(this.onPresets)) library?.on(name, listener);
    try {
      return await this.connection.start();
    } catch (error) {
      this.detach();
      throw error;
    }
  }

  /** Tries to connect at once, when there is reason to think that the bus is back. */
  retryNow(): void {
    this.connection.retryNow();
  }

  /** Sends what waits, gives the name back and disconnects. */
  async stop(): Promise<void> {
    this.detach();
    await this.connection.stop();
  }

  private detach(): void {
    for (const [name, listener] of entriesOf(this.onInstrument)) this.instrument.off(name, listener);
    for (const [name, listener] of entriesOf(this.onPresets)) this.library?.off(name, listener);
    this.subscribers.clear();
  }

  private instrumentListeners(): Listeners<InstrumentEvents> {
    return {
      propertiesChanged: (values) => this.tell(propertiesChanged(rootPath, synthesizer, values)),
      noteStarted: (channel, key, velocity, source) =>
        this.tellSubscribers((to) =>
          signalMessage(rootPath, synthesizer, 'NoteStarted', [channel, key, velocity, source], to),
        ),
      noteStopped: (channel, key) =>
        this.tellSubscribers((to) => signalMessage(rootPath, synthesizer, 'NoteStopped', [channel, key], to)),
      statusChanged: (old, now, reasons) => {
        this.tell(propertiesChanged(rootPath, health, { Status: now, Reasons: reasons }));
        this.tell(signalMessage(rootPath, health, 'StatusChanged', [old, now, reasons]));
      },
      alertRaised: ({ severity, fault: { code, message, remedy } }) => {
        this.tell(signalMessage(rootPath, health, 'AlertRaised', [severity, code, message, remedy]));
        this.tellReasons();
      },
      alertCleared: (code) => {
        this.tell(signalMessage(rootPath, health, 'AlertCleared', [code]));
        this.tellReasons();
      },
      deviceAdded: (id, shown) => this.addDevice(id, shown),
      deviceChanged: (id, values) => this.tell(propertiesChanged(pathOfDevice(id), device, values)),
      deviceRemoved: (id) => this.removeDevice(id),
    };
  }

  /** The reasons change with every alert, the status only with some. */
  private tellReasons(): void {
    const { reasons } = this.instrument.health();
    this.tell(propertiesChanged(rootPath, health, { Reasons: reasons }));
  }

  private addDevice(id: string, shown: DeviceProperties): void {
    const path = pathOfDevice(id);
    this.tree.add(path, [deviceInterface(this.instrument, id, shown)]);
    this.tell(interfacesAdded(rootPath, path, this.tree.valuesOf(path)));
  }

  private removeDevice(id: string): void {
    const path = pathOfDevice(id);
    this.tree.remove(path);
    this.tell(interfacesRemoved(rootPath, path, [device.name]));
  }

  /** Notes are sent to each subscriber alone; what the bus does not take is not kept. */
  private tellSubscribers(make: (to: string) => MessageFields): void {
    for (const name of this.subscribers.names) this.attempt(() => this.connection.sendIfTaken(make(name)));
  }

  private tell(message: MessageFields | undefined): void {
    if (message !== undefined) this.attempt(() => this.connection.send(message));
  }

  /** The instrument tells of what it does in the middle of doing it: it must not be thrown at. */
  private attempt(send: () => void): void {
    try {
      send();
    } catch (error) {
      this.emit('defect', error);
    }
  }
}

/** The events and their listeners; the compiler cannot pair them any more once they are in a list. */
function entriesOf<Events extends Record<keyof Events, unknown[]>>(
  listeners: Listeners<Events>,
): [never, never][] {
  return Object.entries(listeners) as unknown as [never, never][];
}
