import { buildDrumKit } from './drumKit.js';
import { buildMelodic } from './melodicInstrument.js';
import { melodicTable } from './melodicTable.js';
import { writeSoundFont } from './soundFontWriter.js';

/**
 * The sound font that is there when no other is: seven melodic instruments and a drum kit, computed from tables.
 * Every call gives the same bytes.
 */
export function generateBuiltinSoundFont(): Uint8Array {
  return writeSoundFont({
    name: 'fw16-synth built-in',
    comment: 'Computed when fw16-synth was built; contains no recordings.',
    instruments: [...melodicTable.map(buildMelodic), buildDrumKit()],
  });
}
