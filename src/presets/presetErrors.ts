/** What can be wrong with presets and with what is asked of them. */
import { nearestOf } from '../config/nearest.js';
import { SynthError } from '../errors/errors.js';

/** @param faults One sentence each. */
export function invalid(name: string, faults: readonly string[]): SynthError {
  return new SynthError(
    'PRESET_INVALID',
    `The preset "${name}" is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    'Correct what is named, then see: fw16-synth preset validate NAME',
  );
}

export function refused(message: string, remedy: string): SynthError {
  return new SynthError('INVALID_ARGUMENTS', message, remedy);
}

/** @param names Of the presets that there are: one may have been meant. */
export function notFound(name: string, names: readonly string[]): SynthError {
  const nearest = nearestOf(name, names);
  const instead = nearest === undefined ? '' : `, but there is "${nearest}"`;
  return new SynthError(
    'PRESET_NOT_FOUND',
    `There is no preset ${JSON.stringify(name)}${instead}.`,
    'See what there is: fw16-synth preset list',
  );
}
