/**
 * A FIFO or a Unix socket that carries `struct input_event` records: a device without ioctls, whose kind comes from
 * the configuration. When the writer of a FIFO goes, its keys are released and the next writer is awaited.
 */
import { fstatSync, type Stats, statSync } from 'node:fs';
import { SynthError } from '../errors/errors.js';
import { errnoCode, errnoName } from './errno.js';
import { openError } from './evdevDevice.js';
import type { DeviceKind, InputDevice, InputEventSink, ReadOutcome } from './inputDevice.js';
import { InputEventBatch, readStatus } from './inputEvent.js';
import { eventType, syn } from './inputEventCodes.js';
import * as libc from './libc.js';

/** A timestamp that is older than this on arrival, or lies ahead of it, is not of our clock. */
const believableAgeUs = 1e6;
/** What may be written between the end of the wait and the read. */
const believableLeadUs = 10e3;

/** Most batches that one turn takes, so that a flood on one device cannot keep the others from being read. */
const batchesPerTurn = 16;

export class StreamDevice implements InputDevice {
  readonly path: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly fd: number;
  restamped = 0;
  droppedSyncs = 0;
  /** Records that ended in the middle when their writer went. */
  truncated = 0;

  private readonly reopens: boolean;
  private readonly batch = new InputEventBatch();
  private closed = false;

  /** @throws SynthError DEVICE_NOT_FOUND, DEVICE_ACCESS_DENIED, DEVICE_UNSUITABLE or DEVICE_FAILED. */
  constructor(path: string, kind: DeviceKind) {
    this.path = path;
    this.name = path;
    this.kind = kind;
    const stats = deviceStats(path);
    if (!stats.isFIFO() && !stats.isSocket()) {
      throw new SynthError(
        'DEVICE_UNSUITABLE',
        `${path} is neither an event node, nor a FIFO, nor a socket.`,
        `Make a FIFO and write struct input_event records into it: mkfifo ${path}`,
      );
    }
    this.reopens = stats.isFIFO();
    this.fd = this.reopens ? openFifo(path) : connectSocket(path);
    if (this.fd < 0) throw openError(path, libc.errno());
  }

  read(nowUs: number, sink: InputEventSink): ReadOutcome {
    for (let turn = 0; turn < batchesPerTurn; turn++) {
      const status = this.batch.readFrom(this.fd);
      if (status === readStatus.data) this.deliver(nowUs, sink);
      else if (status === readStatus.end) return this.writerGone(nowUs, sink);
      else if (status === readStatus.failed && this.batch.error !== errnoCode.EINTR) {
        return this.batch.error === errnoCode.EAGAIN ? 'open' : 'lost';
      }
    }
    return 'open';
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    libc.close(this.fd);
  }

  private deliver(nowUs: number, sink: InputEventSink): void {
    const batch = this.batch;
    for (let index = 0; index < batch.count; index++) {
      let timeUs = batch.timeUs(index);
      const ageUs = nowUs - timeUs;
      if (!(ageUs <= believableAgeUs && ageUs >= -believableLeadUs)) {
        timeUs = nowUs;
        this.restamped++;
      }
      const type = batch.type(index);
      const code = batch.code(index);
      if (type === eventType.syn && code === syn.dropped) this.droppedSyncs++;
      sink.event(type, code, batch.value(index), timeUs);
    }
  }

  private writerGone(nowUs: number, sink: InputEventSink): ReadOutcome {
    if (this.batch.partialBytes > 0) this.truncated++;
    this.batch.discardPartial();
    sink.resync(null, nowUs);
    if (!this.reopens) return 'lost';
    // A descriptor whose writer has gone reports that for ever; a fresh one waits for the next writer. It is opened
    // before the old one is closed, so that a writer who is just coming finds a reader all the time.
    const fresh = openFifo(this.path);
    if (fresh < 0) return 'lost';
    // Something else may have been put at the path; a plain file would be at its end for ever.
    const awaited = fstatSync(fresh).isFIFO();
    if (awaited) libc.dup3(fresh, this.fd, libc.openFlag.closeOnExec);
    libc.close(fresh);
    return awaited ? 'open' : 'lost';
  }
}

/**
 * What is at a path.
 * @throws SynthError DEVICE_NOT_FOUND, DEVICE_ACCESS_DENIED or DEVICE_FAILED.
 */
export function deviceStats(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    // Node gives the errno with its sign turned.
    const errno = error instanceof Error && 'errno' in error ? -Number(error.errno) : errnoCode.ENOENT;
    throw openError(path, errno);
  }
}

function openFifo(path: string): number {
  const { readOnly, nonBlock, closeOnExec } = libc.openFlag;
  return libc.open(path, readOnly | nonBlock | closeOnExec);
}

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const pathOffset = 2;
const addressSize = 110;

function connectSocket(path: string): number {
  const encoded = Buffer.from(path);
  const address = new Uint8Array(addressSize);
  if (encoded.length >= addressSize - pathOffset) {
    throw new SynthError(
      'DEVICE_UNSUITABLE',
      `The socket path ${path} is too long.`,
      'Use one of at most 107 bytes.',
    );
  }
  address[0] = AF_UNIX;
  address.set(encoded, pathOffset);
  const fd = libc.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0 && libc.connect(fd, address, addressSize) < 0) {
    const error = libc.errno();
    libc.close(fd);
    if (error === errnoCode.EACCES || error === errnoCode.EPERM) throw openError(path, error);
    throw new SynthError(
      'DEVICE_FAILED',
      `Nobody answers on the socket ${path} (${errnoName(error)}).`,
      'Start the program that sends the events first.',
    );
  }
  return fd;
}
