/**
 * Writes lines to a descriptor at once, without a stream: nothing is in memory when the process ends. A reader that
 * does not keep up, where the descriptor does not block, makes lines wait: up to a mebibyte of them, then they are
 * counted and left out.
 */
import { writeSync } from 'node:fs';
import { type Clock, systemClock } from './clock.js';
import { errorCode } from './errorCode.js';

const mostWaitingBytes = 1024 * 1024;
const retryMs = 100;
/** How long the end of the process may be put off by a reader that does not read. */
const lastWaitMs = 200;

export class LineWriter {
  /** Lines that there was no room for. */
  lost = 0;

  private readonly descriptor: number;
  private readonly clock: Clock;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private callOff: (() => void) | undefined;
  private gone = false;

  constructor(descriptor: number, clock: Clock = systemClock) {
    this.descriptor = descriptor;
    this.clock = clock;
  }

  write(line: string): void {
    if (this.gone) return;
    const bytes = Buffer.from(line);
    if (this.waitingBytes + bytes.length > mostWaitingBytes) {
      this.lost++;
      return;
    }
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.callOff === undefined) this.drain();
  }

  /** Writes what waits, if the reader takes it within a fifth of a second. */
  flush(): void {
    for (let waitedMs = 0; this.waiting.length > 0; waitedMs += 10) {
      this.drain();
      if (this.waiting.length === 0 || waitedMs >= lastWaitMs) break;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
    this.callOff?.();
    this.callOff = undefined;
  }

  private drain(): void {
    try {
      for (let bytes = this.waiting[0]; bytes !== undefined; bytes = this.waiting[0]) {
        const written = writeSync(this.descriptor, bytes);
        this.waitingBytes -= written;
        if (written < bytes.length) this.waiting[0] = bytes.subarray(written);
        else this.waiting.shift();
      }
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') this.retryLater();
      else this.giveUp();
    }
  }

  private retryLater(): void {
    this.callOff?.();
    this.callOff = this.clock.later(retryMs, () => {
      this.callOff = undefined;
      this.drain();
    });
  }

  /** Nobody reads any more, and there is nowhere else to say so. */
  private giveUp(): void {
    this.gone = true;
    this.waiting = [];
    this.waitingBytes = 0;
  }
}
