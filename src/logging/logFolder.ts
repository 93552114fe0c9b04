/** Makes the folder of a log file. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const mode = 0o750;

/**
 * Makes a folder and those above it, unless they are there. Node's own way (`recursive`) never comes to an end where a
 * folder says of a new one that it is not there, as /proc does.
 * @throws Error of the file system.
 */
export function makeLogFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const each of missing) {
    try {
      mkdirSync(each, { mode });
    } catch (error) {
      // Another process has made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
