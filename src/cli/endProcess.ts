/** The end of a process that may have taken a keyboard: it is not left to chance. */

/** Milliseconds for what was under way to come to its end. */
const graceMs = 200;

/**
 * Ends the process soon.
 * @param signal Ends it at once, when nothing gentler does. Else whatever is left under way after a moment, an answer
 *   that is still waited for, is given up.
 */
export function endProcess(status: number, signal: NodeJS.Signals | undefined): void {
  if (signal !== undefined) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  setTimeout(() => process.exit(status), graceMs).unref();
}
