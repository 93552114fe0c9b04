/**
 * How sound leaves the program. There are two kinds: a driver of libfluidsynth, whose own thread renders, and one
 * outside the library, for which the play thread renders whenever it is asked to. Both belong to the play thread.
 */
import { SynthError } from '../errors/errors.js';
import { type AudioDriverName, driverRemedy } from '../synthesizer/audioDrivers.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';

export interface AudioDriver {
  /** Times that the sound card is known to have run dry since it was opened. */
  readonly underruns: number;
  /**
   * Opens the driver; from then on the audio clock advances.
   * @throws SynthError AUDIO_UNAVAILABLE or AUDIO_SERVER_HUNG; nothing is then left open.
   */
  open(): void;
  /** Closes what is open; nothing renders any more. Calling it again does nothing. */
  close(): void;
}

/** A driver of libfluidsynth: it renders itself, and keeps how it fared to itself. */
export class LibraryDriver implements AudioDriver {
  readonly underruns = 0;
  private readonly name: AudioDriverName;
  private readonly synthesizer: FluidSynthesizer;

  constructor(name: AudioDriverName, synthesizer: FluidSynthesizer) {
    this.name = name;
    this.synthesizer = synthesizer;
  }

  open(): void {
    if (this.synthesizer.openDriver(this.name)) return;
    throw new SynthError(
      'AUDIO_UNAVAILABLE',
      `The ${this.name} driver of FluidSynth does not open.`,
      driverRemedy(this.name, 'start'),
    );
  }

  /** With a sound server that has stopped answering it may never return. */
  close(): void {
    this.synthesizer.closeDriver();
  }
}

/** The driver `none`: nothing renders. */
export const noDriver: AudioDriver = { underruns: 0, open: () => undefined, close: () => undefined };
