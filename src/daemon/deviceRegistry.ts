/**
 * Every device that could be played: what was found and what is configured, what state it is in, and which of them the
 * engine is to play. It looks into sysfs and asks for permissions; it opens nothing.
 */
import { EventEmitter } from 'node:events';
import { accessSync, constants } from 'node:fs';
import type { DeviceProperties } from '../dbus/instrument.js';
import type { DeviceRequest, Notification } from '../engine/messages.js';
import { type Fault, SynthError } from '../errors/errors.js';
import { type DiscoveredNode, discoverNodes } from '../linux/deviceDiscovery.js';

/** - `available`: will be played when the instrument is active
 * - `playing`: is played
 * - `waiting`: is read, and will be ours alone as soon as its keys are up
 * - `watched`: only its toggle key is listened to
 * - `denied`: may not be read by this user
 * - `lost`: is gone, or does not open
 * - `ignored`: is not played
 */
export type DeviceState = 'available' | 'playing' | 'waiting' | 'watched' | 'denied' | 'lost' | 'ignored';

/** Whether its keys sound. */
export function isPlayed({ State }: Pick<DeviceProperties, 'State'>): boolean {
  return State === 'playing' || State === 'waiting';
}

/** What is known of a device besides what the bus shows. */
interface Entry {
  readonly id: string;
  readonly request: DeviceRequest | undefined;
  readonly node: DiscoveredNode | undefined;
  name: string;
  permitted: boolean;
  open: boolean;
  grab: string;
  lost: boolean;
}

/** Numbers that the engine keeps for a device. */
export type DeviceCounts = (path: string) => { readonly events: number; readonly droppedSyncs: number };

interface RegistryEvents {
  added: [id: string, DeviceProperties];
  changed: [id: string, Partial<DeviceProperties>];
  removed: [id: string];
  /** What the engine is to play, or to watch, is not what it was. */
  selectionChanged: [];
  /** A device that would be played may not be read. */
  denied: [path: string, Fault];
  /** What was amiss with a device is mended, or the device is gone. */
  mended: [path: string];
}

export interface RegistryOptions {
  /** The devices of `input.devices`; none to play every keyboard that is found. */
  readonly configured: readonly DeviceRequest[];
  readonly counts?: DeviceCounts;
  readonly discover?: () => readonly DiscoveredNode[];
  readonly mayRead?: (path: string) => boolean;
}

export class DeviceRegistry extends EventEmitter<RegistryEvents> {
  private configured: readonly DeviceRequest[];
  private readonly counts: DeviceCounts;
  private readonly discover: () => readonly DiscoveredNode[];
  private readonly mayRead: (path: string) => boolean;
  private entries = new Map<string, Entry>();
  private shown = new Map<string, DeviceProperties>();
  private selection = '';

  constructor(options: RegistryOptions) {
    super();
    this.configured = options.configured;
    this.counts = options.counts ?? (() => ({ events: 0, droppedSyncs: 0 }));
    this.discover = options.discover ?? discoverNodes;
    this.mayRead = options.mayRead ?? mayRead;
  }

  /** What the bus shows, by the ids of the objects; the counters are those of now. */
  get devices(): ReadonlyMap<string, DeviceProperties> {
    this.show();
    return this.shown;
  }

  /** What the engine is to play. */
  requests(): readonly DeviceRequest[] {
    return [...this.entries.values()].flatMap(({ request }) => (request === undefined ? [] : [request]));
  }

  /** Nodes without letters that have the toggle key, and may be read. */
  togglePaths(): readonly string[] {
    return [...this.entries.values()].flatMap((entry) =>
      isToggleNode(entry) && entry.permitted ? [entry.node?.path ?? ''] : [],
    );
  }

  /** Plays other devices from now on; see `RegistryOptions.configured`. */
  configure(configured: readonly DeviceRequest[]): void {
    this.configured = configured;
    this.refresh();
  }

  /** Looks again at what is there. */
  refresh(): void {
    const before = this.entries;
    this.entries = new Map(
      this.wanted().map((entry) => {
        const known = [...before.values()].find((old) => pathOf(old) === pathOf(entry));
        // A node of the same path may be another device by now; what the engine has open it will tell.
        return [entry.id, known === undefined ? entry : { ...known, ...entry, ...stateOf(known) }];
      }),
    );
    for (const [id, entry] of before) if (!this.entries.has(id)) this.emit('mended', pathOf(entry));
    for (const entry of this.entries.values()) this.tellPermission(entry, before.get(entry.id));
    this.show();
    const selection = JSON.stringify([this.requests(), this.togglePaths()]);
    if (selection === this.selection) return;
    this.selection = selection;
    this.emit('selectionChanged');
  }

  /** Takes over what the engine tells of its devices. */
  follow(notification: Notification): void {
    switch (notification.type) {
      case 'device-opened':
        this.update(notification.path, {
          open: true,
          lost: false,
          name: notification.name,
          grab: notification.grab,
        });
        this.emit('mended', notification.path);
        return;
      case 'grab-changed':
        this.update(notification.path, { grab: notification.grab });
        return;
      case 'device-lost':
        this.update(notification.path, { open: false, lost: true, grab: 'none' });
        return;
      case 'fault':
        // A refused grab leaves it open.
        if (notification.path !== undefined && notification.fault.code !== 'DEVICE_GRABBED')
          this.update(notification.path, { lost: true });
        return;
      case 'recording-ended':
        this.update(notification.path, { open: false, grab: 'none' });
        return;
      case 'deactivated':
      case 'activation-failed':
        // Whether it can be opened will be seen when it is.
        for (const entry of this.entries.values())
          Object.assign(entry, { open: false, grab: 'none', lost: false });
        this.show();
    }
  }

  private update(path: string, news: Partial<Entry>): void {
    const entry = [...this.entries.values()].find((known) => pathOf(known) === path);
    if (entry === undefined) return;
    Object.assign(entry, news);
    this.show();
  }

  private wanted(): Entry[] {
    const nodes = this.discover();
    const used = new Set<string>();
    const make = (node: DiscoveredNode | undefined, request: DeviceRequest | undefined): Entry => {
      const path = node?.path ?? request?.path ?? '';
      const id = unusedId(path, used);
      const name = node?.name || path;
      return {
        id,
        node,
        request,
        name,
        permitted: this.mayRead(path),
        open: false,
        grab: 'none',
        lost: false,
      };
    };
    const found = nodes.map((node) => make(node, this.requestOf(node)));
    const others = this.configured.filter(({ path }) => !nodes.some((node) => node.path === path));
    return [...found, ...others.map((request) => make(undefined, request))];
  }

  private requestOf({ path, class: kind }: DiscoveredNode): DeviceRequest | undefined {
    if (this.configured.length > 0) return this.configured.find((request) => request.path === path);
    return kind === 'keyboard' ? { path, kind } : undefined;
  }

  private tellPermission(entry: Entry, before: Entry | undefined): void {
    const isDenied = isMissed(entry);
    const wasDenied = before !== undefined && isMissed(before);
    const path = pathOf(entry);
    if (isDenied && !wasDenied) this.emit('denied', path, deniedFault(entry.name, path));
    if (!isDenied && wasDenied) this.emit('mended', path);
  }

  private show(): void {
    const now = new Map([...this.entries].map(([id, entry]) => [id, this.properties(entry)]));
    const before = this.shown;
    this.shown = now;
    for (const id of before.keys()) if (!now.has(id)) this.emit('removed', id);
    for (const [id, properties] of now) {
      const old = before.get(id);
      if (old === undefined) {
        this.emit('added', id, properties);
        continue;
      }
      const difference = changes(old, properties);
      if (Object.keys(difference).length > 0) this.emit('changed', id, difference);
    }
  }

  private properties(entry: Entry): DeviceProperties {
    const path = pathOf(entry);
    const { events, droppedSyncs } = this.counts(path);
    return {
      Name: entry.name,
      Node: path,
      Kind: entry.node?.class ?? entry.request?.kind ?? 'other',
      Capabilities: entry.node?.capabilities ?? [],
      Grabbed: entry.grab === 'held',
      State: stateWord(entry),
      Events: events,
      DroppedSyncs: droppedSyncs,
    };
  }
}

function stateWord(entry: Entry): DeviceState {
  if (entry.open) return entry.grab === 'waiting' ? 'waiting' : 'playing';
  const wanted = entry.request !== undefined || isToggleNode(entry);
  if (!wanted) return 'ignored';
  if (!entry.permitted) return 'denied';
  if (entry.lost) return 'lost';
  return entry.request === undefined ? 'watched' : 'available';
}

function stateOf({ open, grab, lost }: Entry): Pick<Entry, 'open' | 'grab' | 'lost'> {
  return { open, grab, lost };
}

/** It may not be read, and would be. */
function isMissed(entry: Entry): boolean {
  return !entry.permitted && (entry.request !== undefined || isToggleNode(entry));
}

function isToggleNode({ node }: Entry): boolean {
  return node?.class === 'keys' && node.hasToggleKey;
}

function pathOf({ node, request }: Entry): string {
  return node?.path ?? request?.path ?? '';
}

function changes(old: DeviceProperties, now: DeviceProperties): Partial<DeviceProperties> {
  const names = Object.keys(now) as (keyof DeviceProperties)[];
  return Object.fromEntries(
    names.filter((name) => String(old[name]) !== String(now[name])).map((name) => [name, now[name]]),
  );
}

/** The last part of a path in letters, digits and `_`, with a number behind it where that is taken. */
function unusedId(path: string, used: Set<string>): string {
  const plain = (path.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9]/g, '_') || 'device';
  let id = plain;
  for (let number = 2; used.has(id); number++) id = `${plain}_${number}`;
  used.add(id);
  return id;
}

/** Whether this user may read a path; one that is not there is not forbidden. */
function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EACCES';
  }
}

function deniedFault(name: string, path: string): Fault {
  return new SynthError(
    'DEVICE_ACCESS_DENIED',
    `Reading ${name} (${path}) is not permitted.`,
    'Add yourself to the group that owns it and log in again: sudo usermod -aG input "$USER"',
  ).toFault();
}
