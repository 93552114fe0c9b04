/** The modulators of a sound font (SoundFont 2.04, 7.4 and 8.2): controllers that change generators. */
import { soundFontError } from './errors.js';

/** What matters of a modulator record. */
export interface Modulator {
  /** The number of the generator that it changes. */
  readonly destination: number;
  /** How far, in units of the generator. */
  readonly amount: number;
  /** The controller that scales the amount (SoundFont 2.04, 8.2.1). */
  readonly amountSource: number;
}

/** Generators of pitch: coarse tune in semitones, fine tune and libfluidsynth's own pitch in cents. */
const coarseTune = 51;
const fineTune = 52;
const ownPitch = 59;

/** The last generator that libfluidsynth 2.2 has; those above 58 are its own (fluidsynth/gen.h). */
const lastGenerator = 62;

/** Pitch wheel sensitivity (semitones of 128) as amount source: the amount is then the reach of a full range of 128. */
const wheelSensitivity = 16;
const greatestSensitivity = 24;

/**
 * libfluidsynth keeps the low byte of the destination and writes to that generator of the voice without looking
 * whether there is one: others lie in memory that belongs to something else.
 * @param chunk `pmod` or `imod`, and `first` the record at which `modulators` begin, for the message
 * @throws SynthError SOUNDFONT_UNSAFE
 */
export function checkModulators(
  path: string,
  chunk: string,
  first: number,
  modulators: readonly Modulator[],
): void {
  const bad = modulators.findIndex(({ destination }) => (destination & 0xff) > lastGenerator);
  if (bad < 0) return;
  throw soundFontError(
    'SOUNDFONT_UNSAFE',
    path,
    `would crash libfluidsynth: record ${first + bad} of '${chunk}' changes generator ${modulators[bad]?.destination}, which does not exist`,
    'Choose another sound font, or remove the modulator with an editor such as Polyphone.',
  );
}

/** The most by which modulators can raise a pitch, in cents. */
export function modulatedCents(modulators: readonly Modulator[]): number {
  let cents = 0;
  for (const { destination, amount, amountSource } of modulators) {
    const generator = destination & 0xff;
    if (generator !== coarseTune && generator !== fineTune && generator !== ownPitch) continue;
    const share = (amountSource & 0xff) === wheelSensitivity ? greatestSensitivity / 128 : 1;
    cents += Math.abs(amount) * share * (generator === coarseTune ? 100 : 1);
  }
  return cents;
}
