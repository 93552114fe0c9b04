import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { laptopBindings } from '../../src/performance/bindings.js';
import { laptopKeymap } from '../../src/performance/keymap.js';
import { Performer } from '../../src/performance/performer.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';

/** What the arpeggiator does to notes is in arpeggioProperties.test.ts, and what the layer does in layeredNotes.test.ts. */
const bindings = laptopBindings.filter(({ command }) => command !== 'arpeggiator' && command !== 'layer');
const programs = [0, 14, 19].map((program) => ({ bank: 0, program }));

/** One thing that a player or a client of the daemon does. */
const gesture = fc.oneof(
  { weight: 8, arbitrary: fc.record({ stroke: fc.constantFrom(...laptopKeymap.map(({ code }) => code)) }) },
  { weight: 4, arbitrary: fc.record({ stroke: fc.constantFrom(...bindings.map(({ code }) => code)) }) },
  fc.record({ octave: fc.integer({ min: -2, max: 12 }) }),
  fc.record({ transpose: fc.integer({ min: -30, max: 30 }) }),
  fc.record({ program: fc.integer({ min: 0, max: 127 }) }),
  fc.record({ panic: fc.constant(true) }),
  fc.record({ waitUs: fc.integer({ min: 0, max: 2e6 }) }),
);

t.test(
  'every note-on gets exactly one note-off, that of its own key, whatever happens in between',
  async () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 150 }), (gestures) => {
        const log = new MusicalLog();
        const settings = {
          octave: 4,
          transpose: 0,
          channel: 0,
          bank: 0,
          program: 0,
          velocity: defaultVelocity,
          bindings,
        };
        const performer = new Performer(settings, programs, log);
        /** The keys that are down, and the note that each one holds. */
        const held = new Map<number, number | undefined>();
        const everything: ReturnType<MusicalLog['take']> = [];
        let timeUs = 0;

        const press = (code: number) => {
          performer.keyDown(code, timeUs);
          const [begun] = log.of('note-on');
          held.set(code, begun?.key);
        };
        const release = (code: number) => {
          const note = held.get(code);
          held.delete(code);
          performer.keyUp(code, timeUs);
          const shared = [...held.values()].includes(note);
          const expected = note === undefined || shared ? [] : [note];
          assert.deepEqual(
            log.of('note-off').map((event) => event.key),
            expected,
            'a release ends the note of its press and no other',
          );
        };

        for (const step of gestures) {
          timeUs += 1000;
          if ('stroke' in step) (held.has(step.stroke) ? release : press)(step.stroke);
          else if ('octave' in step) performer.setOctave(step.octave);
          else if ('transpose' in step) performer.setTranspose(step.transpose);
          else if ('program' in step) performer.selectProgram(0, step.program, timeUs);
          else if ('panic' in step) performer.panic(timeUs);
          else {
            timeUs += step.waitUs;
            performer.advance(timeUs);
          }
          // After a panic nothing is on, and the keys that are down hold nothing.
          if (log.of('panic').length > 0) for (const code of held.keys()) held.set(code, undefined);
          const on = new Set([...held.values()].filter((note) => note !== undefined));
          assert.equal(performer.heldNotes, on.size);
          everything.push(...log.take());
        }
        for (const code of [...held.keys()]) {
          release(code);
          everything.push(...log.take());
        }
        assert.deepEqual(pairingFaults(everything), []);
        assert.equal(performer.heldNotes, 0);
      }),
      { numRuns: 400 },
    );
  },
);
