/**
 * Batches of `struct input_event` (linux/input.h, 64-bit): 64-bit seconds, 64-bit microseconds, u16 type, u16 code,
 * s32 value; 24 bytes. Little-endian, as every machine is that this runs on (x86-64, aarch64, riscv64).
 */
import * as libc from './libc.js';

/** Bytes of one record. */
export const inputEventSize = 24;

/** Records that one read(2) can take. */
export const batchCapacity = 64;

const wordsPerEvent = 6;

/** What a read gave. */
export const readStatus = { data: 1, nothing: 0, end: -1, failed: -2 } as const;

/** A preallocated buffer of records. A record that came in part is kept until the rest of it is there. */
export class InputEventBatch {
  /** Complete records in the batch. */
  count = 0;
  /** The errno of the last failed read. */
  error = 0;

  private readonly memory = new ArrayBuffer(inputEventSize * (batchCapacity + 1));
  private readonly bytes = new Uint8Array(this.memory);
  private readonly words = new Int32Array(this.memory);
  private filled = 0;
  private partial = 0;

  /** Reads up to 64 records from a non-blocking descriptor; a `readStatus`. */
  readFrom(fd: number, kernel: Pick<typeof libc, 'read' | 'errno'> = libc): number {
    if (this.partial > 0) this.bytes.copyWithin(0, this.filled - this.partial, this.filled);
    const target = this.partial > 0 ? this.bytes.subarray(this.partial) : this.bytes;
    const got = kernel.read(fd, target, inputEventSize * batchCapacity);
    if (got <= 0) {
      this.count = 0;
      this.filled = this.partial;
      if (got === 0) return readStatus.end;
      this.error = kernel.errno();
      return readStatus.failed;
    }
    this.filled = this.partial + got;
    this.count = Math.floor(this.filled / inputEventSize);
    this.partial = this.filled - this.count * inputEventSize;
    return this.count > 0 ? readStatus.data : readStatus.nothing;
  }

  /** Bytes of an unfinished record that wait for the rest. */
  get partialBytes(): number {
    return this.partial;
  }

  /** Forgets an unfinished record: the stream that it came from has ended. */
  discardPartial(): void {
    this.partial = 0;
    this.filled = 0;
  }

  type(index: number): number {
    return (this.words[index * wordsPerEvent + 4] as number) & 0xffff;
  }

  code(index: number): number {
    return (this.words[index * wordsPerEvent + 4] as number) >>> 16;
  }

  value(index: number): number {
    return this.words[index * wordsPerEvent + 5] as number;
  }

  /** The timestamp in microseconds; exact for any that a real clock can show. */
  timeUs(index: number): number {
    const word = index * wordsPerEvent;
    const seconds = ((this.words[word] as number) >>> 0) + (this.words[word + 1] as number) * 4294967296;
    return seconds * 1e6 + (this.words[word + 2] as number);
  }
}

/** Writes one record at a byte offset; the counterpart of the batch, for whoever feeds a FIFO. */
export function encodeInputEvent(
  target: DataView,
  offset: number,
  timeUs: number,
  type: number,
  code: number,
  value: number,
): void {
  const seconds = Math.floor(timeUs / 1e6);
  target.setBigInt64(offset, BigInt(seconds), true);
  target.setBigInt64(offset + 8, BigInt(Math.floor(timeUs - seconds * 1e6)), true);
  target.setUint16(offset + 16, type, true);
  target.setUint16(offset + 18, code, true);
  target.setInt32(offset + 20, value, true);
}
