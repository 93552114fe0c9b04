/**
 * What a second of sound costs in this process model: libfluidsynth called from Node, period by period, against the
 * same calls from C. Reverb and chorus are on, as the library has them.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compileTool } from '../compile.js';
import {
  type BenchContext,
  type Comparison,
  orderOfPair,
  type Section,
  type SectionResult,
} from '../section.js';

const fromNode = fileURLToPath(new URL('../renderRun.js', import.meta.url));

/** A name, voices, and the seconds of sound that a run renders: cheap ones need more for the processor's clock. */
const cases = [
  ['a silent second', 0, 60],
  ['a second of 128 voices', 128, 10],
] as const;

/** Processor time per second of sound, in ms: 10 is a hundredth of a core. */
function cost(
  command: string,
  before: readonly string[],
  context: BenchContext,
  voices: number,
  seconds: number,
): number {
  const { soundFont, sampleRate, period, program } = context.settings;
  const numbers = [sampleRate, period, program, voices, seconds].map(String);
  const output = execFileSync(command, [...before, soundFont, ...numbers], { encoding: 'utf8' });
  const cpu = /^cpu (.+)$/m.exec(output)?.[1];
  const sounding = Number(/^voices (\d+)$/m.exec(output)?.[1]);
  if (cpu === undefined || sounding < voices) throw new Error(`rendering ${voices} voices gave:\n${output}`);
  return Number(cpu) * 1000;
}

async function run(context: BenchContext): Promise<SectionResult> {
  const fromC = compileTool('render');
  const comparisons: Comparison[] = [];
  for (const [name, voices, seconds] of cases) {
    const times: Record<'subject' | 'peer', number[]> = { subject: [], peer: [] };
    for (let pair = 0; pair < context.pairs; pair++) {
      context.progress(`synth, ${name}: pair ${pair + 1} of ${context.pairs}`);
      for (const side of orderOfPair(pair)) {
        const [command, before] = side === 'peer' ? [fromC, []] : [process.execPath, [fromNode]];
        times[side].push(cost(command, before, context, voices, seconds));
      }
    }
    comparisons.push({ name, unit: 'ms of a core', ...times });
  }
  return {
    comparisons,
    figures: [],
    notes: ['Rendering: the peer is libfluidsynth called from C, not the program.'],
  };
}

export const synth: Section = { title: 'Rendering', run };
