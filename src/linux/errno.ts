/** The errno values of Linux that the program tells apart (asm-generic/errno-base.h, errno.h). */
export const errnoCode = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  EACCES: 13,
  EBUSY: 16,
  ENODEV: 19,
  ENOTDIR: 20,
  EINVAL: 22,
  EMFILE: 24,
  ENOTTY: 25,
  ECONNREFUSED: 111,
} as const;

const names = new Map<number, string>(Object.entries(errnoCode).map(([name, value]) => [value, name]));

/** The symbolic name of an errno value, or `errno N` for one that is not in the table. */
export function errnoName(value: number): string {
  return names.get(value) ?? `errno ${value}`;
}
