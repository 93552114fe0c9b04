/** The end of a process that may have taken a keyboard: it is not left to chance. */

/** Milliseconds for what was under way to come to its end. */
const graceMs = 200;

/**
 * Ends the process soon.
 * @param stuck A thread hangs in a library: nothing gentler ends the process. Else whatever is left under way after a
 *   moment, an answer that is still waited for, is given up.
 */
export function endProcess(status: number, stuck: boolean): void {
  if (stuck) process.kill(process.pid, 'SIGKILL');
  setTimeout(() => process.exit(status), graceMs).unref();
}
