/** An event node of the kernel (/dev/input/event*). */
import { type Fault, SynthError } from '../errors/errors.js';
import { hasBit, isEmpty, keyBitmapSize, sameBits, setBit } from './bitmap.js';
import { errnoCode, errnoName } from './errno.js';
import { evdevRequest } from './evdevIoctl.js';
import type { DeviceKind, InputDevice, InputEventSink, ReadOutcome } from './inputDevice.js';
import { InputEventBatch, readStatus } from './inputEvent.js';
import { abs, eventType, syn } from './inputEventCodes.js';
import * as libc from './libc.js';

/** The part of the C library that a node needs; a test may stand in for the kernel. */
export type EvdevKernel = Pick<typeof libc, 'open' | 'close' | 'read' | 'ioctl' | 'ioctlInt' | 'errno'>;

/** Who made the device: USB or I²C numbers. */
export interface DeviceIdentity {
  readonly bus: number;
  readonly vendor: number;
  readonly product: number;
  readonly version: number;
}

/** The range of an absolute axis, in the device's own units; `resolution` in units per millimetre. */
export interface AxisRange {
  readonly code: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly fuzz: number;
  readonly flat: number;
  readonly resolution: number;
}

/**
 * The state of the exclusive grab.
 * - `none`: not wanted
 * - `waiting`: wanted as soon as every key is up, so that no release is taken from the desktop
 * - `held`: ours
 * - `refused`: another program has it; wanted again as soon as events arrive, for then it has let go
 */
export type GrabState = 'none' | 'waiting' | 'held' | 'refused';

const nameSize = 256;
/** The value of an EV_KEY event that auto-repeat made; 1 is a press, 0 a release. */
const repeated = 2;

export class LinuxEvdevDevice implements InputDevice {
  readonly path: string;
  readonly kind: DeviceKind;
  readonly fd: number;
  readonly name: string;
  readonly identity: DeviceIdentity;
  readonly axes: readonly AxisRange[];
  readonly restamped = 0;
  /** Times that the kernel's buffer overran. */
  droppedSyncs = 0;

  private readonly kernel: EvdevKernel;
  /** What the kernel last said is down, and what is down by the events that were handed on. */
  private readonly heldKeys = new Uint8Array(keyBitmapSize);
  private readonly toldKeys = new Uint8Array(keyBitmapSize);
  private heldKeysAreNews = false;
  private readonly batch = new InputEventBatch();
  private grabbing: GrabState = 'none';
  private resyncing = false;
  private closed = false;

  /**
   * Opens a node without blocking and asks it what it is. Its times are on CLOCK_MONOTONIC from then on.
   * @throws SynthError DEVICE_NOT_FOUND, DEVICE_ACCESS_DENIED, DEVICE_UNSUITABLE or DEVICE_FAILED.
   */
  constructor(path: string, kind: DeviceKind, kernel: EvdevKernel = libc) {
    this.path = path;
    this.kind = kind;
    this.kernel = kernel;
    const { readOnly, nonBlock, closeOnExec } = libc.openFlag;
    this.fd = kernel.open(path, readOnly | nonBlock | closeOnExec);
    if (this.fd < 0) throw openError(path, kernel.errno());
    const monotonic = new Int32Array([libc.clock.monotonic]);
    if (kernel.ioctl(this.fd, evdevRequest.clock, monotonic) < 0) {
      const error = kernel.errno();
      kernel.close(this.fd);
      throw new SynthError(
        'DEVICE_UNSUITABLE',
        `${path} is not an event node of the kernel (${errnoName(error)}).`,
        'Give a path under /dev/input/ whose name begins with event, or a FIFO.',
      );
    }
    this.name = this.readName();
    this.identity = this.readIdentity();
    this.axes = this.readAxes();
    // A key that is down already was not struck for us: it is not told.
    this.readHeldKeys();
    this.noteHeldKeysTold();
  }

  get grab(): GrabState {
    return this.grabbing;
  }

  /** The codes of a type of event, as a bitmap of `size` bytes. */
  capabilities(type: number, size: number): Uint8Array {
    const bits = new Uint8Array(size);
    this.kernel.ioctl(this.fd, evdevRequest.capabilities(type, size), bits);
    return bits;
  }

  read(nowUs: number, sink: InputEventSink): ReadOutcome {
    this.tellHeldKeys(nowUs, sink);
    let heard = false;
    for (;;) {
      const status = this.batch.readFrom(this.fd, this.kernel);
      if (status === readStatus.failed) {
        if (this.batch.error === errnoCode.EINTR) continue;
        if (this.batch.error !== errnoCode.EAGAIN) return 'lost';
        if (this.grabbing === 'waiting' || (this.grabbing === 'refused' && heard)) this.tryGrab();
        this.tellHeldKeys(nowUs, sink);
        return 'open';
      }
      if (status === readStatus.end) return 'lost';
      heard = true;
      this.deliver(sink);
    }
  }

  /** Takes the device from every other reader, now or as soon as all of its keys are up. */
  requestGrab(): GrabState {
    if (this.grabbing !== 'held') this.tryGrab();
    return this.grabbing;
  }

  /** Gives the device back. */
  releaseGrab(): void {
    if (this.grabbing === 'held') this.kernel.ioctlInt(this.fd, evdevRequest.grab, 0);
    this.grabbing = 'none';
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.releaseGrab();
    this.kernel.close(this.fd);
  }

  private tryGrab(): void {
    this.grabbing = 'waiting';
    if (!this.allKeysUp()) return;
    if (this.kernel.ioctlInt(this.fd, evdevRequest.grab, 1) < 0) {
      this.grabbing = 'refused';
      return;
    }
    // A key may have gone down between the look and the grab; its release belongs to whoever saw its press.
    if (this.allKeysUp()) this.grabbing = 'held';
    else this.kernel.ioctlInt(this.fd, evdevRequest.grab, 0);
  }

  private allKeysUp(): boolean {
    return this.readHeldKeys() && isEmpty(this.heldKeys);
  }

  /** Asking makes the kernel drop the key events that are still queued for us: the answer stands for them. */
  private readHeldKeys(): boolean {
    this.heldKeysAreNews = true;
    this.heldKeys.fill(0);
    return this.kernel.ioctl(this.fd, evdevRequest.keyState(keyBitmapSize), this.heldKeys) >= 0;
  }

  private noteHeldKeysTold(): void {
    this.toldKeys.set(this.heldKeys);
    this.heldKeysAreNews = false;
  }

  /** Makes up for key events that the kernel dropped when it was asked what is down. */
  private tellHeldKeys(nowUs: number, sink: InputEventSink): void {
    if (!this.heldKeysAreNews) return;
    if (!sameBits(this.heldKeys, this.toldKeys)) sink.resync(this.heldKeys, nowUs);
    this.noteHeldKeysTold();
  }

  private deliver(sink: InputEventSink): void {
    const batch = this.batch;
    let keysAreOld = false;
    for (let index = 0; index < batch.count; index++) {
      const type = batch.type(index);
      const code = batch.code(index);
      if (type === eventType.syn && code === syn.dropped) {
        this.resyncing = true;
        this.droppedSyncs++;
      } else if (this.resyncing) {
        // What follows up to the next report is the rest of a frame whose beginning is gone.
        if (type !== eventType.syn || code !== syn.report) continue;
        this.resyncing = false;
        sink.resync(this.readHeldKeys() ? this.heldKeys : null, batch.timeUs(index));
        this.noteHeldKeysTold();
        keysAreOld = true;
      } else {
        // Keys that were read before the kernel was asked what is down are older than its answer.
        if (type === eventType.key && keysAreOld) continue;
        const value = batch.value(index);
        if (type === eventType.key && value < repeated) setBit(this.toldKeys, code, value === 1);
        sink.event(type, code, value, batch.timeUs(index));
      }
    }
  }

  private readName(): string {
    const bytes = new Uint8Array(nameSize);
    const length = this.kernel.ioctl(this.fd, evdevRequest.name(nameSize), bytes);
    if (length <= 0) return this.path;
    const end = bytes.indexOf(0);
    return Buffer.from(bytes.subarray(0, end < 0 ? length : end)).toString('utf8');
  }

  private readIdentity(): DeviceIdentity {
    const words = new Uint16Array(4);
    const bytes = new Uint8Array(words.buffer);
    this.kernel.ioctl(this.fd, evdevRequest.identity, bytes);
    const [bus = 0, vendor = 0, product = 0, version = 0] = words;
    return { bus, vendor, product, version };
  }

  private readAxes(): AxisRange[] {
    const axes: AxisRange[] = [];
    const bits = this.capabilities(eventType.abs, 8);
    const info = new Int32Array(6);
    for (let code = 0; code <= abs.max; code++) {
      if (!hasBit(bits, code) || this.kernel.ioctl(this.fd, evdevRequest.axis(code), info) < 0) continue;
      const [, minimum = 0, maximum = 0, fuzz = 0, flat = 0, resolution = 0] = info;
      axes.push({ code, minimum, maximum, fuzz, flat, resolution });
    }
    return axes;
  }
}

/** What a grab that was refused means to a person. */
export function grabFault(device: InputDevice): Fault {
  return new SynthError(
    'DEVICE_GRABBED',
    `Another program has grabbed ${device.name} (${device.path}), so its keys do not arrive here.`,
    `Stop the other program; to see which one has it open: sudo fuser -v ${device.path}`,
  ).toFault();
}

const notThere = new Set<number>([errnoCode.ENOENT, errnoCode.ENOTDIR, errnoCode.ENODEV, errnoCode.ENXIO]);

/** The error for a path that could not be opened. */
export function openError(path: string, error: number): SynthError {
  if (notThere.has(error)) {
    return new SynthError(
      'DEVICE_NOT_FOUND',
      `There is no device at ${path}.`,
      'Plug it in, or correct the path in input.devices; the nodes are listed by: ls /dev/input',
    );
  }
  if (error === errnoCode.EACCES || error === errnoCode.EPERM) {
    return new SynthError(
      'DEVICE_ACCESS_DENIED',
      `Reading ${path} is not permitted.`,
      'Add yourself to the group that owns it and log in again: sudo usermod -aG input "$USER"',
    );
  }
  return new SynthError(
    'DEVICE_FAILED',
    `${path} could not be opened (${errnoName(error)}).`,
    `Look at: ls -l ${path}`,
  );
}
