/** FIFOs for tests, and how to write to them. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a FIFO in a folder and returns its path. */
export function makeFifo(folder: string, name = 'keys'): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** The writing end of a FIFO. Opening it waits for a reader, so that the reader is to be opened first. */
export class FifoWriter {
  private readonly fd: number;

  constructor(path: string) {
    this.fd = openSync(path, 'w');
  }

  write(bytes: Uint8Array): void {
    writeSync(this.fd, bytes);
  }

  close(): void {
    closeSync(this.fd);
  }
}
