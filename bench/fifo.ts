/** Named pipes that stand for a terminal or an input device. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';

export interface Fifo {
  readonly path: string;
  /** Both ends, held open: whoever else opens and closes the pipe, its reader sees no end of file. */
  readonly descriptor: number;
  write(content: string | Uint8Array): void;
  close(): void;
}

export function createFifo(path: string): Fifo {
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, 'r+');
  return {
    path,
    descriptor,
    write: (content) => {
      if (typeof content === 'string') writeSync(descriptor, content);
      else writeSync(descriptor, content);
    },
    close: () => closeSync(descriptor),
  };
}

/** Bytes of one `struct input_event` on a 64-bit machine. */
const eventSize = 24;

/** A key event and the report that ends it, stamped now with CLOCK_MONOTONIC, as the kernel writes them. */
export function keyEvent(code: number, pressed: boolean): Uint8Array {
  const events = Buffer.alloc(2 * eventSize);
  const microseconds = process.hrtime.bigint() / 1000n;
  for (const offset of [0, eventSize]) {
    events.writeBigInt64LE(microseconds / 1_000_000n, offset);
    events.writeBigInt64LE(microseconds % 1_000_000n, offset + 8);
  }
  events.writeUInt16LE(1, 16); // EV_KEY; the second record stays all zeros: EV_SYN, SYN_REPORT
  events.writeUInt16LE(code, 18);
  events.writeInt32LE(pressed ? 1 : 0, 20);
  return events;
}
