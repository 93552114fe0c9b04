import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { Arpeggiator, ArpeggioPosition } from '../../src/performance/arpeggiator.js';
import { type ArpeggiatorMode, arpeggiatorModes } from '../../src/performance/arpeggiatorSettings.js';

function begin(mode: ArpeggiatorMode, ...notes: number[]): Arpeggiator {
  const arpeggiator = new Arpeggiator();
  arpeggiator.mode = mode;
  for (const note of notes) arpeggiator.addNote(note, 64, 'fixed');
  return arpeggiator;
}

function play(arpeggiator: Arpeggiator, steps: number, position = new ArpeggioPosition()): number[] {
  return Array.from({ length: steps }, () => arpeggiator.step(position));
}

const orders: readonly (readonly [ArpeggiatorMode, readonly number[]])[] = [
  ['up', [40, 60, 64, 127, 40, 60]],
  ['down', [127, 64, 60, 40, 127, 64]],
  ['up-down', [40, 60, 64, 127, 64, 60, 40, 60]],
];
for (const [mode, order] of orders) {
  t.test(`${mode}: by pitch, whatever the order of the keys`, async (t) => {
    t.same(play(begin(mode, 60, 127, 40, 64), order.length), order);
    t.same(play(begin(mode, 60), 3), [60, 60, 60]);
    t.same(play(begin(mode, 0, 127), 4), mode === 'down' ? [127, 0, 127, 0] : [0, 127, 0, 127]);
    t.same(play(begin(mode), 2), [-1, -1]);
  });
}

t.test('random: every note, never the same twice running', async (t) => {
  const steps = play(begin('random', 60, 64, 67), 300);
  t.same([...new Set(steps)].sort(), [60, 64, 67]);
  t.ok(steps.every((note, index) => note !== steps[index - 1]));
  t.same(play(begin('random', 60), 3), [60, 60, 60]);
});

t.test('random: what is drawn from can be given, and a position brings the same notes again', async (t) => {
  const arpeggiator = new Arpeggiator((index) => [0, 0.99, 0.5][index % 3] ?? 0);
  arpeggiator.mode = 'random';
  for (const note of [60, 64, 67]) arpeggiator.addNote(note, 64, 'fixed');
  const position = new ArpeggioPosition();
  t.same(play(arpeggiator, 2, position), [60, 67]);
  const copy = new ArpeggioPosition();
  copy.copy(position);
  t.same(play(arpeggiator, 5, position), play(arpeggiator, 5, copy));
});

t.test('notes that come and go do not make it begin anew', async (t) => {
  const arpeggiator = begin('up', 60, 64, 67);
  const position = new ArpeggioPosition();
  t.same(play(arpeggiator, 2, position), [60, 64]);
  arpeggiator.removeNote(64);
  arpeggiator.addNote(62, 64, 'fixed');
  t.same(play(arpeggiator, 3, position), [67, 60, 62]);
  arpeggiator.mode = 'down';
  t.same(play(arpeggiator, 2, position), [60, 67]);
});

t.test('a note lasts until the last of its keys is up, with the velocity of the last strike', async (t) => {
  const arpeggiator = begin('up', 60);
  arpeggiator.addNote(60, 99, 'timing');
  t.equal(arpeggiator.count, 1);
  t.same([arpeggiator.velocityOf(60), arpeggiator.sourceOf(60)], [99, 'timing']);
  arpeggiator.removeNote(60);
  t.ok(arpeggiator.has(60));
  arpeggiator.removeNote(60);
  t.equal(arpeggiator.count, 0);
  arpeggiator.removeNote(60);
  t.equal(arpeggiator.count, 0, 'a release too many means nothing');
});

t.test('hold: released notes stay until others are pressed, or hold ends', async (t) => {
  const arpeggiator = begin('up', 60, 64);
  arpeggiator.setHold(true);
  arpeggiator.removeNote(60);
  t.equal(arpeggiator.addNote(67, 64, 'fixed'), false, 'one is still held');
  arpeggiator.removeNote(64);
  arpeggiator.removeNote(67);
  t.same(play(arpeggiator, 3), [60, 64, 67]);
  t.equal(arpeggiator.addNote(72, 64, 'fixed'), true, 'a new chord');
  t.same(play(arpeggiator, 2), [72, 72]);
  arpeggiator.removeNote(72);
  arpeggiator.addNote(50, 64, 'fixed');
  arpeggiator.addNote(51, 64, 'fixed');
  arpeggiator.removeNote(50);
  arpeggiator.setHold(false);
  t.same(play(arpeggiator, 2), [51, 51], 'what is held stays');
});

t.test('pedal: released notes stay, and those pressed meanwhile join them', async (t) => {
  const arpeggiator = begin('up', 60);
  arpeggiator.setPedal(true);
  arpeggiator.removeNote(60);
  t.equal(arpeggiator.addNote(64, 64, 'fixed'), false);
  t.same(play(arpeggiator, 2), [60, 64]);
  arpeggiator.setPedal(false);
  t.same(play(arpeggiator, 2), [64, 64]);
});

t.test('hold and pedal together: what either holds stays', async (t) => {
  const arpeggiator = begin('up', 60);
  arpeggiator.setHold(true);
  arpeggiator.setPedal(true);
  arpeggiator.removeNote(60);
  arpeggiator.setPedal(false);
  t.ok(arpeggiator.has(60));
  arpeggiator.setPedal(true);
  arpeggiator.setHold(false);
  t.ok(arpeggiator.has(60));
  arpeggiator.setPedal(false);
  t.equal(arpeggiator.count, 0);
});

t.test('dropReleased and clear', async (t) => {
  const arpeggiator = begin('up', 60, 64);
  arpeggiator.setHold(true);
  arpeggiator.removeNote(60);
  arpeggiator.dropReleased();
  t.same(play(arpeggiator, 2), [64, 64]);
  arpeggiator.clear();
  t.equal(arpeggiator.count, 0);
  arpeggiator.removeNote(64);
  arpeggiator.addNote(65, 64, 'fixed');
  t.same(play(arpeggiator, 2), [65, 65]);
});

t.test('whatever is held, only that is played, and all of it', async () => {
  const notes = fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...arpeggiatorModes), notes, (mode, held) => {
      const arpeggiator = begin(mode, ...held);
      const steps = play(arpeggiator, 400);
      assert.deepEqual(new Set(steps), new Set(held));
      assert.equal(arpeggiator.count, held.length);
    }),
  );
});
