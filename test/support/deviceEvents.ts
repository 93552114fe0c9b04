/** What a device hands on, kept to be looked at, and the bytes of `struct input_event` to feed one with. */
import type { InputEventSink } from '../../src/linux/inputDevice.js';
import { encodeInputEvent, inputEventSize } from '../../src/linux/inputEvent.js';

/** One record: when, in microseconds, and the three numbers. */
export type Event = readonly [timeUs: number, type: number, code: number, value: number];

/** Writes down what it is told, a line each. */
export class EventLog implements InputEventSink {
  readonly events: Event[] = [];
  /** The key codes that were down at each resync; null where there were none to ask for. */
  readonly resyncs: { timeUs: number; held: number[] | null }[] = [];
  /** Both of them in their order. */
  readonly order: ('event' | 'resync')[] = [];

  event(type: number, code: number, value: number, timeUs: number): void {
    this.events.push([timeUs, type, code, value]);
    this.order.push('event');
  }

  resync(heldKeys: Uint8Array | null, timeUs: number): void {
    this.resyncs.push({ timeUs, held: heldKeys === null ? null : setBits(heldKeys) });
    this.order.push('resync');
  }

  /** What was told since this was called last. */
  take(): Event[] {
    return this.events.splice(0);
  }
}

/** The records as the kernel writes them. */
export function encode(events: readonly Event[]): Buffer {
  const bytes = Buffer.alloc(events.length * inputEventSize);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  events.forEach(([timeUs, type, code, value], index) => {
    encodeInputEvent(view, index * inputEventSize, timeUs, type, code, value);
  });
  return bytes;
}

/** A bitmap of `size` bytes with the bits of these codes. */
export function bitmapOf(codes: readonly number[], size = 96): Uint8Array {
  const bitmap = new Uint8Array(size);
  for (const code of codes) bitmap[code >> 3] = (bitmap[code >> 3] ?? 0) | (1 << (code & 7));
  return bitmap;
}

/** The codes whose bits are set. */
export function setBits(bitmap: Uint8Array): number[] {
  const codes: number[] = [];
  for (let code = 0; code < bitmap.length * 8; code++) {
    if (((bitmap[code >> 3] ?? 0) >> (code & 7)) & 1) codes.push(code);
  }
  return codes;
}
