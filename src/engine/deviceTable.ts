/** The devices of the play thread: opened, polled, released when they go, and opened again when they come back. */
import { type Fault, faultOf } from '../errors/errors.js';
import type { KeyboardDecoder } from '../input/keyboardDecoder.js';
import { grabFault, LinuxEvdevDevice } from '../linux/evdevDevice.js';
import type { PollHandler, PollSet } from '../linux/pollSet.js';
import type { DeviceCounterWriter } from './deviceCounters.js';
import { lostFault, openDevice } from './deviceOpening.js';
import { DeviceSlot } from './deviceSlot.js';
import type { DeviceRequest, OpenedDevice } from './messages.js';
import type { PlayPath } from './playPath.js';

/** Told what happens to devices. */
export interface DeviceObserver {
  /** @param slot Its place in `deviceCounters.ts`. */
  deviceOpened(path: string, name: string, grab: string, slot: number): void;
  deviceLost(path: string, fault: Fault): void;
  /** It is open no more because it is not to be played any more. */
  deviceReleased(path: string): void;
  grabChanged(path: string, grab: string): void;
  recordingEnded(path: string): void;
  fault(path: string, fault: Fault): void;
}

/** A slot as the poll set calls it. */
class PolledSlot extends DeviceSlot implements PollHandler {
  private readonly table: DeviceTable;

  constructor(table: DeviceTable, request: DeviceRequest, decoder: KeyboardDecoder, counters: number) {
    super(request, decoder, counters);
    this.table = table;
  }

  ready(nowUs: number): void {
    if (this.device !== undefined) this.table.read(this, nowUs);
  }
}

export class DeviceTable {
  private readonly poll: PollSet;
  private readonly path: PlayPath;
  private readonly observer: DeviceObserver;
  private readonly counters: DeviceCounterWriter;
  private slots: PolledSlot[] = [];
  /** Decoders of devices that are played no more, for others. */
  private readonly idleDecoders: KeyboardDecoder[] = [];
  private readonly grab: boolean;
  private readonly recordingDelayUs: number;
  private readonly open: typeof openDevice;
  private nextRetryUs = Number.POSITIVE_INFINITY;
  /** Timestamps that were replaced of devices that have been closed. */
  private restampedBefore = 0;

  /** @param open Opens devices; a test may stand in for it. */
  constructor(
    options: { grab: boolean; recordingDelayMs: number },
    path: PlayPath,
    poll: PollSet,
    counters: DeviceCounterWriter,
    observer: DeviceObserver,
    open: typeof openDevice = openDevice,
  ) {
    this.open = open;
    this.path = path;
    this.poll = poll;
    this.counters = counters;
    this.observer = observer;
    this.grab = options.grab;
    this.recordingDelayUs = options.recordingDelayMs * 1000;
  }

  /**
   * Plays these devices from now on: those that are not among them are given back, new ones are opened, the rest is
   * left alone. Those that fail are reported and tried again later; hopeless ones when they are named again.
   */
  set(requests: readonly DeviceRequest[], nowUs: number): void {
    const before = this.slots;
    for (const slot of before) {
      if (!requests.some((request) => same(request, slot.request))) this.giveBack(slot, nowUs);
    }
    for (const request of requests) {
      const known = this.slots.find((slot) => same(slot.request, request));
      if (known === undefined) this.tryOpen(this.addSlot(request), nowUs);
      else if (known.device === undefined && !known.ended) this.tryOpen(known, nowUs);
    }
    if (before.some((slot) => !this.slots.includes(slot))) this.endHold(nowUs);
    this.scheduleRetries();
  }

  /** The devices that are open. */
  opened(): OpenedDevice[] {
    return this.slots.flatMap(({ opened }) => (opened === undefined ? [] : [opened]));
  }

  /** How many devices are open. */
  count(): number {
    let count = 0;
    for (const slot of this.slots) if (slot.device !== undefined) count++;
    return count;
  }

  /** How many timestamps were replaced, of devices that are gone too. */
  restamped(): number {
    let sum = this.restampedBefore;
    for (const slot of this.slots) sum += slot.device?.restamped ?? 0;
    return sum;
  }

  /** When `advance` wants to be called next, in microseconds; Infinity when every device is open. */
  nextDeadlineUs(): number {
    return this.nextRetryUs;
  }

  /** Tries the devices again whose time has come. */
  advance(nowUs: number): void {
    if (this.nextRetryUs > nowUs) return;
    for (const slot of this.slots) {
      if (slot.device === undefined && slot.retryUs <= nowUs) this.tryOpen(slot, nowUs);
    }
    this.scheduleRetries();
  }

  /** Reads every device as if it were ready. */
  look(nowUs: number): void {
    for (const slot of this.slots) slot.ready(nowUs);
  }

  /** Hands on what a device has brought. */
  read(slot: DeviceSlot, nowUs: number): void {
    const { statistics } = this.path;
    const before = statistics.events;
    const outcome = slot.read(nowUs);
    this.counters.add(slot.counters, statistics.events - before, slot.takeDroppedSyncs());
    if (outcome !== 'open') this.leave(slot, outcome, nowUs);
    else if (slot.takeGrabChange()) this.tellGrab(slot);
  }

  /**
   * Gives every device back, its grab included, and only then ends what their keys held. They are forgotten.
   * @param nowUs When their keys are up.
   */
  close(nowUs: number): void {
    for (const slot of this.slots) this.drop(slot);
    for (const slot of this.slots) this.retire(slot, nowUs);
    this.slots = [];
    this.scheduleRetries();
  }

  private addSlot(request: DeviceRequest): PolledSlot {
    const decoder = this.idleDecoders.pop() ?? this.path.addKeyboard();
    const slot = new PolledSlot(this, request, decoder, this.counters.take(request.path));
    this.slots.push(slot);
    return slot;
  }

  /** A device has ended or is lost: its keys are up. */
  private leave(slot: DeviceSlot, outcome: 'ended' | 'lost', nowUs: number): void {
    slot.decoder.releaseAll(nowUs);
    this.drop(slot);
    this.endHold(nowUs);
    const { path } = slot.request;
    if (outcome === 'ended') {
      slot.noteEnded();
      this.observer.recordingEnded(path);
    } else {
      slot.noteLost(nowUs);
      this.observer.deviceLost(path, lostFault(path));
    }
    this.scheduleRetries();
  }

  private giveBack(slot: PolledSlot, nowUs: number): void {
    const wasOpen = slot.device !== undefined;
    this.drop(slot);
    this.retire(slot, nowUs);
    this.slots = this.slots.filter((other) => other !== slot);
    if (wasOpen) this.observer.deviceReleased(slot.request.path);
  }

  private retire(slot: DeviceSlot, nowUs: number): void {
    slot.decoder.releaseAll(nowUs);
    this.idleDecoders.push(slot.decoder);
    this.counters.release(slot.counters);
  }

  /** When there are no keys any more that could end what the arpeggiator plays on, it ends now. */
  private endHold(nowUs: number): void {
    const keysAreLeft = this.slots.some(
      ({ device, request }) => device !== undefined && request.kind !== 'touchpad',
    );
    if (!keysAreLeft) this.path.endHold(nowUs);
  }

  private drop(slot: DeviceSlot): void {
    if (slot.device === undefined) return;
    this.poll.remove(slot.device.fd);
    this.restampedBefore += slot.device.restamped;
    slot.device.close();
    slot.device = undefined;
  }

  private tryOpen(slot: PolledSlot, nowUs: number): void {
    const { path } = slot.request;
    try {
      const device = this.open(slot.request, this.recordingDelayUs);
      slot.device = device;
      this.poll.add(device.fd, slot);
      if (device instanceof LinuxEvdevDevice && this.grab) device.requestGrab();
      slot.noteOpened();
      if (slot.grab === 'refused') this.observer.fault(path, grabFault(device));
      this.observer.deviceOpened(path, device.name, slot.grab, slot.counters);
    } catch (error) {
      // It may have been opened, and found no place among those that are polled.
      this.drop(slot);
      const fault = faultOf(error, 'DEVICE_FAILED', `Look at: ls -l ${path}`);
      // What is there but is no good does not get better by waiting.
      const hopeless = fault.category === 'fatal' || fault.code === 'DEVICE_UNSUITABLE';
      if (slot.noteFailure(fault.code, hopeless, nowUs)) this.observer.fault(path, fault);
    }
  }

  private tellGrab(slot: DeviceSlot): void {
    const { path } = slot.request;
    if (slot.grab === 'refused' && slot.device !== undefined)
      this.observer.fault(path, grabFault(slot.device));
    this.observer.grabChanged(path, slot.grab);
  }

  private scheduleRetries(): void {
    this.nextRetryUs = Number.POSITIVE_INFINITY;
    for (const slot of this.slots) {
      if (slot.device === undefined && slot.retryUs < this.nextRetryUs) this.nextRetryUs = slot.retryUs;
    }
  }
}

function same(a: DeviceRequest, b: DeviceRequest): boolean {
  return a.path === b.path && a.kind === b.kind;
}
