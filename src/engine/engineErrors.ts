/** What may be wrong with the play thread as a whole. */
import { type Fault, SynthError } from '../errors/errors.js';
import type { Command } from './messages.js';

const askServer = 'See whether the sound server answers: pw-cli info 0';

export function crashed(reason: string): Fault {
  return new SynthError(
    'ENGINE_CRASHED',
    `The play thread has ended: ${reason}.`,
    'Start fw16-synth again; if it happens again, report this message.',
  ).toFault();
}

export function notStarted(deadlineMs: number): SynthError {
  return new SynthError(
    'ENGINE_NOT_RESPONDING',
    `The play thread did not start within ${deadlineMs / 1000} s.`,
    askServer,
  );
}

/** A command has not been answered. */
export function lateAnswer(command: Command['type'], deadlineMs: number): SynthError {
  return new SynthError(
    'ENGINE_NOT_RESPONDING',
    `The play thread has not answered ${command} within ${deadlineMs / 1000} s.`,
    askServer,
  );
}

export function notEnding(): SynthError {
  return new SynthError(
    'ENGINE_NOT_RESPONDING',
    'The play thread does not end: the audio driver hangs.',
    'End the process: kill -KILL the process id of fw16-synth. Then restart the sound server.',
  );
}
