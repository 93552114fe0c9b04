/** Renders notes through the real libfluidsynth, without an audio driver, for tests that listen to the result. */

import koffi from 'koffi';

const library = koffi.load('libfluidsynth.so.3');
const newSettings = library.func('void *new_fluid_settings(void)');
const deleteSettings = library.func('void delete_fluid_settings(void *settings)');
const setNumber = library.func('int fluid_settings_setnum(void *settings, const char *name, double value)');
const setInteger = library.func('int fluid_settings_setint(void *settings, const char *name, int value)');
const newSynth = library.func('void *new_fluid_synth(void *settings)');
const deleteSynth = library.func('void delete_fluid_synth(void *synth)');
const loadFont = library.func('int fluid_synth_sfload(void *synth, const char *path, int reset)');
const selectProgram = library.func(
  'int fluid_synth_program_select(void *synth, int channel, int font, int bank, int program)',
);
const noteOn = library.func('int fluid_synth_noteon(void *synth, int channel, int key, int velocity)');
const noteOff = library.func('int fluid_synth_noteoff(void *synth, int channel, int key)');
const writeFloat = library.func(
  'int fluid_synth_write_float(void *synth, int frames, _Out_ float *left, int leftOffset, int leftStep, _Out_ float *right, int rightOffset, int rightStep)',
);

/** Left and right samples, of equal length. */
export interface StereoSound {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** What a rendered synthesizer may be told other than the default. */
export interface RenderOptions {
  /** Frames per second, 8000 to 96000; 48000 when left out. */
  readonly sampleRate?: number;
  /** Reverb and chorus; off when left out, so that a sound ends when its notes do. */
  readonly effects?: boolean;
}

/** A synthesizer that is played in steps; close it at the end of the test. */
export class OfflineSynth {
  readonly #settings: unknown;
  readonly #synth: unknown;
  readonly #font: number;
  readonly #sampleRate: number;

  /** Loads the sound font at `path`; throws when the library cannot. */
  constructor(path: string, { sampleRate = 48_000, effects = false }: RenderOptions = {}) {
    this.#sampleRate = sampleRate;
    this.#settings = newSettings();
    setNumber(this.#settings, 'synth.sample-rate', sampleRate);
    setInteger(this.#settings, 'synth.reverb.active', effects ? 1 : 0);
    setInteger(this.#settings, 'synth.chorus.active', effects ? 1 : 0);
    this.#synth = newSynth(this.#settings);
    this.#font = loadFont(this.#synth, path, 1);
    if (this.#font < 0) {
      this.close();
      throw new Error(`libfluidsynth cannot load ${path}`);
    }
  }

  /** Chooses a preset on channel 0; false when the font does not have it. */
  select(bank: number, program: number): boolean {
    return selectProgram(this.#synth, 0, this.#font, bank, program) === 0;
  }

  /** Starts a note on channel 0. */
  noteOn(key: number, velocity: number): void {
    noteOn(this.#synth, 0, key, velocity);
  }

  /** Ends a note on channel 0. */
  noteOff(key: number): void {
    noteOff(this.#synth, 0, key);
  }

  /** What sounds in the next `seconds`. */
  render(seconds: number): StereoSound {
    const frames = Math.round(seconds * this.#sampleRate);
    const left = new Float32Array(frames);
    const right = new Float32Array(frames);
    writeFloat(this.#synth, frames, left, 0, 1, right, 0, 1);
    return { left, right };
  }

  /** Gives the library's memory back; the synthesizer cannot be used any more. */
  close(): void {
    deleteSynth(this.#synth);
    deleteSettings(this.#settings);
  }
}
