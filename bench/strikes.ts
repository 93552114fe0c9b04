/** Runs the onset program against whatever plays on a JACK server. */
import { compileTool } from './compile.js';
import type { JackServer } from './jackServer.js';
import { runToEnd } from './processes.js';
import { freshPath } from './subjects/subject.js';

/** The onset program's own synthesizer, which costs nothing: what is left is the measurement. */
export const idealStrikeArguments: readonly string[] = ['ideal', '-', '0', '0'];

export interface Strikes {
  /** µs from the strike to the first frame of its sound; see onset.c for what that means exactly. */
  readonly latencies: readonly number[];
  /** Strikes that gave no sound within a second. */
  readonly missed: number;
  /** Whether the striking thread got its real-time priority. */
  readonly realtime: boolean;
  /** The median of the strikes' highest levels, 1 being full scale. */
  readonly peakLevel: number;
}

function numberAfter(output: string, word: string): number {
  const match = new RegExp(`^${word} (-?[\\d.]+)$`, 'm').exec(output);
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
  const args = [...strikeArguments, String(count), String(seed)];
  const options = { environment: server.environment, log: freshPath(directory, '.onset') };
  // A strike that nobody hears takes a second, one whose sound does not end takes ten more.
  const output = await runToEnd(compileTool('onset', directory), args, options, 30_000 + count * 12_000);
  return {
    latencies: [...output.matchAll(/^-?\d+\.\d$/gm)].map(([text]) => Number(text)),
    missed: numberAfter(output, 'missed'),
    realtime: numberAfter(output, 'realtime') === 1,
    peakLevel: numberAfter(output, 'peak'),
  };
}
