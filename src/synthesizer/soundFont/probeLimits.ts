/** Bounds that the probe process sets on itself before it touches a sound font that is not trusted. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import koffi from 'koffi';

/** What the probe process may use. */
export interface ProbeLimits {
  /** Bytes of address space, on top of what the process has when it starts. */
  readonly memoryBytes: number;
  /** Seconds of processor time, all threads together. */
  readonly cpuSeconds: number;
}

/** Resources of setrlimit(2), as in <bits/resource.h> for x86 and ARM. */
const limitCpu = 0;
const limitCore = 4;
const limitAddressSpace = 9;

/** Operations of prctl(2), as in <linux/prctl.h>. */
const setParentDeathSignal = 1;
const setDumpable = 4;

/** The address space in bytes that this process has now. */
function addressSpaceBytes(): number {
  const kibibytes = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  if (kibibytes === undefined) throw new Error('/proc/self/status lacks VmSize');
  return Number(kibibytes) * 1024;
}

/**
 * Sets the limits for this process. The address space is limited relative to what is in use, because Node reserves
 * between 0.7 and several gigabytes of it, depending on its version, and uses little.
 * @throws Error when this is no Linux; a limit that the kernel declines is no error, the deadline remains.
 */
export function limitThisProcess(limits: ProbeLimits): void {
  const program = koffi.load(null);
  const setrlimit = program.func('int setrlimit(int resource, const void *limit)') as (
    resource: number,
    limit: BigUint64Array,
  ) => number;
  const prctl = program.func('int prctl(int operation, ...)') as (
    operation: number,
    type: 'unsigned long',
    argument: number,
  ) => number;
  const limit = (resource: number, soft: number, hard = soft): void => {
    setrlimit(resource, BigUint64Array.of(BigInt(soft), BigInt(hard)));
  };
  // The crash of a probe is an answer: it must not leave a core file, nor wake a crash reporter.
  limit(limitCore, 0);
  prctl(setDumpable, 'unsigned long', 0);
  // Nobody would read the answer any more.
  prctl(setParentDeathSignal, 'unsigned long', constants.signals.SIGKILL);
  // Linux looks at the hard limit first: were both equal, SIGKILL would come in place of SIGXCPU, which says why.
  limit(limitCpu, limits.cpuSeconds, limits.cpuSeconds + 1);
  limit(limitAddressSpace, addressSpaceBytes() + limits.memoryBytes);
}
