/** Runs the onset program against whatever plays on a JACK server. */
import { readFileSync } from 'node:fs';
import { compileTool } from './compile.js';
import type { JackServer } from './jackServer.js';
import { startProcess, waitForExit } from './processes.js';
import { freshPath } from './subjects/subject.js';

/** The onset program's own synthesizer, which costs nothing: what is left is the measurement. */
export const idealStrikeArguments: readonly string[] = ['ideal', '-', '0'];

export interface Strikes {
  /** µs from the strike to the first frame of its sound; see onset.c for what that means exactly. */
  readonly latencies: readonly number[];
  /** Strikes that gave no sound within a second. */
  readonly missed: number;
  /** Whether the striking thread got its real-time priority. */
  readonly realtime: boolean;
}

let tool: string | undefined;

function numberAfter(output: string, word: string): number {
  const match = new RegExp(`^${word} (-?\\d+)$`, 'm').exec(output);
  if (match === null) throw new Error(`the onset program failed: ${output}`);
  return Number(match[1]);
}

/** Strikes so many times; a synthesizer must be playing. The seed places the strikes within the audio period. */
export async function strike(
  server: JackServer,
  directory: string,
  strikeArguments: readonly string[],
  count: number,
  seed: number,
): Promise<Strikes> {
  tool ??= compileTool('onset');
  const log = freshPath(directory, '.onset');
  const args = [...strikeArguments, String(count), String(seed)];
  const child = startProcess(tool, args, { environment: server.environment, log });
  // A strike that nobody hears takes a second, one whose sound does not end takes ten more.
  if (!(await waitForExit(child, 30_000 + count * 12_000))) {
    child.kill('SIGKILL');
    throw new Error('the onset program did not end');
  }
  const output = readFileSync(log, 'utf8');
  return {
    latencies: [...output.matchAll(/^-?\d+\.\d$/gm)].map(([text]) => Number(text)),
    missed: numberAfter(output, 'missed'),
    realtime: numberAfter(output, 'realtime') === 1,
  };
}
