/** The ioctl requests of event nodes (linux/input.h), and reading what they return. */

const READ = 2;
const WRITE = 1;

/** _IOC of asm-generic/ioctl.h with the type 'E'. */
function request(direction: number, number: number, size: number): number {
  return direction * 2 ** 30 + size * 2 ** 16 + 0x45 * 2 ** 8 + number;
}

export const evdevRequest = {
  /** `struct input_id`: bus type, vendor, product, version, each u16. */
  identity: request(READ, 0x02, 8),
  name: (size: number): number => request(READ, 0x06, size),
  physicalPath: (size: number): number => request(READ, 0x07, size),
  properties: (size: number): number => request(READ, 0x09, size),
  /** The keys that are down. */
  keyState: (size: number): number => request(READ, 0x18, size),
  /** The codes that a type of event can have; type 0 asks for the types. */
  capabilities: (type: number, size: number): number => request(READ, 0x20 + type, size),
  /** `struct input_absinfo`: value, minimum, maximum, fuzz, flat, resolution, each s32. */
  axis: (code: number): number => request(READ, 0x40 + code, 24),
  grab: request(WRITE, 0x90, 4),
  clock: request(WRITE, 0xa0, 4),
} as const;

/** Bytes that hold one bit for each key code. */
export const keyBitmapSize = 96;

/** True when the bit of a code is set in a bitmap as the kernel writes it on little-endian machines. */
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
