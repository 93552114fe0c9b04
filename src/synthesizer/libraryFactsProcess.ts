/**
 * A process that loads libfluidsynth, prints what it is as one line of JSON and ends: for whoever wants to know without
 * having a library with threads of its own loaded.
 */
import { SynthError } from '../errors/errors.js';
import { planDrivers } from './audioDrivers.js';
import { availableDrivers, loadFluidLibrary } from './fluidLibrary.js';

/** What is printed: the facts, or the fault that keeps the library from being loaded. */
export interface LibraryFacts {
  readonly version: string;
  /** FluidSynth's drivers that this build has. */
  readonly drivers: readonly string[];
  /** Those that `auto` tries here, in their order. */
  readonly candidates: readonly string[];
  readonly passedOver: readonly { readonly driver: string; readonly reason: string }[];
}

try {
  const library = loadFluidLibrary();
  const drivers = availableDrivers(library);
  const facts: LibraryFacts = { version: library.version_str(), drivers, ...planDrivers('auto', drivers) };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  process.stdout.write(`${JSON.stringify({ fault: error.toFault() })}\n`);
}
