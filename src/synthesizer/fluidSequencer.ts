/** A `fluid_sequencer_t` on a synthesizer: it plays events as the audio thread comes to their time. */
import { SynthError } from '../errors/errors.js';
import type { EventHandle, FluidLibrary, Handle, SequencerHandle, SynthHandle } from './fluidLibrary.js';

/** Its ticks are milliseconds of audio. */
const millisecondsPerTick = 1;
const anyTicket = -1;
const anyType = -1;

export class FluidSequencer {
  private readonly library: FluidLibrary;
  private readonly sequencer: SequencerHandle;
  private readonly synth: number;
  /** One for all: the library copies what it is sent. */
  private readonly event: EventHandle;

  /** @throws SynthError SYNTHESIZER_FAILED when there is no memory. */
  constructor(library: FluidLibrary, synth: SynthHandle) {
    this.library = library;
    this.sequencer = created(library.new_sequencer(0), 'sequencer');
    this.synth = library.sequencer_register(this.sequencer, synth);
    this.event = created(library.new_event(), 'event');
    library.event_dest(this.event, this.synth);
  }

  /** Milliseconds of audio that have been rendered, as of the last block; rounded down. */
  nowMs(): number {
    return this.library.sequencer_tick(this.sequencer) * millisecondsPerTick;
  }

  /**
   * Begins a note at a time of `nowMs`; at once when it is past. Of two events at one time a note-off is played first.
   * @param ticket A number to take it back by, 1 to 32767.
   */
  noteOn(ms: number, ticket: number, channel: number, key: number, velocity: number): void {
    this.library.event_source(this.event, ticket);
    this.library.event_noteon(this.event, channel, key, velocity);
    this.library.sequencer_send_at(this.sequencer, this.event, ms / millisecondsPerTick, 1);
  }

  /** Ends a note, likewise. */
  noteOff(ms: number, ticket: number, channel: number, key: number): void {
    this.library.event_source(this.event, ticket);
    this.library.event_noteoff(this.event, channel, key);
    this.library.sequencer_send_at(this.sequencer, this.event, ms / millisecondsPerTick, 1);
  }

  /** Takes back an event that has not been played. */
  remove(ticket: number): void {
    this.library.sequencer_remove_events(this.sequencer, ticket, this.synth, anyType);
  }

  /** Takes back every event. */
  removeAll(): void {
    this.remove(anyTicket);
  }

  /** To be called while there is no audio driver, and before the synthesizer is deleted. */
  close(): void {
    this.library.delete_event(this.event);
    this.library.delete_sequencer(this.sequencer);
  }
}

function created<Name extends string>(object: Handle<Name> | null, what: string): Handle<Name> {
  if (object !== null) return object;
  throw new SynthError(
    'SYNTHESIZER_FAILED',
    `FluidSynth could not create its ${what}.`,
    'Free some memory, and start again.',
  );
}
