/**
 * An audio thread in virtual time: it renders a period at a time, in blocks of 64 frames, and between blocks it plays
 * what is due, as libfluidsynth does. Its clock may run at another rate than that of the player, and may stand still.
 */
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';
import type { NoteSequencer } from '../../src/synthesizer/timedNotes.js';

const blockFrames = 64;

interface QueuedEvent {
  readonly ms: number;
  readonly ticket: number;
  readonly on: boolean;
  readonly channel: number;
  readonly key: number;
}

/** A note-on, when it is heard: in milliseconds of audio, to the block. */
export interface Onset {
  readonly ms: number;
  readonly channel: number;
  readonly key: number;
}

export class VirtualAudio extends RecordingSynthesizer implements NoteSequencer {
  readonly blockMs: number;
  /** Every onset, in the order of the audio. */
  readonly onsets: Onset[] = [];
  /** Notes that began while they were on. */
  doubled = 0;
  /** True while the audio thread does nothing. */
  stopped = false;

  private readonly periodUs: number;
  private readonly blocksPerPeriod: number;
  private readonly on = new Set<number>();
  private queue: QueuedEvent[] = [];
  private block = -1;
  private nextPeriodUs = 0;

  /**
   * @param periodFrames A multiple of 64.
   * @param rate How fast the sound card's clock runs, 1 for as fast as the player's.
   */
  constructor(periodFrames: number, rate = 1, sampleRate = 48_000) {
    super();
    this.blockMs = (blockFrames * 1000) / sampleRate;
    this.blocksPerPeriod = periodFrames / blockFrames;
    this.periodUs = (this.blocksPerPeriod * this.blockMs * 1000) / rate;
  }

  /** Renders every period that is due by this time of the player's clock. */
  renderTo(timeUs: number): void {
    for (; this.nextPeriodUs <= timeUs; this.nextPeriodUs += this.periodUs) {
      for (let count = 0; count < this.blocksPerPeriod && !this.stopped; count++) this.renderBlock();
    }
  }

  /** Notes that are on. */
  get notesOn(): number {
    return this.on.size;
  }

  /** Events that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  nowMs(): number {
    return Math.floor(Math.max(0, this.block) * this.blockMs + 1e-6);
  }

  override noteOn(channel: number, key: number, velocity: number): void;
  override noteOn(ms: number, ticket: number, channel: number, key: number, velocity: number): void;
  override noteOn(first: number, second: number, third: number, key?: number): void {
    if (key === undefined) this.play(true, first, second, (this.block + 1) * this.blockMs);
    else this.queue.push({ ms: first, ticket: second, on: true, channel: third, key });
  }

  override noteOff(channel: number, key: number): void;
  override noteOff(ms: number, ticket: number, channel: number, key: number): void;
  override noteOff(first: number, second: number, channel?: number, key?: number): void {
    if (channel === undefined || key === undefined) this.play(false, first, second, 0);
    else this.queue.push({ ms: first, ticket: second, on: false, channel, key });
  }

  remove(ticket: number): void {
    this.queue = this.queue.filter((event) => event.ticket !== ticket);
  }

  removeAll(): void {
    this.queue = [];
  }

  override allSoundOff(): void {
    this.on.clear();
  }

  private renderBlock(): void {
    this.block++;
    const now = this.nowMs();
    const due = this.queue.filter(({ ms }) => ms <= now);
    this.queue = this.queue.filter(({ ms }) => ms > now);
    due.sort((a, b) => a.ms - b.ms || Number(a.on) - Number(b.on));
    for (const { on, channel, key } of due) this.play(on, channel, key, this.block * this.blockMs);
  }

  private play(on: boolean, channel: number, key: number, ms: number): void {
    const note = channel * 128 + key;
    if (!on) this.on.delete(note);
    else {
      if (this.on.has(note)) this.doubled++;
      this.on.add(note);
      this.onsets.push({ ms, channel, key });
    }
  }
}
