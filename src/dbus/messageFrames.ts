/**
 * Cuts the bytes of a bus connection into messages and reads just enough of each to decide about it: who sent it, and
 * whether it is a call. The bus has checked that they are well-formed.
 */

const fixedLength = 16;
const littleEndian = 'l'.charCodeAt(0);

/** Codes of the header's fields. */
const senderField = 7;

export interface MessageHeader {
  /** As in `messageType`. */
  readonly type: number;
  readonly flags: number;
  readonly serial: number;
  /** The unique name of the sender, or the bus's own name; empty when there is none. */
  readonly sender: string;
  /** Bytes, all in all. */
  readonly length: number;
}

/** A message that has arrived; of one that is longer than may be, the bytes are left out. */
export interface Frame {
  readonly header: MessageHeader;
  readonly bytes: Buffer | undefined;
}

interface Lengths {
  readonly fields: number;
  /** What has to be there to know the header. */
  readonly head: number;
  readonly all: number;
}

export class MessageFrames {
  private readonly longest: number;
  private chunks: Buffer[] = [];
  private available = 0;
  private toSkip = 0;

  /** @param longest Bytes; a longer message is told of and passed over without being kept. */
  constructor(longest: number) {
    this.longest = longest;
  }

  /**
   * Takes what has arrived and returns the messages that are complete with it.
   * @throws Error when a header is longer than a message may be: the connection cannot be used any more.
   */
  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk);
    this.available += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): Frame | undefined {
    this.skip();
    if (this.available < fixedLength) return undefined;
    const lengths = lengthsOf(this.joined(fixedLength));
    if (lengths.head > this.longest) throw new Error(`A message has a header of ${lengths.head} bytes.`);
    const tooLong = lengths.all > this.longest;
    const needed = tooLong ? lengths.head : lengths.all;
    if (this.available < needed) return undefined;
    const joined = this.joined(needed);
    const header = headerOf(joined, lengths);
    this.take(joined, needed);
    if (!tooLong) return { header, bytes: joined.subarray(0, needed) };
    this.toSkip = lengths.all - needed;
    return { header, bytes: undefined };
  }

  private skip(): void {
    while (this.toSkip > 0 && this.available > 0) {
      const first = this.joined(1);
      const skipped = Math.min(this.toSkip, first.length);
      this.toSkip -= skipped;
      this.take(first, skipped);
    }
  }

  /** The first chunk, joined with others only where it is shorter than what is wanted. */
  private joined(length: number): Buffer {
    const [first] = this.chunks;
    if (first !== undefined && first.length >= length) return first;
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }

  private take(first: Buffer, length: number): void {
    this.available -= length;
    if (length === first.length) this.chunks.shift();
    else this.chunks[0] = first.subarray(length);
  }
}

function lengthsOf(bytes: Buffer): Lengths {
  const read = reader(bytes);
  const fields = read(12);
  const head = fixedLength + Math.ceil(fields / 8) * 8;
  return { fields, head, all: head + read(4) };
}

function headerOf(bytes: Buffer, { fields, all }: Lengths): MessageHeader {
  const read = reader(bytes);
  const [, type = 0, flags = 0] = bytes;
  return { type, flags, serial: read(8), sender: senderOf(bytes, fixedLength + fields, read), length: all };
}

/** The fields are structs of a code and a variant, each of which begins at a multiple of eight. */
function senderOf(bytes: Buffer, end: number, read: (offset: number) => number): string {
  let offset = fixedLength;
  while (offset + 4 < end) {
    const code = bytes[offset];
    const type = String.fromCharCode(bytes[offset + 2] ?? 0);
    // Code, length of the signature, signature, NUL; all types but `g` are aligned to four, where this is.
    const value = offset + 4;
    if (type === 'u') {
      offset = value + 4;
    } else if (type === 'g') {
      offset = value + 1 + (bytes[value] ?? 0) + 1;
    } else {
      const length = read(value);
      if (code === senderField) return bytes.toString('latin1', value + 4, value + 4 + length);
      offset = value + 4 + length + 1;
    }
    offset = Math.ceil(offset / 8) * 8;
  }
  return '';
}

function reader(bytes: Buffer): (offset: number) => number {
  if (bytes[0] === littleEndian) return (offset) => bytes.readUInt32LE(offset);
  return (offset) => bytes.readUInt32BE(offset);
}
