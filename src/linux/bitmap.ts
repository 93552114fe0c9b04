/** Bitmaps as the kernel writes them on little-endian machines: bit n in byte n / 8. */
import { key } from './inputEventCodes.js';

/** Bytes that hold one bit for each key code. */
export const keyBitmapSize = (key.max + 1) / 8;

/** True when the bit of a code is set; one that the bitmap has no place for is not. */
export function hasBit(bitmap: Uint8Array, code: number): boolean {
  return (((bitmap[code >> 3] ?? 0) >> (code & 7)) & 1) === 1;
}

/** Sets or clears the bit of a code; one that the bitmap has no place for is ignored. */
export function setBit(bitmap: Uint8Array, code: number, on: boolean): void {
  const byte = bitmap[code >> 3];
  if (byte === undefined) return;
  const mask = 1 << (code & 7);
  bitmap[code >> 3] = on ? byte | mask : byte & ~mask;
}

/** True when two bitmaps of one length have the same bits. */
export function sameBits(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** True when no bit is set. */
export function isEmpty(bitmap: Uint8Array): boolean {
  for (let index = 0; index < bitmap.length; index++) if (bitmap[index] !== 0) return false;
  return true;
}
