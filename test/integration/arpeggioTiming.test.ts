/** From strokes to audio in virtual time: how evenly an arpeggio is heard, and that nothing hangs or heaps up. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { key } from '../../src/linux/inputEventCodes.js';
import { arpeggiatorModes } from '../../src/performance/arpeggiatorSettings.js';
import { defaultLayer } from '../../src/performance/layerSettings.js';
import { seededSequence } from '../../src/performance/randomSequence.js';
import { pairingFaults } from '../support/musicalLog.js';
import { VirtualAudio } from '../support/virtualAudio.js';
import { sixteenths, VirtualPlayer } from '../support/virtualPlayer.js';

const stepMs = 125;

/** A play thread that wakes up to 0.3 ms late, and one time in twenty up to 10 ms. */
function busyMachine(seed: number): () => number {
  const random = seededSequence(seed);
  let draws = 0;
  return () => (random(draws++) < 0.05 ? 10_000 : 300) * random(draws++);
}

/** How far the intervals between onsets are from a step, in milliseconds. */
function spacingErrors(audio: VirtualAudio): number[] {
  return audio.onsets.slice(1).map(({ ms }, index) => ms - (audio.onsets[index]?.ms ?? 0) - stepMs);
}

function greatest(errors: readonly number[]): number {
  return Math.max(...errors.map(Math.abs));
}

function playForTenSeconds(player: VirtualPlayer): void {
  player.runTo(1_234_567);
  player.performer.keyDown(key.q, player.nowUs - 150);
  player.runTo(11_234_567);
  player.performer.keyUp(key.q, player.nowUs);
  player.runTo(12_000_000);
}

for (const periodFrames of [64, 256, 1024, 4096]) {
  for (const rate of [1, 1.0002, 0.9998]) {
    t.test(`even to a block: periods of ${periodFrames} frames, sound card at ${rate}`, async (t) => {
      const audio = new VirtualAudio(periodFrames, rate);
      playForTenSeconds(new VirtualPlayer(audio, { arpeggiator: sixteenths }, busyMachine(periodFrames)));
      t.ok(audio.onsets.length >= 79, `${audio.onsets.length} steps`);
      // The first, by itself, is as soon as any key; the others follow it evenly. The clock's mean is approached meanwhile.
      const errors = spacingErrors(audio);
      t.ok(greatest(errors) <= 2 * audio.blockMs, `${greatest(errors)} ms at most`);
      t.equal(audio.notesOn, 0);
      t.equal(audio.waiting, 0);
      t.equal(audio.doubled, 0);
    });
  }
}

t.test('it is the sequencer that makes it even', async (t) => {
  const audio = new VirtualAudio(256);
  playForTenSeconds(new VirtualPlayer(audio, { arpeggiator: sixteenths }, busyMachine(1), false));
  t.ok(greatest(spacingErrors(audio)) > 5, `${greatest(spacingErrors(audio))} ms`);
});

t.test('a sound card that stops and goes on brings no burst', async (t) => {
  const audio = new VirtualAudio(256);
  const player = new VirtualPlayer(audio, { arpeggiator: { ...sixteenths, tempo: 400, division: 12 } });
  player.performer.keyDown(key.q, 0);
  player.runTo(1e6);
  audio.stopped = true;
  player.runTo(3e6);
  t.ok(audio.waiting <= 2, `${audio.waiting} events wait`);
  t.ok(player.counters.get('notesMuted') > 100, 'steps that are not heard are counted');
  const before = audio.onsets.length;
  audio.stopped = false;
  player.runTo(3.1e6);
  t.ok(audio.onsets.length - before <= 9, `${audio.onsets.length - before} onsets in 100 ms`);
  player.performer.keyUp(key.q, player.nowUs);
  player.runTo(4e6);
  t.equal(audio.notesOn, 0);
});

t.test('what is muted is not heaped up, and what waited is taken back', async (t) => {
  const audio = new VirtualAudio(256);
  const player = new VirtualPlayer(audio, { arpeggiator: sixteenths });
  player.performer.keyDown(key.q, 0);
  player.runTo(1_050_000);
  t.ok(audio.waiting > 0);
  player.output.muted = true;
  t.equal(audio.waiting, 0);
  const before = audio.onsets.length;
  player.runTo(3e6);
  t.equal(audio.onsets.length, before);
  player.output.muted = false;
  player.runTo(4e6);
  t.ok(Math.abs(audio.onsets.length - before - 8) <= 1, 'it goes on');
  player.performer.panic(player.nowUs);
  t.equal(audio.notesOn, 0);
  t.equal(audio.waiting, 0);
});

t.test('what is played is what is told: each event once, at its exact time', async (t) => {
  const audio = new VirtualAudio(256);
  playForTenSeconds(new VirtualPlayer(audio, { arpeggiator: sixteenths }, busyMachine(3)));
  const player = new VirtualPlayer(new VirtualAudio(256), { arpeggiator: sixteenths }, busyMachine(3));
  playForTenSeconds(player);
  const events = player.events.take();
  const ons = events.filter(({ type }) => type === 'note-on');
  t.same(
    ons.map(({ timeUs }) => timeUs),
    ons.map((_, index) => 1_234_567 - 150 + index * stepMs * 1000),
  );
  t.equal(ons.length, audio.onsets.length);
  t.equal(events.length, 2 * ons.length);
});

const notes = [key.q, key.w, key.k, key.r] as const;
const gesture = fc.oneof(
  { weight: 8, arbitrary: fc.record({ stroke: fc.constantFrom(...notes, key.space) }) },
  { weight: 6, arbitrary: fc.record({ waitUs: fc.integer({ min: 0, max: 300_000 }) }) },
  { weight: 2, arbitrary: fc.record({ sleepUs: fc.integer({ min: 0, max: 500_000 }) }) },
  fc.record({ mode: fc.constantFrom(...arpeggiatorModes) }),
  fc.record({ tempo: fc.constantFrom(20, 120, 400) }),
  fc.record({ layer: fc.boolean() }),
  fc.record({ stopped: fc.boolean() }),
  fc.record({ muted: fc.boolean() }),
  fc.record({ panic: fc.constant(true) }),
);

type Gesture = typeof gesture extends fc.Arbitrary<infer Value> ? Value : never;

t.test('whatever happens, nothing hangs: neither in what is told nor in what sounds', async () => {
  const run = (gestures: readonly Gesture[], periodFrames: number, gate: number) => {
    const audio = new VirtualAudio(periodFrames, 1.0001);
    const settings = {
      arpeggiator: { ...sixteenths, gate },
      layer: { ...defaultLayer, transpose: 12 },
    };
    const player = new VirtualPlayer(audio, settings, busyMachine(9));
    const down = new Set<number>();
    const { performer } = player;
    for (const step of gestures) {
      if ('stroke' in step) {
        if (down.delete(step.stroke)) performer.keyUp(step.stroke, player.nowUs);
        else {
          down.add(step.stroke);
          performer.keyDown(step.stroke, player.nowUs);
        }
      } else if ('waitUs' in step) player.runTo(player.nowUs + step.waitUs);
      else if ('sleepUs' in step) player.sleep(step.sleepUs);
      else if ('mode' in step) performer.setArpeggiator(step.mode, player.nowUs);
      else if ('tempo' in step) performer.setTempo(step.tempo, player.nowUs);
      else if ('layer' in step) performer.setLayer(step.layer, player.nowUs);
      else if ('stopped' in step) audio.stopped = step.stopped;
      else if ('muted' in step) {
        // As the engine does when a driver is lost, and when it has come back.
        if (!step.muted && player.output.muted) audio.allSoundOff();
        player.output.muted = step.muted;
      } else performer.panic(player.nowUs);
    }
    audio.stopped = false;
    if (player.output.muted) audio.allSoundOff();
    player.output.muted = false;
    for (const code of down) performer.keyUp(code, player.nowUs);
    player.runTo(player.nowUs + 4e6);
    assert.equal(performer.heldNotes, 0);
    assert.equal(audio.waiting, 0);
    assert.equal(audio.notesOn, 0);
    const told = player.events.take().flatMap(({ type, channel, first, timeUs }) => {
      if (type !== 'note-on' && type !== 'note-off') return [];
      return [{ type, channel, key: first, timeUs, velocity: 1, source: 'fixed' } as const];
    });
    assert.deepEqual(pairingFaults(told), []);
  };
  const periods = fc.constantFrom(64, 256, 1024, 8192);
  const gates = fc.constantFrom(0.05, 0.5, 1);
  fc.assert(fc.property(fc.array(gesture, { maxLength: 80 }), periods, gates, run), { numRuns: 2000 });
});
