import t from 'tap';
import { CounterReader, CounterWriter, createCounters } from '../../src/engine/counters.js';
import { createEventRing, EventRingReader, EventRingWriter } from '../../src/engine/eventRing.js';
import { SoundingOutput } from '../../src/engine/soundingOutput.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { controller } from '../../src/midi/messages.js';
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';
import { TimedNotes } from '../../src/synthesizer/timedNotes.js';
import { VirtualAudio } from '../support/virtualAudio.js';

function begin(presets?: readonly string[]) {
  const [counters, ring] = [createCounters(), createEventRing()];
  const synthesizer = new RecordingSynthesizer(presets);
  const output = new SoundingOutput(synthesizer, new CounterWriter(counters), new EventRingWriter(ring));
  return { output, synthesizer, counters: new CounterReader(counters), events: new EventRingReader(ring) };
}

t.test('each event reaches the synthesizer and the ring, in order', async (t) => {
  const { output, synthesizer, events } = begin();
  output.noteOn(1, 60, 100, 'position', 10);
  output.noteOff(1, 60, 20);
  output.controlChange(2, 74, 33, 30);
  output.programChange(3, 128, 5, 40);
  output.pitchBend(4, 16383, 50);
  t.same(synthesizer.calls, [
    { method: 'noteOn', values: [1, 60, 100] },
    { method: 'noteOff', values: [1, 60] },
    { method: 'controlChange', values: [2, 74, 33] },
    { method: 'selectProgram', values: [3, 128, 5] },
    { method: 'pitchBend', values: [4, 16383] },
  ]);
  t.match(events.take(), [
    { type: 'note-on', channel: 1, first: 60, second: 100, source: 'position', timeUs: 10 },
    { type: 'note-off', channel: 1, first: 60, timeUs: 20 },
    { type: 'control-change', channel: 2, first: 74, second: 33, timeUs: 30 },
    { type: 'program-change', channel: 3, first: 128, second: 5, timeUs: 40 },
    { type: 'pitch-bend', channel: 4, first: 16383, timeUs: 50 },
  ]);
});

t.test('notes are counted, with their velocity and the time since their event', async (t) => {
  const { output, counters } = begin();
  output.noteOn(0, 60, 100, 'fixed', monotonicUs());
  output.noteOn(0, 62, 1, 'fixed', monotonicUs());
  output.noteOff(0, 60, 0);
  const { values, velocities, latencyUs } = counters.snapshot();
  t.match(values, { notesOn: 2, notesOff: 1, notesMuted: 0 });
  t.same([velocities[100], velocities[1]], [1, 1]);
  t.equal(
    latencyUs.reduce((sum, count) => sum + count, 0),
    2,
  );
});

t.test('muted: notes are kept from the synthesizer and counted; everything else gets through', async (t) => {
  const { output, synthesizer, counters, events } = begin();
  output.muted = true;
  output.noteOn(0, 60, 100, 'fixed', 1);
  output.noteOff(0, 60, 2);
  t.same(synthesizer.calls, []);
  output.controlChange(0, 64, 0, 3);
  output.programChange(0, 0, 5, 4);
  output.pitchBend(0, 8192, 5);
  t.same(
    synthesizer.calls.map(({ method }) => method),
    ['controlChange', 'selectProgram', 'pitchBend'],
  );
  t.match(counters.snapshot().values, { notesOn: 1, notesMuted: 1, notesOff: 1 });
  t.equal(events.take().length, 5, 'whoever shows what is played sees it all');
  output.muted = false;
  output.noteOn(0, 62, 100, 'fixed', 6);
  t.same(synthesizer.calls.at(-1), { method: 'noteOn', values: [0, 62, 100] });
});

t.test('a program that the sound font does not have is remembered until it was reported', async (t) => {
  const { output, events } = begin(['0:0']);
  output.programChange(0, 0, 0, 1);
  t.equal(output.missingProgram, undefined);
  output.programChange(0, 3, 7, 2);
  t.same(output.missingProgram, { bank: 3, program: 7 });
  t.equal(events.take().length, 2);
});

t.test('panic silences every channel, even while muted', async (t) => {
  const { output, synthesizer, events } = begin();
  output.muted = true;
  output.panic(9);
  t.same(synthesizer.calls, [
    { method: 'allSoundOff', values: [] },
    { method: 'controlChange', values: [0, controller.resetAllControllers, 0] },
  ]);
  t.match(events.take(), [{ type: 'panic', timeUs: 9 }]);
});

/** An output that looks ahead, on virtual audio. */
function looking() {
  const audio = new VirtualAudio(64);
  const counters = createCounters();
  const timed = new TimedNotes(audio, audio, audio.blockMs, () => 0);
  const ring = new EventRingWriter(createEventRing());
  const output = new SoundingOutput(audio, new CounterWriter(counters), ring, timed);
  return { audio, output, counters: new CounterReader(counters) };
}

t.test('without a sequencer it does not look ahead', async (t) => {
  t.equal(begin().output.scheduler, undefined);
});

t.test('a note that is scheduled is played by the sequencer, and counted when it is reported', async (t) => {
  const { audio, output, counters } = looking();
  output.scheduler?.scheduleNote(0, 60, 100, 10_000, 20_000);
  t.equal(audio.waiting, 2);
  output.noteOn(0, 60, 100, 'fixed', 10_000);
  t.equal(audio.notesOn, 0, 'not by the report');
  t.equal(counters.get('notesOn'), 1);
  t.ok(
    counters.snapshot().latencyUs.every((count) => count === 0),
    'how late the report is says nothing about the sound',
  );
  audio.renderTo(15_000);
  t.equal(audio.notesOn, 1);
  audio.renderTo(25_000);
  output.noteOff(0, 60, 20_000);
  t.equal(audio.notesOn, 0);
  t.equal(counters.get('notesOff'), 1);
});

t.test('one that ends early, or is taken back, does not sound on', async (t) => {
  const { audio, output } = looking();
  output.scheduleNote(0, 60, 100, 1_000, 90_000);
  output.scheduleNote(0, 61, 100, 100_000, 110_000);
  audio.renderTo(5_000);
  output.noteOn(0, 60, 100, 'fixed', 1_000);
  t.equal(audio.notesOn, 1);
  output.cancelScheduled(2_000);
  output.noteOff(0, 60, 6_000);
  t.equal(audio.notesOn, 0);
  t.equal(audio.waiting, 0);
});

t.test('muting and panic take back what is scheduled; nothing is scheduled while it is muted', async (t) => {
  const { audio, output, counters } = looking();
  output.scheduleNote(0, 60, 100, 10_000, 20_000);
  output.panic(5_000);
  t.equal(audio.waiting, 0);
  output.scheduleNote(0, 60, 100, 10_000, 20_000);
  output.muted = true;
  t.equal(audio.waiting, 0);
  output.scheduleNote(0, 61, 100, 10_000, 20_000);
  output.scheduleFirst(0, 61, 10_000, 15_000);
  output.moveEnd(0, 61, 10_000, 16_000);
  t.equal(audio.waiting, 0);
  output.noteOn(0, 61, 100, 'fixed', 10_000);
  output.noteOff(0, 61, 20_000);
  t.equal(counters.get('notesMuted'), 1);
});
