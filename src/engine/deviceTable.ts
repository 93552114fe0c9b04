/** The devices of the play thread: opened, polled, released when they go, and opened again when they come back. */
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import type { KeyboardDecoder } from '../input/keyboardDecoder.js';
import { grabFault, LinuxEvdevDevice } from '../linux/evdevDevice.js';
import { readEvemu } from '../linux/evemu.js';
import type { InputDevice } from '../linux/inputDevice.js';
import type { PollHandler, PollSet } from '../linux/pollSet.js';
import { RecordedDevice } from '../linux/recordedDevice.js';
import { deviceStats, StreamDevice } from '../linux/streamDevice.js';
import type { DeviceRequest } from './messages.js';
import type { PlayPath } from './playPath.js';

/** The wait before a lost device is tried again doubles from the first to the last of these, in microseconds. */
const firstRetryUs = 100e3;
const lastRetryUs = 5e6;

/** Told what happens to devices. */
export interface DeviceObserver {
  deviceOpened(path: string, name: string, grab: string): void;
  deviceLost(path: string, fault: Fault): void;
  recordingEnded(path: string): void;
  fault(fault: Fault): void;
}

class DeviceSlot implements PollHandler {
  device: InputDevice | undefined;
  retryUs = 0;
  waitUs = firstRetryUs;
  readonly request: DeviceRequest;
  readonly decoder: KeyboardDecoder;
  private readonly table: DeviceTable;

  constructor(table: DeviceTable, request: DeviceRequest, decoder: KeyboardDecoder) {
    this.table = table;
    this.request = request;
    this.decoder = decoder;
  }

  ready(nowUs: number): void {
    if (this.device === undefined) return;
    const outcome = this.device.read(nowUs, this.decoder);
    if (outcome !== 'open') this.table.leave(this, outcome, nowUs);
  }
}

export class DeviceTable {
  private readonly poll: PollSet;
  private readonly observer: DeviceObserver;
  private readonly slots: DeviceSlot[];
  private readonly grab: boolean;
  private readonly recordingDelayUs: number;
  private nextRetryUs = Number.POSITIVE_INFINITY;
  /** Timestamps that were replaced of devices that have been closed. */
  private restampedBefore = 0;

  constructor(
    requests: readonly DeviceRequest[],
    options: { grab: boolean; recordingDelayMs: number },
    path: PlayPath,
    poll: PollSet,
    observer: DeviceObserver,
  ) {
    this.poll = poll;
    this.observer = observer;
    this.grab = options.grab;
    this.recordingDelayUs = options.recordingDelayMs * 1000;
    this.slots = requests.map((request) => new DeviceSlot(this, request, path.addKeyboard()));
  }

  /** Opens every device; those that fail are reported and tried again later. */
  openAll(nowUs: number): void {
    for (const slot of this.slots) this.tryOpen(slot, nowUs, true);
    this.scheduleRetries();
  }

  /** The devices that are open. */
  opened(): { path: string; name: string; grab: string }[] {
    return this.slots.flatMap(({ device }) => {
      if (device === undefined) return [];
      const grab = device instanceof LinuxEvdevDevice ? device.grab : 'none';
      return [{ path: device.path, name: device.name, grab }];
    });
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
      if (slot.device === undefined && slot.retryUs <= nowUs) this.tryOpen(slot, nowUs, false);
    }
    this.scheduleRetries();
  }

  /** Reads every device as if it were ready. */
  look(nowUs: number): void {
    for (const slot of this.slots) slot.ready(nowUs);
  }

  /** The device of a slot has ended or is lost: its keys are up. */
  leave(slot: DeviceSlot, outcome: 'ended' | 'lost', nowUs: number): void {
    slot.decoder.releaseAll(nowUs);
    this.drop(slot);
    const { path } = slot.request;
    if (outcome === 'ended') {
      slot.retryUs = Number.POSITIVE_INFINITY;
      this.observer.recordingEnded(path);
    } else {
      slot.waitUs = firstRetryUs;
      slot.retryUs = nowUs + slot.waitUs;
      this.observer.deviceLost(path, lostFault(path));
    }
    this.scheduleRetries();
  }

  /** Releases every device, its grab included. */
  close(): void {
    for (const slot of this.slots) if (slot.device !== undefined) this.drop(slot);
  }

  private drop(slot: DeviceSlot): void {
    if (slot.device === undefined) return;
    this.poll.remove(slot.device.fd);
    this.restampedBefore += slot.device.restamped;
    slot.device.close();
    slot.device = undefined;
  }

  private tryOpen(slot: DeviceSlot, nowUs: number, report: boolean): void {
    try {
      const device = openDevice(slot.request, this.recordingDelayUs);
      slot.device = device;
      this.poll.add(device.fd, slot);
      if (device instanceof LinuxEvdevDevice && this.grab && device.requestGrab() === 'refused') {
        this.observer.fault(grabFault(device));
      }
      const grab = device instanceof LinuxEvdevDevice ? device.grab : 'none';
      this.observer.deviceOpened(device.path, device.name, grab);
    } catch (error) {
      // It may have been opened, and found no place among those that are polled.
      this.drop(slot);
      slot.retryUs = nowUs + slot.waitUs;
      slot.waitUs = Math.min(slot.waitUs * 2, lastRetryUs);
      // What is there but is no good does not get better by waiting.
      if (error instanceof SynthError && error.category === 'fatal') slot.retryUs = Number.POSITIVE_INFINITY;
      if (report) this.observer.fault(faultOf(error, 'DEVICE_FAILED', `Look at: ls -l ${slot.request.path}`));
    }
  }

  private scheduleRetries(): void {
    this.nextRetryUs = Number.POSITIVE_INFINITY;
    for (const slot of this.slots) {
      if (slot.device === undefined && slot.retryUs < this.nextRetryUs) this.nextRetryUs = slot.retryUs;
    }
  }
}

function lostFault(path: string): Fault {
  return new SynthError(
    'DEVICE_LOST',
    `${path} is gone; its notes have ended.`,
    'Plug it in again: it is taken into use as soon as it is there.',
  ).toFault();
}

/**
 * Opens what is at a path: an event node, a FIFO, a socket or an evemu recording.
 * @throws SynthError DEVICE_…, or RECORDING_INVALID.
 */
function openDevice({ path, kind }: DeviceRequest, recordingDelayUs: number): InputDevice {
  if (kind !== 'keyboard') {
    throw new SynthError(
      'DEVICE_UNSUITABLE',
      `${path} is configured as a ${kind}, and only keyboards are played so far.`,
      'Set its kind to keyboard, or take it out of input.devices.',
    );
  }
  const stats = deviceStats(path);
  if (stats.isFile()) return new RecordedDevice(readEvemu(path), path, kind, recordingDelayUs);
  if (stats.isFIFO() || stats.isSocket()) return new StreamDevice(path, kind);
  return new LinuxEvdevDevice(path, kind);
}
