/** The ioctl requests of event nodes (linux/input.h). */

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
