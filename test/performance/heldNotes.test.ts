import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { HeldNotes } from '../../src/performance/heldNotes.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';

function begin() {
  const log = new MusicalLog();
  return { log, notes: new HeldNotes(768, log) };
}

t.test('a press begins a note and a release ends it', async (t) => {
  const { log, notes } = begin();
  notes.press(16, 3, 60, 80, 'timing', 5);
  t.equal(notes.count, 1);
  notes.release(16, 9);
  t.equal(notes.count, 0);
  t.same(log.events, [
    { type: 'note-on', channel: 3, key: 60, velocity: 80, source: 'timing', timeUs: 5 },
    { type: 'note-off', channel: 3, key: 60, timeUs: 9 },
  ]);
});

t.test('the same key in two channels is two notes', async (t) => {
  const { log, notes } = begin();
  notes.press(1, 0, 60, 80, 'timing', 1);
  notes.press(2, 15, 60, 80, 'timing', 2);
  t.equal(notes.count, 2);
  notes.release(1, 3);
  t.same(log.of('note-off'), [{ type: 'note-off', channel: 0, key: 60, timeUs: 3 }]);
});

t.test('two keys on one note: it begins anew with the second and ends with the last', async (t) => {
  const { log, notes } = begin();
  notes.press(1, 0, 60, 80, 'timing', 1);
  notes.press(2, 0, 60, 90, 'timing', 2);
  t.equal(notes.count, 1);
  notes.release(1, 3);
  t.same(
    log.events.map(({ type, timeUs }) => [type, timeUs]),
    [
      ['note-on', 1],
      ['note-off', 2],
      ['note-on', 2],
    ],
  );
  notes.release(2, 4);
  t.same(pairingFaults(log.events), []);
  t.equal(notes.count, 0);
});

t.test('a key that is pressed twice ends its first note', async (t) => {
  const { log, notes } = begin();
  notes.press(1, 0, 60, 80, 'timing', 1);
  notes.press(1, 0, 72, 80, 'timing', 2);
  notes.release(1, 3);
  t.same(
    log.events.map((event) => [event.type, 'key' in event && event.key]),
    [
      ['note-on', 60],
      ['note-off', 60],
      ['note-on', 72],
      ['note-off', 72],
    ],
  );
});

t.test('a release of a key that holds nothing does nothing', async (t) => {
  const { log, notes } = begin();
  notes.release(1, 1);
  t.same(log.events, []);
});

t.test('releaseAll ends each note once, and later releases mean nothing', async (t) => {
  const { log, notes } = begin();
  notes.press(1, 0, 0, 80, 'timing', 1);
  notes.press(2, 0, 0, 80, 'timing', 1);
  notes.press(3, 15, 127, 80, 'timing', 1);
  notes.releaseAll(2);
  t.equal(notes.count, 0);
  for (const code of [1, 2, 3]) notes.release(code, 3);
  t.equal(log.of('note-off').filter(({ timeUs }) => timeUs === 3).length, 0);
  t.same(pairingFaults(log.events), []);
  notes.press(1, 0, 0, 80, 'timing', 4);
  t.equal(notes.count, 1, 'the next press begins a note as ever');
});

t.test('whatever the presses and releases, notes pair up and the count is right', async (_t) => {
  const code = fc.integer({ min: 0, max: 5 });
  const step = fc.oneof(
    fc.tuple(
      fc.constant('press' as const),
      code,
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 60, max: 62 }),
    ),
    fc.tuple(fc.constant('release' as const), code),
    fc.tuple(fc.constant('all' as const)),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { log, notes } = begin();
      // What each key holds, as the simplest of models has it.
      const model = new Map<number, string>();
      for (const [timeUs, [kind, key = 0, channel = 0, note = 0]] of steps.entries()) {
        if (kind === 'press') {
          notes.press(key, channel, note, 64, 'fixed', timeUs);
          model.set(key, `${channel}:${note}`);
        } else if (kind === 'release') {
          notes.release(key, timeUs);
          model.delete(key);
        } else {
          notes.releaseAll(timeUs);
          model.clear();
        }
        assert.equal(notes.count, new Set(model.values()).size);
      }
      notes.releaseAll(steps.length);
      assert.deepEqual(pairingFaults(log.events), []);
    }),
    { numRuns: 300 },
  );
});
