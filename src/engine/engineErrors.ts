/** What may be wrong with the play thread as a whole. */
import { type Fault, SynthError } from '../errors/errors.js';

export function crashed(reason: string): Fault {
  return new SynthError(
    'ENGINE_CRASHED',
    `The play thread has ended: ${reason}.`,
    'Start fw16-synth again; if it happens again, report this message.',
  ).toFault();
}
