/** The benchmark's command line. */
import { parseArgs } from 'node:util';
import { type PeerInput, peerInputs } from './subjects/fluidsynth.js';

export const sectionNames = [
  'key-to-sound',
  'engine',
  'decode',
  'cost',
  'start',
  'memory',
  'service',
  'calls',
  'flood',
  'asleep',
] as const;

export type SectionName = (typeof sectionNames)[number];

export interface Options {
  /** Short runs: a look, not a result. */
  readonly quick: boolean;
  readonly pairs: number;
  readonly strikes: number;
  readonly sections: readonly SectionName[];
  /** The folder for the JSON file; the usual one when undefined. */
  readonly out: string | undefined;
  /** The way into fluidsynth. */
  readonly peer: PeerInput;
  /** Run fluidsynth on both sides: shows how far equal programs lie apart here. */
  readonly itself: boolean;
  readonly help: boolean;
}

export const usage = `npm run bench -- [options]      (without options some 40 minutes)
  --quick         2 pairs of 10 strikes, in less than a minute: a look, not a result
  --pairs N       pairs of runs (10)
  --strikes N     strikes in each run (120)
  --only SECTION  ${sectionNames.join(', ')}; may be repeated
  --out DIR       the folder for the JSON file (bench-results)
  --peer INPUT    how fluidsynth is played: midi, a raw MIDI device and its fastest way in, or
                  shell, commands on its standard input (midi)
  --itself        fluidsynth against fluidsynth: the noise of this machine
`;

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} takes a whole number from 1, not "${text}"`);
  return value;
}

function oneOf<Name extends string>(names: readonly Name[], text: string, option: string): Name {
  const name = names.find((known) => known === text);
  if (name === undefined) throw new Error(`--${option} takes one of ${names.join(', ')}, not "${text}"`);
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
      out: { type: 'string' },
      peer: { type: 'string', default: 'midi' },
      itself: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    quick: values.quick,
    pairs: positive(values.pairs ?? (values.quick ? '2' : '10'), 'pairs'),
    strikes: positive(values.strikes ?? (values.quick ? '10' : '120'), 'strikes'),
    sections:
      values.only === undefined ? sectionNames : values.only.map((name) => oneOf(sectionNames, name, 'only')),
    out: values.out,
    peer: oneOf(peerInputs, values.peer, 'peer'),
    itself: values.itself,
    help: values.help,
  };
}
