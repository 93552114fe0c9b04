/** The benchmark's command line. */
import { parseArgs } from 'node:util';

export const sectionNames = ['key-to-sound', 'engine', 'decode', 'synth', 'start', 'memory'] as const;

export type SectionName = (typeof sectionNames)[number];

export interface Options {
  readonly pairs: number;
  readonly strikes: number;
  readonly sections: readonly SectionName[];
  /** Run fluidsynth on both sides: shows how far equal programs lie apart here. */
  readonly itself: boolean;
  readonly help: boolean;
}

export const usage = `npm run bench -- [options]
  --quick         3 pairs of 20 strikes: a look, not a result
  --pairs N       pairs of runs (10)
  --strikes N     strikes in each run (80)
  --only SECTION  ${sectionNames.join(', ')}; may be repeated
  --itself        fluidsynth against fluidsynth: the noise of this machine
`;

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} takes a whole number from 1, not "${text}"`);
  return value;
}

function sectionOf(text: string): SectionName {
  const name = sectionNames.find((known) => known === text);
  if (name === undefined) throw new Error(`--only takes one of ${sectionNames.join(', ')}, not "${text}"`);
  return name;
}

/** Throws with a sentence for a person when the arguments make no sense. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      pairs: { type: 'string' },
      strikes: { type: 'string' },
      only: { type: 'string', multiple: true },
      itself: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    pairs: positive(values.pairs ?? (values.quick ? '3' : '10'), 'pairs'),
    strikes: positive(values.strikes ?? (values.quick ? '20' : '80'), 'strikes'),
    sections: values.only === undefined ? sectionNames : values.only.map(sectionOf),
    itself: values.itself,
    help: values.help,
  };
}
