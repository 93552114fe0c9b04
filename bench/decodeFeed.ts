/** Key strokes as records of `struct input_event`, made again and again without allocating anything. */
import { laptopKeymap } from '../src/performance/keymap.js';

/** Bytes and 32-bit words of one record on a 64-bit machine. */
export const recordBytes = 24;
const recordWords = 6;

/** Records of one stroke: press, report, release, report. */
export const recordsPerStroke = 4;

/** So many strokes fit into a pipe's 64 KiB. */
export const strokes = 640;

/** The time that they span. Records that are older than a second are taken for those of another clock. */
export const spanUs = 900_000;

const strokeUs = spanUs / strokes;
/** Strokes from a press to its release: some 28 ms, beyond what the program takes for a bouncing switch. */
const held = 20;

const evKey = 1;

/**
 * All note keys in turn, each pressed, held and released at its time. `strokes` is a multiple of the number of keys, so
 * that one buffer after the other makes an endless performance.
 */
export class StrokeBuffer {
  readonly bytes: Uint8Array;
  private readonly words: Uint32Array;

  constructor() {
    const memory = new ArrayBuffer(strokes * recordsPerStroke * recordBytes);
    this.bytes = new Uint8Array(memory);
    this.words = new Uint32Array(memory);
    const codes = laptopKeymap.map(({ code }) => code);
    if (strokes % codes.length !== 0)
      throw new Error(`${strokes} strokes on ${codes.length} keys do not come out`);
    for (let stroke = 0; stroke < strokes; stroke++) {
      const first = stroke * recordsPerStroke;
      this.setKey(first, codes[stroke % codes.length] ?? 0, 1);
      this.setKey(first + 2, codes[(stroke - held + codes.length) % codes.length] ?? 0, 0);
    }
  }

  /** Lets the performance begin at a time in microseconds. */
  stamp(startUs: number): void {
    for (let record = 0; record < strokes * recordsPerStroke; record++) {
      const us = Math.floor(startUs + (record >> 1) * (strokeUs / 2));
      const word = record * recordWords;
      this.words[word] = Math.floor(us / 1e6);
      this.words[word + 2] = us % 1e6;
    }
  }

  private setKey(record: number, code: number, value: number): void {
    this.words[record * recordWords + 4] = evKey | (code << 16);
    this.words[record * recordWords + 5] = value;
  }
}
