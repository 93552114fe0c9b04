/** RIFF building blocks: little-endian records, and chunks padded to an even length. */

/** Appends little-endian numbers and fixed-width text to a buffer that grows as needed. */
export class RecordWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** An unsigned byte, 0 to 255. */
  byte(value: number): this {
    const at = this.#claim(1);
    this.#view.setUint8(at, value);
    return this;
  }

  /** A signed byte, -128 to 127. */
  signedByte(value: number): this {
    const at = this.#claim(1);
    this.#view.setInt8(at, value);
    return this;
  }

  /** A 16-bit word; both -32768 to 32767 and 0 to 65535 are written by their low sixteen bits. */
  word(value: number): this {
    const at = this.#claim(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  /** An unsigned 32-bit word. */
  doubleWord(value: number): this {
    const at = this.#claim(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** ASCII text in a field of `width` bytes, filled up with zeros, the last of which always remains. */
  text(value: string, width: number): this {
    if (value.length >= width) throw new RangeError(`"${value}" does not fit in ${width} bytes`);
    const at = this.#claim(width);
    for (let index = 0; index < value.length; index++)
      this.#view.setUint8(at + index, value.charCodeAt(index));
    return this;
  }

  /** What was written so far. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #claim(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** One chunk: four characters, the length, the content, and a zero byte where the length is odd. */
export function chunk(id: string, content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(8 + content.length + (content.length % 2));
  for (let index = 0; index < 4; index++) padded[index] = id.charCodeAt(index);
  new DataView(padded.buffer).setUint32(4, content.length, true);
  padded.set(content, 8);
  return padded;
}

/** A chunk of chunks: `RIFF` for a whole file, `LIST` inside one, with a form type of four characters. */
export function chunkList(id: 'RIFF' | 'LIST', form: string, chunks: readonly Uint8Array[]): Uint8Array {
  const length = chunks.reduce((sum, { length }) => sum + length, 4);
  const content = new Uint8Array(length);
  for (let index = 0; index < 4; index++) content[index] = form.charCodeAt(index);
  let at = 4;
  for (const part of chunks) {
    content.set(part, at);
    at += part.length;
  }
  return chunk(id, content);
}
