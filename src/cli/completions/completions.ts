/** `fw16-synth completions SHELL`. */
import { misuse } from '../misuse.js';
import { bashCompletions } from './bash.js';
import { fishCompletions } from './fish.js';
import { zshCompletions } from './zsh.js';

const shells: Readonly<Record<string, () => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/** The completions for a shell. @throws SynthError USAGE. */
export function completions(shell: string): string {
  const generate = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (generate === undefined)
    throw misuse(`there are completions for bash, zsh and fish, not for "${shell}"`);
  return generate();
}
