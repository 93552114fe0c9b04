/**
 * Loads one sound font into a synthesizer of its own, lets go of it, and tells the address by which another synthesizer
 * takes it over. A thread of its own, which ends then: the play thread goes on meanwhile.
 *
 * It shares the library with the play thread, but no synthesizer and no settings; what the library keeps for the whole
 * process (the cache of samples) it guards itself. Samples are loaded at once, because those that are loaded on demand
 * are read through the synthesizer that loaded the sound font.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import { bindFluidLibrary, fluidFailed, type SoundFontAddress } from '../synthesizer/fluidLibrary.js';
import { refusedSoundFont } from '../synthesizer/fluidSynthesizer.js';

/** What the thread is started with. */
export interface SoundFontLoaderData {
  /** A sound font that has been checked. */
  readonly soundFont: string;
}

/** Its one message. */
export type SoundFontLoaderAnswer = { readonly address: SoundFontAddress } | { readonly fault: Fault };

/** @throws SynthError SOUNDFONT_INVALID, SYNTHESIZER_FAILED. */
function load(path: string): SoundFontAddress {
  const library = bindFluidLibrary();
  const settings = library.new_settings();
  if (settings === null) throw outOfMemory();
  library.settings_setint(settings, 'synth.dynamic-sample-loading', 0);
  library.settings_setint(settings, 'synth.lock-memory', 0);
  library.settings_setint(settings, 'synth.polyphony', 1);
  const synth = library.new_synth(settings);
  try {
    if (synth === null) throw outOfMemory();
    const id = library.sfload(synth, path, 0);
    if (id === fluidFailed) throw refusedSoundFont(path);
    const address = library.get_sfont_by_id(synth, id);
    if (library.remove_sfont(synth, address) === fluidFailed) throw refusedSoundFont(path);
    return address;
  } finally {
    if (synth !== null) library.delete_synth(synth);
    library.delete_settings(settings);
  }
}

function outOfMemory(): SynthError {
  return new SynthError(
    'SYNTHESIZER_FAILED',
    'FluidSynth could not create a synthesizer to load the sound font with.',
    'Free some memory and load it again.',
  );
}

function answer(): SoundFontLoaderAnswer {
  try {
    return { address: load((workerData as SoundFontLoaderData).soundFont) };
  } catch (error) {
    return { fault: faultOf(error, 'SOUNDFONT_INVALID', 'Use another sound font.') };
  }
}

parentPort?.postMessage(answer());
