/** One device that is to be played: open, or waiting to be tried again. */
import type { KeyboardDecoder } from '../input/keyboardDecoder.js';
import { type GrabState, LinuxEvdevDevice } from '../linux/evdevDevice.js';
import type { InputDevice, ReadOutcome } from '../linux/inputDevice.js';
import type { DeviceRequest, OpenedDevice } from './messages.js';

/** The wait before a lost device is tried again doubles from the first to the last of these, in microseconds. */
const firstRetryUs = 100e3;
const lastRetryUs = 5e6;
const never = Number.POSITIVE_INFINITY;

export class DeviceSlot {
  device: InputDevice | undefined;
  /** When to try again to open it, in microseconds; Infinity when waiting does not help. */
  retryUs = 0;
  /** A recording that is over. */
  ended = false;
  readonly request: DeviceRequest;
  readonly decoder: KeyboardDecoder;
  /** Its place in `deviceCounters.ts`. */
  readonly counters: number;

  private waitUs = firstRetryUs;
  /** Reasons for not opening that have been told since it was last open. */
  private readonly told = new Set<string>();
  private grabTold: GrabState = 'none';
  private droppedSyncs = 0;

  constructor(request: DeviceRequest, decoder: KeyboardDecoder, counters: number) {
    this.request = request;
    this.decoder = decoder;
    this.counters = counters;
  }

  /** The state of the grab of what is open. */
  get grab(): GrabState {
    return this.device instanceof LinuxEvdevDevice ? this.device.grab : 'none';
  }

  /** What is open, or undefined. */
  get opened(): OpenedDevice | undefined {
    const { device, grab } = this;
    return device === undefined ? undefined : { path: this.request.path, name: device.name, grab };
  }

  read(nowUs: number): ReadOutcome {
    return this.device === undefined ? 'open' : this.device.read(nowUs, this.decoder);
  }

  /** How often events were lost since the last call. */
  takeDroppedSyncs(): number {
    const now = this.device?.droppedSyncs ?? 0;
    const news = now - this.droppedSyncs;
    this.droppedSyncs = now;
    return news;
  }

  /** True when the grab is not what it was when it was last told. */
  takeGrabChange(): boolean {
    const { grab } = this;
    if (grab === this.grabTold) return false;
    this.grabTold = grab;
    return true;
  }

  /** It is open: from now on whatever is amiss is news again. */
  noteOpened(): void {
    this.told.clear();
    this.waitUs = firstRetryUs;
    this.droppedSyncs = 0;
    this.grabTold = this.grab;
  }

  /** It was open and is gone; that it is not there is no news then. */
  noteLost(nowUs: number): void {
    this.waitUs = firstRetryUs;
    this.retryUs = nowUs + this.waitUs;
    this.told.add('DEVICE_NOT_FOUND');
  }

  /** It is a recording that is over: it is not to be tried again. */
  noteEnded(): void {
    this.ended = true;
    this.retryUs = never;
  }

  /**
   * It did not open.
   * @param hopeless True when waiting does not help.
   * @returns True when that is news.
   */
  noteFailure(reason: string, hopeless: boolean, nowUs: number): boolean {
    this.retryUs = hopeless ? never : nowUs + this.waitUs;
    this.waitUs = Math.min(this.waitUs * 2, lastRetryUs);
    if (this.told.has(reason)) return false;
    this.told.add(reason);
    return true;
  }
}
