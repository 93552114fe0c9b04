import t from 'tap';
import type { InstrumentClient } from '../../../src/cli/clients/instrumentClient.js';
import { findByName, program } from '../../../src/cli/clients/program.js';
import { initialProperties } from '../../support/instrumentProperties.js';
import { printed } from '../../support/printed.js';

const presets = [
  { bank: 0, program: 0, name: 'Grand Piano' },
  { bank: 0, program: 1, name: 'Bright Piano' },
  { bank: 0, program: 32, name: 'Bass' },
  { bank: 0, program: 33, name: 'Fingered Bass' },
  { bank: 128, program: 0, name: 'Standard Drums' },
];

function client(selected: number[][]): InstrumentClient {
  return {
    properties: async () => ({ ...initialProperties, Program: 1 }),
    selectProgram: async (bank: number, number: number) => {
      selected.push([bank, number]);
    },
  } as unknown as InstrumentClient;
}

t.test('a program by its name', async (t) => {
  t.equal(findByName(presets, 'grand').program, 0);
  t.equal(findByName(presets, ' FINGERED BASS ').program, 33);
  t.equal(findByName(presets, 'bass').program, 32, 'the whole name goes before a part of one');
  t.equal(findByName(presets, 'drums').bank, 128);
  t.throws(() => findByName(presets, 'piano'), {
    code: 'PROGRAM_NOT_FOUND',
    message: /More than one .* "Grand Piano" and "Bright Piano"/,
  });
  t.throws(() => findByName(presets, 'Grant Piano'), { message: /the nearest name is "Grand Piano"/ });
  t.throws(() => findByName([], 'x'), { message: 'The sound font has no program named "x".' });
});

t.test('what is selected', async (t) => {
  const selected: number[][] = [];
  const paths: string[] = [];
  const read = (path: string) => {
    paths.push(path);
    return presets;
  };
  await program(client(selected), ['drums'], false, read);
  await program(client(selected), ['8', '5'], false, read);
  await program(client(selected), ['7'], false, read);
  t.same(selected, [
    [128, 0],
    [8, 5],
    [0, 7],
  ]);
  t.same(paths, [''], 'only a name needs the file, that of the sound font that plays');
});

t.test('the list shows which one is selected', async (t) => {
  const text = await printed(() => program(client([]), [], false, () => presets));
  t.match(text, /^ {4}0 {3}0 Grand Piano\n\* {3}0 {3}1 Bright Piano\n/);
  const data = JSON.parse(await printed(() => program(client([]), [], true, () => presets))) as object[];
  t.match(data[1], { bank: 0, program: 1, name: 'Bright Piano', selected: true });
  t.equal(data.length, 5);
});
