/** Asks before something is deleted or overwritten. */
import { createInterface } from 'node:readline/promises';
import { misuse } from './misuse.js';

/** Where a question is asked; a test has its own. */
export interface Terminal {
  readonly interactive: boolean;
  ask(question: string): Promise<string>;
}

const terminal: Terminal = {
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  async ask(question) {
    // On standard error: what the command prints may be going to a file.
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};

/**
 * Whether to go on with what cannot be undone by itself.
 * @param what The question, such as `Delete the preset "Grand"?`
 * @param yes The flag `--yes`.
 * @throws SynthError USAGE where nobody can be asked and `--yes` was not given.
 */
export async function confirmed(what: string, yes: boolean, where: Terminal = terminal): Promise<boolean> {
  if (yes) return true;
  if (!where.interactive) throw misuse(`${what} There is no terminal to ask in; say --yes`);
  const answer = await where.ask(`${what} [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}
