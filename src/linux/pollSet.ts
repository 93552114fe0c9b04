/**
 * A preallocated set of file descriptors for ppoll(2), with an eventfd by which another thread ends the wait.
 *
 * Waking from another thread needs no FFI there: writing eight bytes, the 64-bit integer 1, to `wakeFd` is enough.
 */
import { SynthError } from '../errors/errors.js';
import { errnoCode, errnoName } from './errno.js';
import { close, errno, eventfd, ppoll, read } from './libc.js';

/** What the owner of a descriptor does when it can be read or has hung up. */
export interface PollHandler {
  /** Called with the time at which the wait ended, in microseconds of CLOCK_MONOTONIC, and the `revents` bits. */
  ready(nowUs: number, events: number): void;
}

/** `revents` bits (poll.h). */
export const pollEvent = { in: 0x1, error: 0x8, hangUp: 0x10, invalid: 0x20 } as const;

const bytesPerEntry = 8;
const EFD_CLOEXEC = 0o2000000;
const EFD_NONBLOCK = 0o4000;

export class PollSet {
  /** Written by other threads to end a wait. */
  readonly wakeFd: number;

  private readonly capacity: number;
  private readonly memory: ArrayBuffer;
  private readonly fds: Int32Array;
  private readonly events: Int16Array;
  private readonly bytes: Uint8Array;
  private readonly handlers: (PollHandler | undefined)[];
  private readonly timeout = new Uint32Array(4);
  private readonly wakeCount = new Uint8Array(8);
  private count = 1;

  /** @param capacity The most descriptors that the set can hold, besides the wake descriptor. */
  constructor(capacity = 64) {
    this.capacity = capacity;
    this.wakeFd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (this.wakeFd < 0) {
      throw new SynthError(
        'ENGINE_CRASHED',
        `The play thread could not create an eventfd: ${errnoName(errno())}.`,
        'Raise the limit of open files: ulimit -n 1024',
      );
    }
    this.memory = new ArrayBuffer((capacity + 1) * bytesPerEntry);
    this.fds = new Int32Array(this.memory);
    this.events = new Int16Array(this.memory);
    this.bytes = new Uint8Array(this.memory);
    this.handlers = new Array<PollHandler | undefined>(capacity + 1).fill(undefined);
    this.place(0, this.wakeFd, undefined);
  }

  /** Watches a descriptor for input. Fails when the set is full. */
  add(fd: number, handler: PollHandler): void {
    const index = this.freePlace();
    if (index > this.capacity) {
      throw new SynthError(
        'DEVICE_FAILED',
        `More than ${this.capacity} devices cannot be read at once.`,
        'List only the devices you play in input.devices.',
      );
    }
    this.place(index, fd, handler);
    if (index === this.count) this.count++;
  }

  /** Watches a descriptor no more; unknown ones are ignored. Safe to call from a handler. */
  remove(fd: number): void {
    for (let index = 1; index < this.count; index++) {
      if (this.fds[index * 2] !== fd) continue;
      // The entry is only marked here: a handler may call this while wait() walks the set.
      this.fds[index * 2] = -1;
      this.events[index * 4 + 3] = 0;
      this.handlers[index] = undefined;
      return;
    }
  }

  /**
   * Waits until a descriptor is ready, another thread wakes the set, or the time is over, and returns the number of
   * ready descriptors (0 on a timeout). `dispatch` is to be called next.
   * @param timeoutUs How long to wait, in microseconds; 0 only looks, Infinity waits for ever.
   */
  wait(timeoutUs: number): number {
    this.compact();
    let timeout: Uint32Array | null = null;
    if (timeoutUs < 4e15) {
      const us = Math.max(timeoutUs, 0);
      const seconds = Math.floor(us / 1e6);
      this.timeout[0] = seconds;
      // Never a whole second, which the kernel would refuse.
      this.timeout[2] = Math.min(999_999_999, Math.round((us - seconds * 1e6) * 1e3));
      timeout = this.timeout;
    }
    const ready = ppoll(this.bytes, this.count, timeout, null);
    if (ready >= 0) return ready;
    // A signal is no event; anything else would turn into a busy loop if it were taken for one.
    const error = errno();
    if (error === errnoCode.EINTR || error === errnoCode.EAGAIN) return 0;
    throw new SynthError(
      'ENGINE_CRASHED',
      `The play thread could not wait: ${errnoName(error)}.`,
      'Restart fw16-synth.',
    );
  }

  /**
   * Calls the handlers of the ready descriptors and returns true when another thread has woken the set.
   * @param nowUs The time, handed through to the handlers.
   */
  dispatch(nowUs: number): boolean {
    const woken = this.events[3] !== 0;
    this.events[3] = 0;
    if (woken) read(this.wakeFd, this.wakeCount, 8);
    // Descriptors that a handler adds are not yet polled: their revents are 0.
    const count = this.count;
    for (let index = 1; index < count; index++) {
      const events = this.events[index * 4 + 3] as number;
      if (events === 0) continue;
      this.events[index * 4 + 3] = 0;
      this.handlers[index]?.ready(nowUs, events);
    }
    return woken;
  }

  /** Closes the wake descriptor; the others belong to their devices. */
  close(): void {
    this.count = 0;
    close(this.wakeFd);
  }

  /** The place of a removed descriptor, or else the one behind the last. */
  private freePlace(): number {
    for (let index = 1; index < this.count; index++) if (this.fds[index * 2] === -1) return index;
    return this.count;
  }

  private place(index: number, fd: number, handler: PollHandler | undefined): void {
    this.fds[index * 2] = fd;
    this.events[index * 4 + 2] = pollEvent.in;
    this.events[index * 4 + 3] = 0;
    this.handlers[index] = handler;
  }

  private compact(): void {
    for (let index = 1; index < this.count; ) {
      if (this.fds[index * 2] !== -1) {
        index++;
        continue;
      }
      this.count--;
      if (index < this.count) {
        const fd = this.fds[this.count * 2] as number;
        this.place(index, fd, this.handlers[this.count]);
      }
      this.handlers[this.count] = undefined;
    }
  }
}
