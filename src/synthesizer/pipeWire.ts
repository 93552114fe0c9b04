/** What FluidSynth's pipewire driver leaves to the program that opens it. */
import koffi from 'koffi';

const sharedObject = 'libpipewire-0.3.so.0';
/** SPA_LOG_LEVEL_NONE. */
const nothing = 0;
let initialized = false;

/**
 * Initializes libpipewire for this process, once; without it the driver finds none of PipeWire's plugins and does not
 * open. It stays so until the process ends, since threads of the library may be alive until then. It prints nothing
 * then, unless PIPEWIRE_DEBUG asks it to.
 * @param name The shared object; a build of FluidSynth with the driver has loaded it already, wherever it is kept.
 * @returns False where there is no such library, and thus no driver.
 */
export function initializePipeWire(name = sharedObject, environment = process.env): boolean {
  if (initialized) return true;
  let library: koffi.IKoffiLib;
  try {
    library = koffi.load(name);
  } catch {
    return false;
  }
  library.func('void pw_init(int *argc, char ***argv)')(null, null);
  if ((environment.PIPEWIRE_DEBUG ?? '') === '') library.func('void pw_log_set_level(int level)')(nothing);
  initialized = true;
  return true;
}
