/**
 * Numbers that the play thread keeps for each device in shared memory: no message, no lock. A path has the same slot,
 * and goes on counting, each time that it is opened, unless 64 others needed one in between.
 */

/** Devices that are counted. */
export const deviceSlots = 64;

/** Words of a slot. */
const wordsPerSlot = 2;
const eventsWord = 0;
const droppedSyncsWord = 1;

/** The slot of a device that is not counted. */
export const noSlot = -1;

export interface DeviceCounts {
  /** Kernel events received; wraps after 2³² − 1. */
  readonly events: number;
  /** Times that the kernel dropped events of this device. */
  readonly droppedSyncs: number;
}

/** Shared memory for one play thread. */
export function createDeviceCounters(): SharedArrayBuffer {
  return new SharedArrayBuffer(deviceSlots * wordsPerSlot * Uint32Array.BYTES_PER_ELEMENT);
}

/** The play thread's side. */
export class DeviceCounterWriter {
  private readonly memory: Uint32Array;
  private readonly paths: string[] = [];
  private readonly inUse = new Uint8Array(deviceSlots);

  constructor(shared: SharedArrayBuffer) {
    this.memory = new Uint32Array(shared);
  }

  /** The slot of a device that is opened: its own from before, a free one, or `noSlot`. */
  take(path: string): number {
    let slot = this.paths.indexOf(path);
    if (slot < 0 && this.paths.length < deviceSlots) slot = this.paths.length;
    if (slot < 0) slot = this.inUse.indexOf(0);
    if (slot < 0) return noSlot;
    if (this.paths[slot] !== path) this.memory.fill(0, slot * wordsPerSlot, (slot + 1) * wordsPerSlot);
    this.paths[slot] = path;
    this.inUse[slot] = 1;
    return slot;
  }

  /** The device is closed: its numbers stay until another needs the slot. */
  release(slot: number): void {
    if (slot !== noSlot) this.inUse[slot] = 0;
  }

  /** Adds to what a device has brought. */
  add(slot: number, events: number, droppedSyncs: number): void {
    if (slot === noSlot) return;
    const { memory } = this;
    const word = slot * wordsPerSlot;
    memory[word + eventsWord] = (memory[word + eventsWord] as number) + events;
    if (droppedSyncs > 0)
      memory[word + droppedSyncsWord] = (memory[word + droppedSyncsWord] as number) + droppedSyncs;
  }
}

/** Every other thread's side. */
export class DeviceCounterReader {
  private readonly memory: Uint32Array;

  constructor(shared: SharedArrayBuffer) {
    this.memory = new Uint32Array(shared);
  }

  /** The numbers of a slot; zeros for `noSlot`. */
  get(slot: number): DeviceCounts {
    if (slot < 0 || slot >= deviceSlots) return { events: 0, droppedSyncs: 0 };
    const word = slot * wordsPerSlot;
    return {
      events: Atomics.load(this.memory, word + eventsWord),
      droppedSyncs: Atomics.load(this.memory, word + droppedSyncsWord),
    };
  }
}
