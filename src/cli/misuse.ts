/** What is said of a command line that cannot be understood. */
import { createRequire } from 'node:module';
import type * as Levenshtein from 'fastest-levenshtein';
import { SynthError } from '../errors/errors.js';
import type { CommandRow } from './commandRow.js';

/**
 * @param what What is wrong, without a full stop; a question keeps its own mark.
 * @param row The command whose help tells more.
 */
export function misuse(what: string, row?: CommandRow): SynthError {
  const command = row === undefined || row.asFlag || row.name === 'run' ? '' : ` ${row.name}`;
  const ending = what.endsWith('?') ? '' : '.';
  return new SynthError('USAGE', `Used wrongly: ${what}${ending}`, `See fw16-synth${command} --help`);
}

/** The word that was probably meant: two letters may differ (two that changed places do), in short words one. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0 || word.length > 200) return undefined;
  // Loaded only when something is wrong: a start does without.
  const { closest, distance } = createRequire(import.meta.url)('fastest-levenshtein') as typeof Levenshtein;
  const near = closest(word, words as string[]);
  return distance(word, near) <= (word.length <= 3 ? 1 : 2) ? near : undefined;
}

/** The question that ends a sentence on a word that does not exist; empty when none is near. */
export function suggestion(word: string, words: readonly string[]): string {
  const near = nearestWord(word, words);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
