/** Gives memory back that a start or an activation has left. For a thread that nobody waits for: it takes some 20 ms. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { releaseCodePages } from '../linux/codePages.js';
import { mallocTrim } from '../linux/libc.js';

/** Pages that hold little are emptied into others, so that they can be given back. */
const compacting = 'compact-on-every-full-gc';
/** Compiled code that does not run right now goes as well; it is compiled again when it is called. */
const forgettingCode = 'stress-flush-code';

/**
 * Collects the garbage of the calling thread; V8 by itself does it only when more is needed. Twice, since the pages that
 * the first collection empties go back to the system with the second.
 * @param what `code` forgets compiled code too: not for a thread that plays.
 */
export function collectGarbage(what: 'data' | 'code'): void {
  const flags = what === 'code' ? [compacting, forgettingCode] : [compacting];
  // A function of the engine that only contexts that are made after this have.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Flags are the whole process's: no longer than for this.
  for (const flag of flags) setFlagsFromString(`--${flag}`);
  collect();
  collect();
  for (const flag of flags) setFlagsFromString(`--no-${flag}`);
}

/**
 * The play thread's part: its garbage, what libraries and compilers have freed in all threads, and the compiled code that
 * does not run while the instrument sleeps.
 */
export function releaseMemory(): void {
  collectGarbage('data');
  mallocTrim(0);
  releaseCodePages();
}
