/**
 * A stand-in for the kernel with one event node in it: a queue of records, keys that are down, capabilities. Where the
 * real one has a habit that matters (asking for the key state drops the queued key events; a full queue is thrown away
 * and begins anew with SYN_DROPPED; a device that is gone fails with ENODEV), this one has it too.
 */
import { errnoCode } from '../../src/linux/errno.js';
import type { EvdevKernel } from '../../src/linux/evdevDevice.js';
import { evdevRequest } from '../../src/linux/evdevIoctl.js';
import { inputEventSize } from '../../src/linux/inputEvent.js';
import { eventType, syn } from '../../src/linux/inputEventCodes.js';
import { bitmapOf, type Event, encode } from './deviceEvents.js';

export type Memory = Parameters<EvdevKernel['ioctl']>[2];

/** What the node answers with; `axes` are value, minimum, maximum, fuzz, flat and resolution by code. */
export interface NodeDescription {
  readonly name?: string;
  readonly identity?: readonly number[];
  readonly keys?: readonly number[];
  readonly axes?: ReadonlyMap<number, readonly number[]>;
}

export class FakeEventNode implements EvdevKernel {
  /** Every call that opened, closed, grabbed or set the clock, in words. */
  readonly calls: string[] = [];
  readonly held = new Set<number>();
  /** The errno with which open(2) fails; 0 when it does not. */
  openError = 0;
  /** Not an event node: every ioctl fails with ENOTTY. */
  plain = false;
  /** Another program has the grab. */
  grabbedElsewhere = false;
  gone = false;
  /** The next reads that a signal interrupts. */
  interruptions = 0;
  timeUs = 1e6;
  /** Called when the key state is asked for, before it is: what happens just then. */
  beforeKeyState: (() => void) | undefined;

  readonly fd = 1000;
  private readonly description: NodeDescription;
  private queue: Event[] = [];
  private readonly queueSize = 64;
  private lastErrno = 0;

  constructor(description: NodeDescription = {}) {
    this.description = description;
  }

  /** A frame of one key: its event and the report. */
  key(code: number, value: number): void {
    this.timeUs += 1000;
    if (value === 1) this.held.add(code);
    if (value === 0) this.held.delete(code);
    this.push([this.timeUs, eventType.key, code, value]);
    this.push([this.timeUs, eventType.syn, syn.report, 0]);
  }

  /** Any record. */
  push(event: Event): void {
    this.queue.push(event);
    if (this.queue.length <= this.queueSize) return;
    this.queue = [[this.timeUs, eventType.syn, syn.dropped, 0], event];
  }

  open = (path: string, flags: number): number => {
    this.calls.push(`open ${path} 0${flags.toString(8)}`);
    return this.openError === 0 ? this.fd : this.fail(this.openError);
  };

  close = (fd: number): number => {
    this.calls.push(`close ${fd}`);
    return 0;
  };

  errno = (): number => this.lastErrno;

  read = (_fd: number, buffer: Memory, count: number): number => {
    if (this.gone) return this.fail(errnoCode.ENODEV);
    if (this.interruptions > 0) {
      this.interruptions--;
      return this.fail(errnoCode.EINTR);
    }
    if (this.queue.length === 0) return this.fail(errnoCode.EAGAIN);
    const bytes = encode(this.queue.splice(0, Math.floor(count / inputEventSize)));
    buffer.set(bytes);
    return bytes.length;
  };

  ioctlInt = (_fd: number, request: number, argument: number): number => {
    if (this.gone) return this.fail(errnoCode.ENODEV);
    if (request !== evdevRequest.grab) return this.fail(errnoCode.EINVAL);
    this.calls.push(argument === 0 ? 'ungrab' : 'grab');
    return argument !== 0 && this.grabbedElsewhere ? this.fail(errnoCode.EBUSY) : 0;
  };

  ioctl = (_fd: number, request: number, argument: Memory): number => {
    if (this.plain) return this.fail(errnoCode.ENOTTY);
    if (this.gone) return this.fail(errnoCode.ENODEV);
    const bytes = new Uint8Array(argument.buffer, argument.byteOffset, argument.byteLength);
    if (request === evdevRequest.clock) {
      this.calls.push(`clock ${argument[0]}`);
      return 0;
    }
    if (request === evdevRequest.keyState(bytes.length)) return this.answer(bytes, this.keyState());
    return this.describe(request, bytes);
  };

  private describe(request: number, bytes: Uint8Array): number {
    const { name, identity, keys = [], axes = new Map<number, readonly number[]>() } = this.description;
    if (request === evdevRequest.name(bytes.length)) {
      if (name === undefined) return this.fail(errnoCode.ENOENT);
      return this.answer(bytes, Buffer.from(`${name}\0`));
    }
    if (request === evdevRequest.identity) {
      return this.answer(bytes, new Uint8Array(Uint16Array.from(identity ?? []).buffer));
    }
    if (request === evdevRequest.capabilities(eventType.key, bytes.length)) {
      return this.answer(bytes, bitmapOf(keys));
    }
    if (request === evdevRequest.capabilities(eventType.abs, bytes.length)) {
      return this.answer(bytes, bitmapOf([...axes.keys()], 8));
    }
    for (const [code, range] of axes) {
      if (request === evdevRequest.axis(code)) {
        return this.answer(bytes, new Uint8Array(Int32Array.from(range).buffer));
      }
    }
    return this.fail(errnoCode.EINVAL);
  }

  private keyState(): Uint8Array {
    this.beforeKeyState?.();
    this.queue = this.queue.filter(([, type]) => type !== eventType.key);
    return bitmapOf([...this.held]);
  }

  private answer(bytes: Uint8Array, value: Uint8Array): number {
    bytes.set(value.subarray(0, bytes.length));
    return Math.min(value.length, bytes.length);
  }

  private fail(errno: number): number {
    this.lastErrno = errno;
    return -1;
  }
}
