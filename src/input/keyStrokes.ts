/**
 * One key state over all the nodes of a keyboard, as strokes: a key is down while any node has it down. Auto-repeat is
 * dropped, and so is chatter, the re-triggering of a worn switch:
 * - a press that follows its key's release within the window waits until the window is over; if the key is up again by
 *   then it was a bounce, if not it is passed on;
 * - a release that follows its key's press within the window waits until the window after the press is over; a press
 *   before that takes it back.
 * So nothing is ever lost that lasts longer than the window, and every down is followed by exactly one up.
 */
import { hasBit, keyBitmapSize } from '../linux/bitmap.js';
import { key } from '../linux/inputEventCodes.js';

/** Receives strokes; times are microseconds and never run backwards. */
export interface KeyStrokeSink {
  keyDown(code: number, timeUs: number): void;
  keyUp(code: number, timeUs: number): void;
}

const stateUp = 0;
const stateDown = 1;
const statePressWaits = 2;
const stateReleaseWaits = 3;

const codeCount = key.max + 1;

export class KeyStrokes {
  /** Bounces that were held back. */
  chatter = 0;
  /** Releases of keys that were not down. */
  strayReleases = 0;

  private readonly sink: KeyStrokeSink;
  private windowUs: number;
  private readonly state = new Uint8Array(codeCount);
  private readonly downOn = new Uint8Array(codeCount);
  /** When the state of a key last changed for good, and when a waiting change is due. */
  private readonly changedUs = new Float64Array(codeCount).fill(Number.NEGATIVE_INFINITY);
  private readonly waiting = new Int16Array(codeCount);
  private readonly dueUs = new Float64Array(codeCount);
  private waitingCount = 0;
  private readonly nodes: Uint8Array[] = [];

  /** @param chatterWindowUs The window in microseconds; 0 passes everything on at once. */
  constructor(chatterWindowUs: number, sink: KeyStrokeSink) {
    this.windowUs = chatterWindowUs;
    this.sink = sink;
  }

  /** Adds a node and returns the number by which its keys are told apart. */
  addNode(): number {
    return this.nodes.push(new Uint8Array(keyBitmapSize)) - 1;
  }

  /** Changes the chatter window; what waits keeps its time. */
  setChatterWindow(chatterWindowUs: number): void {
    this.windowUs = chatterWindowUs;
  }

  /** A key event of a node: code 0 to 767; true for a press, false for a release. */
  change(node: number, code: number, down: boolean, timeUs: number): void {
    const bits = this.nodes[node] as Uint8Array;
    const byte = code >> 3;
    const mask = 1 << (code & 7);
    const was = ((bits[byte] as number) & mask) !== 0;
    if (was === down) {
      if (!down) this.strayReleases++;
      return;
    }
    this.advance(timeUs);
    bits[byte] = (bits[byte] as number) ^ mask;
    if (down) {
      this.downOn[code] = (this.downOn[code] as number) + 1;
      if (this.downOn[code] === 1) this.press(code, timeUs);
    } else {
      this.downOn[code] = (this.downOn[code] as number) - 1;
      if (this.downOn[code] === 0) this.release(code, timeUs);
    }
  }

  /**
   * Makes the state of a node what the bitmap says: presses and releases that were missed are made up for.
   * @param held One bit a key code, or null when nothing is down.
   */
  resync(node: number, held: Uint8Array | null, timeUs: number): void {
    const bits = this.nodes[node] as Uint8Array;
    for (let code = 0; code < codeCount; code++) {
      const down = held !== null && hasBit(held, code);
      if (down !== hasBit(bits, code)) this.change(node, code, down, timeUs);
    }
  }

  /** Time has passed: what was waiting for it happens. */
  advance(nowUs: number): void {
    while (this.waitingCount > 0) {
      const first = this.firstDue();
      const dueUs = this.dueUs[first] as number;
      if (dueUs > nowUs) return;
      this.happen(first, dueUs);
    }
  }

  /** Lets everything that waits happen now. */
  settle(nowUs: number): void {
    this.advance(nowUs);
    while (this.waitingCount > 0) this.happen(this.firstDue(), nowUs);
  }

  /** When `advance` wants to be called next, in microseconds; Infinity when nothing waits. */
  nextDeadlineUs(): number {
    let due = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < this.waitingCount; slot++) {
      if ((this.dueUs[slot] as number) < due) due = this.dueUs[slot] as number;
    }
    return due;
  }

  private press(code: number, timeUs: number): void {
    if (this.state[code] === stateReleaseWaits) {
      this.forgetCode(code);
      this.state[code] = stateDown;
      this.chatter++;
    } else if (timeUs - (this.changedUs[code] as number) < this.windowUs) {
      this.state[code] = statePressWaits;
      this.wait(code, timeUs + this.windowUs);
    } else {
      this.state[code] = stateDown;
      this.changedUs[code] = timeUs;
      this.sink.keyDown(code, timeUs);
    }
  }

  private release(code: number, timeUs: number): void {
    if (this.state[code] === statePressWaits) {
      this.forgetCode(code);
      this.state[code] = stateUp;
      this.changedUs[code] = timeUs;
      this.chatter++;
    } else if (timeUs - (this.changedUs[code] as number) < this.windowUs) {
      this.state[code] = stateReleaseWaits;
      this.wait(code, (this.changedUs[code] as number) + this.windowUs);
    } else {
      this.state[code] = stateUp;
      this.changedUs[code] = timeUs;
      this.sink.keyUp(code, timeUs);
    }
  }

  private firstDue(): number {
    let first = 0;
    for (let slot = 1; slot < this.waitingCount; slot++) {
      if ((this.dueUs[slot] as number) < (this.dueUs[first] as number)) first = slot;
    }
    return first;
  }

  private happen(slot: number, timeUs: number): void {
    const code = this.waiting[slot] as number;
    this.forget(slot);
    this.changedUs[code] = timeUs;
    if (this.state[code] === statePressWaits) {
      this.state[code] = stateDown;
      this.sink.keyDown(code, timeUs);
    } else {
      this.state[code] = stateUp;
      this.sink.keyUp(code, timeUs);
    }
  }

  private wait(code: number, dueUs: number): void {
    this.waiting[this.waitingCount] = code;
    this.dueUs[this.waitingCount] = dueUs;
    this.waitingCount++;
  }

  private forgetCode(code: number): void {
    for (let slot = 0; slot < this.waitingCount; slot++) {
      if (this.waiting[slot] === code) {
        this.forget(slot);
        return;
      }
    }
  }

  private forget(slot: number): void {
    this.waitingCount--;
    this.waiting[slot] = this.waiting[this.waitingCount] as number;
    this.dueUs[slot] = this.dueUs[this.waitingCount] as number;
  }
}
