/** The pages of memory that compiled code is in: the program's own, and that of its libraries. */
import { readFileSync } from 'node:fs';
import { madvise } from './libc.js';

/** madvise(2): the pages go; whoever touches one has it from the file again. */
const MADV_DONTNEED = 4;
/** A private mapping of a file that is read and run but never written: address, permissions, offset, device, inode, path. */
const codeMapping = /^([0-9a-f]+)-([0-9a-f]+) r-xp [0-9a-f]+ \S+ [1-9]\d* +\/(?!memfd:|dev\/)/gm;

export interface AddressRange {
  readonly address: bigint;
  /** Bytes. */
  readonly length: number;
}

/** Where compiled code from files is. @param maps What /proc/PID/maps holds, proc_pid_maps(5). */
export function codeRanges(maps: string): AddressRange[] {
  return [...maps.matchAll(codeMapping)].map(([, from, to]) => {
    const address = BigInt(`0x${from}`);
    return { address, length: Number(BigInt(`0x${to}`) - address) };
  });
}

/**
 * Takes all compiled code out of the process's resident memory, most of which only a start needs. The kernel keeps the
 * pages in its cache for as long as it has room; what runs is mapped again, without reading the disk, when it runs.
 */
export function releaseCodePages(): void {
  for (const { address, length } of codeRanges(readFileSync('/proc/self/maps', 'latin1')))
    madvise(address, length, MADV_DONTNEED);
}
