import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { PlayPath } from '../../src/engine/playPath.js';
import type { KeyboardDecoder } from '../../src/input/keyboardDecoder.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { defaultArpeggiator } from '../../src/performance/arpeggiatorSettings.js';
import { laptopBindings } from '../../src/performance/bindings.js';
import { laptopKeymap } from '../../src/performance/keymap.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';

function begin(chatterWindowUs = 20_000) {
  const log = new MusicalLog();
  const performer = { octave: 4, transpose: 0, channel: 0, bank: 0, program: 0, velocity: defaultVelocity };
  const programs = [0, 14].map((program) => ({ bank: 0, program }));
  return { log, path: new PlayPath({ performer, chatterWindowUs }, programs, log) };
}

function stroke(decoder: KeyboardDecoder, code: number, down: boolean, timeUs: number): void {
  decoder.event(eventType.key, code, down ? 1 : 0, timeUs);
  decoder.event(eventType.syn, syn.report, 0, timeUs);
}

t.test('a key of any node sounds with the time of its event', async (t) => {
  const { log, path } = begin();
  const [one, other] = [path.addKeyboard(), path.addKeyboard()];
  stroke(one, key.q, true, 1000);
  stroke(other, key.w, true, 2000);
  t.match(log.events, [
    { type: 'note-on', key: 48, timeUs: 1000 },
    { type: 'note-on', key: 50, timeUs: 2000 },
  ]);
  t.equal(path.statistics.events, 4);
  t.equal(path.performer.heldNotes, 2);
});

t.test(
  'with nothing left to play on, a latched arpeggio ends, and so does a release that waits',
  async (t) => {
    const log = new MusicalLog();
    const performer = { octave: 4, transpose: 0, channel: 0, bank: 0, program: 0, velocity: defaultVelocity };
    const arpeggiator = { ...defaultArpeggiator, mode: 'up', hold: true } as const;
    const settings = { performer: { ...performer, arpeggiator }, chatterWindowUs: 20_000 };
    const path = new PlayPath(settings, [], log);
    const decoder = path.addKeyboard();
    stroke(decoder, key.q, true, 1000);
    decoder.releaseAll(2000);
    path.endHold(2000);
    t.equal(path.nextDeadlineUs(), Number.POSITIVE_INFINITY);
    t.same(pairingFaults(log.events), []);
    t.equal(log.of('note-on').length, 1);
  },
);

t.test('the deadline is the earlier of a waiting key and a held Esc, and happens in its time', async (t) => {
  const { log, path } = begin();
  const decoder = path.addKeyboard();
  t.equal(path.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  stroke(decoder, key.esc, true, 0);
  t.equal(path.nextDeadlineUs(), 1e6);
  stroke(decoder, key.q, true, 900_000);
  stroke(decoder, key.q, false, 905_000);
  t.equal(path.nextDeadlineUs(), 920_000, 'the release waits for the end of the chatter window');
  path.advance(919_999);
  t.equal(log.of('note-off').length, 0);
  path.advance(920_000);
  t.match(log.of('note-off'), [{ timeUs: 920_000 }]);
  path.advance(1e6);
  t.ok(path.performer.deactivationRequested);
  t.equal(path.nextDeadlineUs(), Number.POSITIVE_INFINITY);
});

t.test('what was due while nobody looked happens with the time at which it was due', async (t) => {
  const { log, path } = begin();
  const decoder = path.addKeyboard();
  stroke(decoder, key.q, true, 0);
  stroke(decoder, key.q, false, 5000);
  path.advance(3e6);
  t.match(log.of('note-off'), [{ timeUs: 20_000 }]);
  stroke(decoder, key.w, true, 2e6);
  t.match(log.of('note-on').at(-1), { timeUs: 3e6 }, 'and nothing after it is earlier than the look');
});

t.test('panic ends what is held', async (t) => {
  const { log, path } = begin();
  stroke(path.addKeyboard(), key.q, true, 10);
  path.panic(20);
  t.same(pairingFaults(log.events), []);
  t.match(log.of('panic'), [{ timeUs: 20 }]);
});

const codes = [...laptopKeymap, ...laptopBindings].map(({ code }) => code);
const time = fc.integer({ min: 0, max: 3e6 });
/** Kernel events as they come, and as they never should. */
const event = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      node: fc.nat({ max: 2 }),
      type: fc.constant<number>(eventType.key),
      code: fc.constantFrom(...codes),
      value: fc.integer({ min: 0, max: 2 }),
      time,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      node: fc.nat({ max: 2 }),
      type: fc.nat({ max: 0xffff }),
      code: fc.nat({ max: 0xffff }),
      value: fc.integer(),
      time,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      node: fc.nat({ max: 2 }),
      type: fc.constant<number>(eventType.syn),
      code: fc.constantFrom<number>(syn.report, syn.dropped),
      value: fc.constant(0),
      time,
    }),
  },
);

t.test('whatever comes in, notes pair up, and the music never runs backwards', async () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 300 }),
      fc.constantFrom(0, 5000, 20_000, 100_000),
      fc.boolean(),
      (events, chatterWindowUs, sorted) => {
        const { log, path } = begin(chatterWindowUs);
        const nodes = [path.addKeyboard(), path.addKeyboard(), path.addKeyboard()];
        if (sorted) events.sort((a, b) => a.time - b.time);
        for (const { node, type, code, value, time } of events) {
          path.advance(time);
          nodes[node]?.event(type, code, value, time);
        }
        for (const node of nodes) node.releaseAll(4e6);
        while (path.nextDeadlineUs() < Number.POSITIVE_INFINITY) path.advance(path.nextDeadlineUs());
        assert.deepEqual(pairingFaults(log.events), []);
        assert.equal(path.performer.heldNotes, 0);
        const times = log.events.map(({ timeUs }) => timeUs);
        assert.deepEqual(
          times,
          [...times].sort((a, b) => a - b),
        );
      },
    ),
    { numRuns: 300 },
  );
});
