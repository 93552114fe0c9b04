/** Tells of notes while somebody wants to know: looks into the event ring, and only then. */
import type { EventRingReader, MusicalEvent } from '../engine/eventRing.js';

/** A hundred times a second is often enough for an eye, and for a program that follows. */
const lookEveryMs = 10;

export class NoteWatch {
  private readonly open: () => EventRingReader;
  private readonly tell: (event: MusicalEvent) => void;
  private timer: NodeJS.Timeout | undefined;
  private reader: EventRingReader | undefined;

  /** @param open A reader of the events from now on. */
  constructor(open: () => EventRingReader, tell: (event: MusicalEvent) => void) {
    this.open = open;
    this.tell = tell;
  }

  start(): void {
    if (this.timer !== undefined) return;
    this.reader = this.open();
    this.timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  /** Tells what has come until now, and no more. */
  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.look();
  }

  private look(): void {
    for (const event of this.reader?.take() ?? []) this.tell(event);
  }
}
