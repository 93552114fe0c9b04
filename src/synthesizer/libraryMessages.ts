/**
 * What the libraries of sound servers print by themselves when a driver does not open. It would land between the lines
 * of the log, in the journal without a priority, once for every attempt; the error that follows says the same.
 */
import koffi from 'koffi';

/** A shared object, and its functions that take another function to give each message to. */
interface Printer {
  readonly object: string;
  readonly setters: readonly string[];
}

const printers: Readonly<Record<string, Printer>> = {
  jack: { object: 'libjack.so.0', setters: ['jack_set_error_function', 'jack_set_info_function'] },
  alsa: { object: 'libasound.so.2', setters: ['snd_lib_error_set_handler'] },
};

const silenced = new Set<string>();

/**
 * Makes the library behind a driver of FluidSynth print nothing from now on, in this process.
 * @param known Other libraries than those of the drivers, for a test.
 * @returns False where there is no such library, or none that prints.
 */
export function silenceDriver(driver: string, known = printers): boolean {
  const printer = known[driver];
  if (printer === undefined) return false;
  if (silenced.has(driver)) return true;
  // Messages come on any thread of the library's, where JavaScript must not be called: they are given to a function of C
  // that takes a string first, and does nothing to it.
  const swallow = koffi.load('libc.so.6').symbol('strlen', 'void *');
  try {
    // A build of FluidSynth with the driver has loaded it already, wherever it is kept.
    const library = koffi.load(printer.object);
    for (const setter of printer.setters) library.func(`int ${setter}(void *handler)`)(swallow);
  } catch {
    return false;
  }
  silenced.add(driver);
  return true;
}
