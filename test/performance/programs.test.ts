import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { sortPrograms, stepProgram } from '../../src/performance/programs.js';

const list = sortPrograms([
  { bank: 128, program: 0 },
  { bank: 0, program: 48 },
  { bank: 0, program: 14 },
  { bank: 0, program: 0 },
]);

t.test('programs are sorted by bank, then by number', async (t) => {
  t.same(list, [
    { bank: 0, program: 0 },
    { bank: 0, program: 14 },
    { bank: 0, program: 48 },
    { bank: 128, program: 0 },
  ]);
});

t.test('sorting drops what else is known of a preset and leaves the list that it was given', async (t) => {
  const presets = [
    { bank: 0, program: 9, name: 'Nine' },
    { bank: 0, program: 1, name: 'One' },
  ];
  t.same(sortPrograms(presets), [
    { bank: 0, program: 1 },
    { bank: 0, program: 9 },
  ]);
  t.equal(presets[0]?.program, 9);
});

t.test('a step leads to the next program that exists', async (t) => {
  t.same(stepProgram(list, 0, 0, 1), { bank: 0, program: 14 });
  t.same(stepProgram(list, 0, 14, 1), { bank: 0, program: 48 });
  t.same(stepProgram(list, 0, 48, 1), { bank: 128, program: 0 }, 'on into the next bank');
  t.same(stepProgram(list, 128, 0, -1), { bank: 0, program: 48 }, 'and back');
});

t.test('it stays at the ends', async (t) => {
  t.same(stepProgram(list, 0, 0, -1), { bank: 0, program: 0 });
  t.same(stepProgram(list, 128, 0, 1), { bank: 128, program: 0 });
  t.same(stepProgram(list, 0, 14, 99), { bank: 128, program: 0 });
});

t.test('a program that is not in the list stands between its neighbours', async (t) => {
  t.same(stepProgram(list, 0, 20, 1), { bank: 0, program: 48 });
  t.same(stepProgram(list, 0, 20, -1), { bank: 0, program: 14 });
  t.same(stepProgram(list, 200, 0, 1), { bank: 128, program: 0 });
  t.same(stepProgram(list, 200, 0, -1), { bank: 128, program: 0 });
});

t.test('without a list the program stays', async (t) => {
  t.same(stepProgram([], 3, 7, 1), { bank: 3, program: 7 });
});

t.test('as many steps up as there are programs pass every one of them, and down again', async (_t) => {
  const program = fc.record({
    bank: fc.integer({ min: 0, max: 3 }),
    program: fc.integer({ min: 0, max: 127 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(program, { minLength: 1, selector: ({ bank, program }) => bank * 128 + program }),
      (programs) => {
        const sorted = sortPrograms(programs);
        const walk = (from: number, by: number) => {
          let at = sorted.at(from) ?? { bank: 0, program: 0 };
          return sorted.map(() => {
            const here = at;
            at = stepProgram(sorted, at.bank, at.program, by);
            return here;
          });
        };
        assert.deepEqual(walk(0, 1), sorted);
        assert.deepEqual(walk(-1, -1), [...sorted].reverse());
      },
    ),
    { numRuns: 200 },
  );
});
