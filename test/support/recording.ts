/** Sound that another process writes to its standard output as 16-bit stereo, kept as it comes. */
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { rms } from './pitch.js';

const bytesPerFrame = 4;
const fullScale = 32_768;
/** What counts as sound: −60 dB of full scale, far above the dither. */
const audible = 0.001;

export class Recording {
  readonly sampleRate: number;

  private readonly child: ChildProcess;
  private readonly changed = new EventEmitter<{ grown: [] }>();
  private pieces: Buffer[] = [];
  private bytes = 0;
  private over = false;

  private constructor(child: ChildProcess, sampleRate: number) {
    this.child = child;
    this.sampleRate = sampleRate;
    child.stdout?.on('data', (piece: Buffer) => {
      this.pieces.push(piece);
      this.bytes += piece.length;
      this.changed.emit('grown');
    });
    child.once('close', () => {
      this.over = true;
      this.changed.emit('grown');
    });
  }

  /** Waits for the first frames, so that nothing that is played from then on is missed. */
  static async begin(child: ChildProcess, sampleRate: number): Promise<Recording> {
    const recording = new Recording(child, sampleRate);
    await recording.frames(1);
    return recording;
  }

  /** Frames that have been recorded. */
  get length(): number {
    return Math.floor(this.bytes / bytesPerFrame);
  }

  /** Waits until at least this many frames have been recorded. @throws Error after 10 s, or when it has ended. */
  async frames(count: number): Promise<void> {
    const signal = AbortSignal.timeout(10_000);
    while (this.length < count) {
      if (this.over) throw new Error('the recording has ended');
      await once(this.changed, 'grown', { signal });
    }
  }

  /** The left channel from a frame on, between −1 and 1. */
  left(from = 0): Float32Array {
    const all = Buffer.concat(this.pieces);
    this.pieces = [all];
    const samples = new Float32Array(Math.max(0, this.length - from));
    for (let index = 0; index < samples.length; index++)
      samples[index] = all.readInt16LE((from + index) * bytesPerFrame) / fullScale;
    return samples;
  }

  /**
   * Waits until something sounds.
   * @param from The frame from which to listen.
   * @returns The frame at which it begins. @throws Error after 10 s of silence.
   */
  async onset(from = 0): Promise<number> {
    const end = from + 10 * this.sampleRate;
    for (let heard = from; heard < end; ) {
      const next = this.left(heard);
      const index = next.findIndex((sample) => Math.abs(sample) > audible);
      if (index >= 0) return heard + index;
      heard += next.length;
      await this.frames(heard + 1);
    }
    throw new Error('nothing has sounded');
  }

  /** Root mean square of the left channel over the next `seconds`. */
  async nextLevel(seconds: number): Promise<number> {
    const from = this.length;
    await this.frames(from + Math.round(seconds * this.sampleRate));
    return rms(this.left(from));
  }

  /** Ends the recorder and waits for it. */
  async stop(): Promise<void> {
    if (this.over) return;
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
  }
}
