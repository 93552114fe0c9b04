/**
 * Keeps a flood of events from overflowing libfluidsynth. What is asked of the library waits in a queue until the
 * audio thread renders its next block; when the queue is full the library drops the request, and a note whose end is
 * dropped sounds for ever. It has room for 64 entries for each voice of the polyphony (fluid_synth.c), and a note takes
 * some 70 for each of its voices. Nobody plays that much in a block; a broken device may send it.
 */

/** Requests that surely fit, as a part of the polyphony: 64 entries a voice are enough for 8 notes of 6 voices. */
const voicesPerRequest = 8;
/** No audio driver has a longer period: 8192 frames at 48 kHz are 171 ms. */
const longestWaitMs = 250;

export class EventQueue {
  /** True while a driver's thread renders; without one nobody would end the wait. */
  drained = false;

  private readonly capacity: number;
  private readonly blockNow: () => number;
  private readonly never = new Int32Array(new SharedArrayBuffer(4));
  private block = -1;
  private requests = 0;
  /** A wait was in vain, and no block has been rendered since. */
  private stalled = false;

  /**
   * @param polyphony Voices of the synthesizer.
   * @param blockNow A number that changes as blocks are rendered.
   */
  constructor(polyphony: number, blockNow: () => number) {
    this.capacity = Math.max(1, Math.floor(polyphony / voicesPerRequest));
    this.blockNow = blockNow;
  }

  /**
   * To be called before each request: returns when there is room for it, or after 250 ms without any rendering. Until
   * rendering goes on it does not wait again, for the player has more to do than to sound.
   */
  add(): void {
    this.requests++;
    if (this.requests <= this.capacity) return;
    this.requests = 1;
    for (let waitedMs = 0; this.drained && waitedMs < longestWaitMs; waitedMs++) {
      const now = this.blockNow();
      if (now !== this.block) {
        this.block = now;
        this.stalled = false;
        return;
      }
      if (this.stalled) return;
      Atomics.wait(this.never, 0, 0, 1);
    }
    this.stalled = this.drained;
  }
}
