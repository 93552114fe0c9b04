/** `fw16-synth program`: lists the programs of the sound font that the daemon plays, and chooses one. */
import { closest } from 'fastest-levenshtein';
import { SynthError } from '../../errors/errors.js';
import type { SoundFontPreset } from '../../synthesizer/soundFont/hydra.js';
import { misuse } from '../misuse.js';
import { columns, printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';
import { soundFontPresets } from './soundFont.js';

/** Reads the programs of a sound font; the built-in one has an empty path. */
export type ReadPresets = (path: string) => readonly SoundFontPreset[];

export async function program(
  client: InstrumentClient,
  operands: readonly string[],
  json: boolean,
  readPresets: ReadPresets = soundFontPresets,
): Promise<void> {
  if (operands.length === 0) return await list(client, json, readPresets);
  const numbers = operands.map(wholeNumber);
  const [first, second] = numbers;
  if (operands.length === 2) {
    if (first === undefined || second === undefined)
      throw misuse(
        '"program" takes a bank and a program as numbers, or one name; put a name with spaces in quotes',
      );
    return await client.selectProgram(inRange(first, 16383, 'bank'), inRange(second, 127, 'program'));
  }
  if (first !== undefined) return await client.selectProgram(0, inRange(first, 127, 'program'));
  const { SoundFont } = await client.properties();
  const found = findByName(readPresets(SoundFont), operands[0] ?? '');
  await client.selectProgram(found.bank, found.program);
}

function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function inRange(value: number, most: number, what: string): number {
  if (value > most) throw misuse(`a ${what} is 0 to ${most}: value was ${value}`);
  return value;
}

async function list(client: InstrumentClient, json: boolean, readPresets: ReadPresets): Promise<void> {
  const { SoundFont, Bank, Program } = await client.properties();
  const programs = readPresets(SoundFont).map(({ bank, program, name }) => ({
    bank,
    program,
    name,
    selected: bank === Bank && program === Program,
  }));
  if (json) return printJson(programs);
  process.stdout.write(
    columns(
      programs.map(({ bank, program, name, selected }) => [
        selected ? '*' : ' ',
        String(bank).padStart(3),
        String(program).padStart(3),
        name,
      ]),
      ' ',
    ),
  );
}

/** The one program whose name is this, or has this in it. @throws SynthError PROGRAM_NOT_FOUND. */
export function findByName(programs: readonly SoundFontPreset[], name: string): SoundFontPreset {
  const wanted = name.trim().toLowerCase();
  const same = programs.filter((row) => row.name.toLowerCase() === wanted);
  const [only, another] =
    same.length > 0 ? same : programs.filter((row) => row.name.toLowerCase().includes(wanted));
  if (only !== undefined && (another === undefined || same.length > 0)) return only;
  if (only !== undefined && another !== undefined) {
    throw new SynthError(
      'PROGRAM_NOT_FOUND',
      `More than one program has "${name}" in its name: "${only.name}" and "${another.name}", to begin with.`,
      'Give more of the name, or the numbers. See fw16-synth program',
    );
  }
  const near =
    programs.length === 0
      ? ''
      : closest(
          wanted,
          programs.map((row) => row.name),
        );
  throw new SynthError(
    'PROGRAM_NOT_FOUND',
    `The sound font has no program named "${name}"${near === '' ? '' : `; the nearest name is "${near}"`}.`,
    'See what it has: fw16-synth program',
  );
}
