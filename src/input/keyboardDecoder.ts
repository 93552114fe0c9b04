/** Kernel input events of one node, checked and made into key changes. */
import type { InputEventSink } from '../linux/inputDevice.js';
import { eventType, key, syn } from '../linux/inputEventCodes.js';
import type { KeyStrokes } from './keyStrokes.js';

const released = 0;
const pressed = 1;
const repeated = 2;

/** What came in, and what of it was no good. Shared by all nodes of an instrument. */
export class InputStatistics {
  /** Events received, of any type. */
  events = 0;
  /** Events whose numbers mean nothing: unknown types, codes above KEY_MAX, key values other than 0, 1 and 2. */
  malformed = 0;
  /** Events whose time was before that of the event before them. */
  backwards = 0;
  /** Times that events were lost and the key state was made up for. */
  resyncs = 0;
}

/**
 * The time of all nodes together never runs backwards: an event that claims to be older than one before it, of
 * whatever node, is taken to have happened at the time of that one.
 */
export class InputClock {
  private latestUs = Number.NEGATIVE_INFINITY;

  /** The time to use for an event that carries `timeUs`. */
  next(timeUs: number): number {
    if (timeUs > this.latestUs) this.latestUs = timeUs;
    return this.latestUs;
  }
}

export class KeyboardDecoder implements InputEventSink {
  private readonly strokes: KeyStrokes;
  private readonly statistics: InputStatistics;
  private readonly clock: InputClock;
  private readonly node: number;
  private previousUs = Number.NEGATIVE_INFINITY;
  private skipping = false;

  constructor(strokes: KeyStrokes, statistics: InputStatistics, clock: InputClock) {
    this.strokes = strokes;
    this.statistics = statistics;
    this.clock = clock;
    this.node = strokes.addNode();
  }

  event(type: number, code: number, value: number, timeUs: number): void {
    this.statistics.events++;
    if (timeUs < this.previousUs) this.statistics.backwards++;
    this.previousUs = timeUs;
    if (type === eventType.syn) {
      if (code === syn.report) this.skipping = false;
      else if (code === syn.dropped) {
        // A source that cannot be asked what is held: nothing is.
        this.resync(null, timeUs);
        this.skipping = true;
      }
      return;
    }
    if (this.skipping) return;
    if (type !== eventType.key) {
      if (type > eventType.max) this.statistics.malformed++;
      return;
    }
    if (code > key.max || value < released || value > repeated) {
      this.statistics.malformed++;
      return;
    }
    if (value === repeated) return;
    this.strokes.change(this.node, code, value === pressed, this.clock.next(timeUs));
  }

  resync(heldKeys: Uint8Array | null, timeUs: number): void {
    this.statistics.resyncs++;
    this.skipping = false;
    this.strokes.resync(this.node, heldKeys, this.clock.next(timeUs));
  }

  /** The node is gone: its keys are up, and what comes next begins afresh. */
  releaseAll(timeUs: number): void {
    this.skipping = false;
    this.strokes.resync(this.node, null, this.clock.next(timeUs));
  }
}
