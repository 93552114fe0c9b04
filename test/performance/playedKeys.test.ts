import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  type ArpeggiatorSettings,
  arpeggiatorModes,
  defaultArpeggiator,
} from '../../src/performance/arpeggiatorSettings.js';
import { defaultLayer } from '../../src/performance/layerSettings.js';
import { PlayedKeys } from '../../src/performance/playedKeys.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';

const keyCodes = 8;

function begin(arpeggiator: Partial<ArpeggiatorSettings> = {}) {
  const log = new MusicalLog();
  const settings = {
    channel: 0,
    layer: defaultLayer,
    arpeggiator: { ...defaultArpeggiator, ...arpeggiator },
  };
  return { log, keys: new PlayedKeys(keyCodes, settings, log), settings: settings.arpeggiator };
}

/** "+60" and "-60" for begins and ends since the last look. */
function changes(log: MusicalLog): string[] {
  return log.take().flatMap((event) => {
    if (event.type === 'note-on') return [`+${event.key}`];
    return event.type === 'note-off' ? [`-${event.key}`] : [];
  });
}

t.test('keys sound together, or one by one', async (t) => {
  for (const mode of ['off', 'up'] as const) {
    const { keys, log } = begin({ mode });
    keys.press(0, 64, 90, 'fixed', 0);
    keys.press(1, 60, 90, 'fixed', 1);
    t.same(changes(log), mode === 'off' ? ['+64', '+60'] : ['+64']);
    t.equal(keys.count, mode === 'off' ? 2 : 1);
    keys.release(0, 2);
    keys.release(1, 3);
    t.equal(keys.count, 0);
  }
});

t.test('a key that is pressed twice ends what it began first', async (t) => {
  for (const mode of ['off', 'up'] as const) {
    const { keys, log } = begin({ mode });
    keys.press(0, 64, 90, 'fixed', 0);
    keys.press(0, 65, 90, 'fixed', 1);
    keys.release(0, 2);
    t.same(changes(log), ['+64', '-64', '+65', '-65'], mode);
    t.equal(keys.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  }
});

t.test('held keys change over, and the pedal with them', async (t) => {
  const { keys, log, settings } = begin();
  keys.setPedal(true, 0);
  keys.press(0, 64, 90, 'fixed', 1);
  keys.press(1, 60, 70, 'timing', 2);
  keys.configure({ ...settings, mode: 'up' }, 3);
  t.match(log.take().slice(3), [
    { type: 'note-off', key: 64 },
    { type: 'note-off', key: 60 },
    { type: 'control-change', value: 0 },
    { type: 'note-on', key: 60, velocity: 70, source: 'timing' },
  ]);
  t.ok(keys.sustained);
  keys.release(1, 4);
  t.same(changes(log), [], 'the pedal holds it');
  keys.configure({ ...settings, mode: 'off' }, 5);
  t.match(log.take(), [
    { type: 'note-off', key: 60 },
    { type: 'control-change', value: 127 },
    { type: 'note-on', key: 64, velocity: 90, source: 'fixed' },
  ]);
  keys.release(0, 6);
  t.same(changes(log), ['-64']);
});

t.test('endAll ends everything, and lifts the pedal', async (t) => {
  const { keys, log } = begin({ mode: 'up', hold: true });
  keys.setPedal(true, 0);
  keys.press(0, 64, 90, 'fixed', 1);
  log.take();
  keys.endAll(2);
  t.match(log.take(), [{ type: 'note-off' }, { type: 'control-change', value: 0 }]);
  t.notOk(keys.sustained);
  keys.release(0, 3);
  t.equal(keys.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  t.same(log.take(), []);
});

t.test('endHold lets go of what no key holds', async (t) => {
  const { keys, log } = begin({ mode: 'up', hold: true });
  keys.press(0, 64, 90, 'fixed', 0);
  keys.release(0, 1);
  t.not(keys.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  keys.endHold(2);
  t.same(changes(log), ['+64', '-64']);
  t.equal(keys.nextDeadlineUs(), Number.POSITIVE_INFINITY);
});

t.test(
  'new settings of the layer are heard from the next step on, and what is planned is planned anew',
  async (t) => {
    const { keys, log } = begin({ mode: 'up', tempo: 60, division: 1 });
    keys.press(0, 64, 90, 'fixed', 0);
    keys.configureLayer({ ...defaultLayer, enabled: true, transpose: 12, velocityOffset: -10 }, 1);
    t.ok(keys.layered);
    for (let due = keys.nextDeadlineUs(); due <= 1e6; due = keys.nextDeadlineUs()) keys.advance(due);
    t.same(
      log.of('note-on').map(({ channel, key, velocity, timeUs }) => [channel, key, velocity, timeUs]),
      [
        [0, 64, 90, 0],
        [0, 64, 90, 1e6],
        [1, 76, 80, 1e6],
      ],
    );
  },
);

const gesture = fc.oneof(
  { weight: 8, arbitrary: fc.record({ key: fc.nat(keyCodes - 1), note: fc.integer({ min: 60, max: 64 }) }) },
  { weight: 4, arbitrary: fc.record({ waitUs: fc.integer({ min: 0, max: 4e5 }) }) },
  fc.record({ sleepUs: fc.integer({ min: 0, max: 3e6 }) }),
  fc.record({ mode: fc.constantFrom(...arpeggiatorModes) }),
  fc.record({ tempo: fc.integer({ min: 20, max: 400 }) }),
  fc.record({ gate: fc.constantFrom(0.05, 0.5, 1), division: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ hold: fc.boolean() }),
  fc.record({ pedal: fc.boolean() }),
  fc.record({ layer: fc.boolean() }),
  fc.record({ panic: fc.constant(true) }),
);

t.test(
  'every note-on gets one note-off, times never run backwards, and nothing goes on when all is up',
  async () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 120 }), (gestures) => {
        const { keys, log, settings: first } = begin();
        let settings = first;
        let timeUs = 0;
        const down = new Set<number>();
        const advanceTo = (untilUs: number): void => {
          for (let due = keys.nextDeadlineUs(); due < untilUs; due = keys.nextDeadlineUs()) keys.advance(due);
          timeUs = untilUs;
        };
        for (const step of gestures) {
          if ('key' in step) {
            if (down.delete(step.key)) keys.release(step.key, timeUs);
            else {
              down.add(step.key);
              keys.press(step.key, step.note, 64, 'fixed', timeUs);
            }
          } else if ('waitUs' in step) advanceTo(timeUs + step.waitUs);
          else if ('sleepUs' in step) {
            timeUs += step.sleepUs;
            keys.advance(timeUs);
          } else if ('pedal' in step) keys.setPedal(step.pedal, timeUs);
          else if ('layer' in step) keys.setLayer(step.layer, timeUs);
          else if ('panic' in step) keys.endAll(timeUs);
          else {
            settings = { ...settings, ...step };
            keys.configure(settings, timeUs);
          }
        }
        for (const key of down) keys.release(key, timeUs);
        keys.setPedal(false, timeUs);
        keys.endHold(timeUs);
        assert.equal(keys.nextDeadlineUs(), Number.POSITIVE_INFINITY);
        assert.equal(keys.count, 0);
        assert.deepEqual(pairingFaults(log.events), []);
        const times = log.events.map((event) => event.timeUs);
        assert.ok(
          times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)),
          times.join(' '),
        );
      }),
      { numRuns: 500 },
    );
  },
);
