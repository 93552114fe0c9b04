import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { LayeredNotes } from '../../src/performance/layeredNotes.js';
import { defaultLayer, type LayerSettings } from '../../src/performance/layerSettings.js';
import type { NoteScheduler } from '../../src/performance/musicalOutput.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';

/** An output that looks ahead, and what it was told. */
class LookingLog extends MusicalLog {
  readonly told: unknown[][] = [];
  readonly scheduler: NoteScheduler = {
    scheduleNote: (...values) => this.told.push(['note', ...values]),
    scheduleFirst: (...values) => this.told.push(['first', ...values]),
    moveEnd: (...values) => this.told.push(['end', ...values]),
    cancelScheduled: (...values) => this.told.push(['cancel', ...values]),
  };
}

function begin(layer: Partial<LayerSettings> = {}, channel = 0) {
  const log = new LookingLog();
  return { log, notes: new LayeredNotes(8, channel, { ...defaultLayer, ...layer }, log) };
}

function ons(log: MusicalLog): number[][] {
  return log.of('note-on').map(({ channel, key, velocity }) => [channel, key, velocity]);
}

t.test('without the layer a note is one note', async (t) => {
  const { log, notes } = begin();
  notes.press(0, 60, 100, 'timing', 1);
  notes.release(0, 2);
  t.same(
    log.events.map(({ type }) => type),
    ['note-on', 'note-off'],
  );
  t.notOk(notes.layered);
});

t.test('with it a note is two, the second by the settings', async (t) => {
  const { log, notes } = begin({ enabled: true, channel: 5, velocityOffset: -30, transpose: 7 });
  notes.press(0, 60, 100, 'timing', 1);
  notes.press(1, 125, 20, 'timing', 1);
  notes.press(2, 64, 10, 'timing', 1);
  t.same(ons(log), [
    [0, 60, 100],
    [5, 67, 70],
    [0, 125, 20],
    [0, 64, 10],
    [5, 71, 1],
  ]);
  t.equal(notes.count, 5);
  t.same(begin({ velocityOffset: 127, enabled: true }).notes.layered, true);
});

t.test('its program is chosen once, before its first note', async (t) => {
  const { log, notes } = begin({ bank: 3, program: 7 });
  notes.press(0, 60, 100, 'fixed', 1);
  notes.setLayer(true, 2);
  notes.setLayer(false, 3);
  notes.setLayer(true, 4);
  notes.press(1, 60, 100, 'fixed', 5);
  t.same(log.of('program-change'), [{ type: 'program-change', channel: 1, bank: 3, program: 7, timeUs: 2 }]);
  const fromTheStart = begin({ enabled: true });
  fromTheStart.notes.press(0, 60, 100, 'fixed', 1);
  t.same(
    fromTheStart.log.events.map(({ type }) => type),
    ['note-on', 'program-change', 'note-on'],
  );
});

t.test('a release ends what its press began', async (t) => {
  const { log, notes } = begin();
  notes.press(0, 60, 100, 'fixed', 1);
  notes.setLayer(true, 2);
  notes.press(1, 62, 100, 'fixed', 3);
  notes.setLayer(false, 4);
  notes.release(0, 5);
  notes.release(1, 6);
  t.same(
    log.of('note-off').map(({ channel, key, timeUs }) => [channel, key, timeUs]),
    [
      [0, 60, 5],
      [0, 62, 6],
      [1, 62, 6],
    ],
  );
});

t.test('new settings are for the notes to come; what sounds ends as it began', async (t) => {
  const { log, notes } = begin({ enabled: true, velocityOffset: 0 });
  notes.press(0, 60, 100, 'fixed', 1);
  notes.configure({ ...defaultLayer, enabled: true, program: 19, transpose: 12, velocityOffset: -20 }, 2);
  notes.press(1, 62, 100, 'fixed', 3);
  notes.release(0, 4);
  notes.configure({ ...defaultLayer, enabled: false, program: 19 }, 5);
  notes.press(2, 64, 100, 'fixed', 6);
  notes.release(1, 7);
  notes.release(2, 8);
  t.same(ons(log), [
    [0, 60, 100],
    [1, 60, 100],
    [0, 62, 100],
    [1, 74, 80],
    [0, 64, 100],
  ]);
  t.same(
    log.of('program-change').map(({ program, timeUs }) => [program, timeUs]),
    [
      [48, 1],
      [19, 2],
    ],
  );
  t.same(pairingFaults(log.events), []);
});

t.test('new settings of a layer that is off are sent when it is turned on', async (t) => {
  const { log, notes } = begin();
  notes.configure({ ...defaultLayer, program: 19 }, 1);
  t.same(log.take(), []);
  notes.configure({ ...defaultLayer, enabled: true, program: 19 }, 2);
  t.match(log.take(), [{ type: 'program-change', channel: 1, program: 19, timeUs: 2 }]);
});

t.test('a layer that is moved to another channel leaves no pedal behind', async (t) => {
  const { log, notes } = begin({ enabled: true });
  notes.setPedal(true, 1);
  log.take();
  notes.configure({ ...defaultLayer, enabled: true, channel: 2 }, 2);
  t.match(log.take(), [
    { type: 'control-change', channel: 1, value: 0 },
    { type: 'program-change', channel: 2 },
    { type: 'control-change', channel: 2, value: 127 },
  ]);
  notes.setPedal(false, 3);
  t.match(log.take(), [
    { channel: 0, value: 0 },
    { channel: 2, value: 0 },
  ]);
});

t.test('a layer on the keyboard’s own channel plays other notes only', async (t) => {
  const unison = begin({ enabled: true, channel: 3 }, 3);
  unison.notes.press(0, 60, 100, 'fixed', 1);
  t.same(ons(unison.log), [[3, 60, 100]]);
  const octaves = begin({ enabled: true, channel: 3, transpose: 12, velocityOffset: 0 }, 3);
  octaves.notes.press(0, 60, 100, 'fixed', 1);
  octaves.notes.press(1, 72, 100, 'fixed', 2);
  octaves.notes.release(0, 3);
  octaves.notes.release(1, 4);
  t.same(pairingFaults(octaves.log.events), []);
});

t.test('an output that looks ahead is told of both notes', async (t) => {
  const { log, notes } = begin({ velocityOffset: -10 });
  notes.schedule(60, 100, 10, 20);
  notes.setLayer(true, 0);
  notes.schedule(60, 100, 10, 20);
  notes.scheduleFirst(62, 10, 15);
  notes.setLayer(false, 0);
  notes.scheduleFirst(62, 10, 15);
  notes.moveEnd(60, 10, 15);
  notes.cancelScheduled(7);
  t.same(log.told, [
    ['note', 0, 60, 100, 10, 20],
    ['note', 0, 60, 100, 10, 20],
    ['note', 1, 60, 90, 10, 20],
    ['first', 0, 62, 10, 15],
    ['first', 1, 62, 10, 15],
    ['first', 0, 62, 10, 15],
    ['end', 0, 60, 10, 15],
    ['end', 1, 60, 10, 15],
    ['cancel', 7],
  ]);
});

t.test('an output that does not look ahead is not told', async (t) => {
  const log = new MusicalLog();
  const notes = new LayeredNotes(8, 0, { ...defaultLayer, enabled: true }, log);
  notes.schedule(60, 100, 10, 20);
  notes.scheduleFirst(60, 10, 15);
  notes.moveEnd(60, 10, 15);
  notes.cancelScheduled(7);
  t.same(log.events, []);
});

t.test('whatever happens, notes pair up on both channels', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ press: fc.nat(7), note: fc.integer({ min: 100, max: 127 }) }) },
    { weight: 4, arbitrary: fc.record({ release: fc.nat(7) }) },
    fc.record({ layer: fc.boolean() }),
    fc.record({ all: fc.constant(true) }),
  );
  const layers = fc.record({ channel: fc.nat(1), transpose: fc.integer({ min: -24, max: 24 }) });
  fc.assert(
    fc.property(layers, fc.array(step, { maxLength: 100 }), (layer, steps) => {
      const { log, notes } = begin(layer);
      for (const [timeUs, each] of steps.entries()) {
        if ('press' in each) notes.press(each.press, each.note, 64, 'fixed', timeUs);
        else if ('release' in each) notes.release(each.release, timeUs);
        else if ('layer' in each) notes.setLayer(each.layer, timeUs);
        else notes.releaseAll(timeUs);
      }
      for (let holder = 0; holder < 8; holder++) notes.release(holder, steps.length);
      assert.equal(notes.count, 0);
      assert.deepEqual(pairingFaults(log.events), []);
    }),
    { numRuns: 300 },
  );
});
