/** The sequencer of the real libfluidsynth, rendered without a driver. */
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { loadFluidLibrary } from '../../src/synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../../src/synthesizer/fluidSynthesizer.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';
import { TimedNotes } from '../../src/synthesizer/timedNotes.js';

const builtin = fileURLToPath(new URL('../../assets/builtin.sf2', import.meta.url));
const library = loadFluidLibrary();
const sampleRate = 48_000;
const blockFrames = 64;
const organ = 19;

/** A synthesizer whose notes are silent as soon as they have ended, or nearly. */
function create(t: Test): FluidSynthesizer {
  const { reverb, chorus } = defaultAudio;
  const dry = { reverb: { ...reverb, enabled: false }, chorus: { ...chorus, enabled: false } };
  const synthesizer = new FluidSynthesizer(library, { ...defaultAudio, ...dry, gainDb: 0 });
  t.teardown(() => synthesizer.close());
  synthesizer.loadSoundFont(builtin);
  synthesizer.selectProgram(0, 0, organ);
  return synthesizer;
}

/** The frames in which sound begins after 20 ms of silence, over the next milliseconds. */
function onsets(
  synthesizer: FluidSynthesizer,
  ms: number,
  before: (frame: number) => void = () => undefined,
) {
  const block = new Int16Array(blockFrames * 2);
  const found: number[] = [];
  let quiet = sampleRate;
  for (let frame = 0; frame < (ms * sampleRate) / 1000; frame++) {
    if (frame % blockFrames === 0) {
      before(frame);
      synthesizer.render(block, blockFrames);
    }
    if (Math.abs(block[(frame % blockFrames) * 2] ?? 0) < 100) quiet++;
    else {
      if (quiet > sampleRate / 50) found.push(frame);
      quiet = 0;
    }
  }
  return found;
}

t.test('a note begins in the block in which its time has come, and ends', (t) => {
  const synthesizer = create(t);
  const { sequencer } = synthesizer;
  sequencer.noteOn(100, 1, 0, 60, 100);
  sequencer.noteOff(150, 2, 0, 60);
  const [first = 0] = onsets(synthesizer, 140);
  const attackFrames = first - (100 * sampleRate) / 1000;
  t.ok(attackFrames >= 0 && attackFrames < 3 * blockFrames, `${attackFrames} frames after its time`);
  t.ok(Math.abs(sequencer.nowMs() - 140) <= 2);
  t.ok(synthesizer.activeVoices() > 0);
  onsets(synthesizer, 500);
  t.equal(synthesizer.activeVoices(), 0);
  t.end();
});

t.test('an event whose time is past is played at once', (t) => {
  const synthesizer = create(t);
  onsets(synthesizer, 50);
  synthesizer.sequencer.noteOn(10, 1, 0, 60, 100);
  t.equal(onsets(synthesizer, 20).length, 1);
  t.end();
});

t.test('of two events at one time a note-off comes first, whichever was sent first', (t) => {
  const synthesizer = create(t);
  const { sequencer } = synthesizer;
  sequencer.noteOn(50, 1, 0, 60, 100);
  sequencer.noteOn(100, 2, 0, 60, 100);
  sequencer.noteOff(100, 3, 0, 60);
  onsets(synthesizer, 1000);
  t.ok(synthesizer.activeVoices() > 0, 'the note that began with the end of the other goes on');
  sequencer.noteOff(0, 4, 0, 60);
  onsets(synthesizer, 1000);
  t.equal(synthesizer.activeVoices(), 0);
  t.end();
});

t.test('an event is taken back by its ticket, or all are', (t) => {
  const synthesizer = create(t);
  const { sequencer } = synthesizer;
  for (const ticket of [1, 2, 32_000]) sequencer.noteOn(50, ticket, 0, 60 + (ticket % 10), 100);
  sequencer.remove(1);
  sequencer.remove(32_000);
  onsets(synthesizer, 100);
  t.equal(synthesizer.activeVoices(), 1);
  synthesizer.allSoundOff();
  for (const ticket of [1, 2, 3]) sequencer.noteOn(200, ticket, 0, 60 + ticket, 100);
  sequencer.removeAll();
  onsets(synthesizer, 300);
  t.equal(synthesizer.activeVoices(), 0);
  t.end();
});

t.test('timed notes are heard as evenly as blocks allow', (t) => {
  const synthesizer = create(t);
  let nowUs = 0;
  const timed = new TimedNotes(synthesizer.sequencer, synthesizer, synthesizer.blockMs, () => nowUs);
  const stepUs = 125_000;
  let step = 1;
  const heard = onsets(synthesizer, 5000, (frame) => {
    nowUs = (frame / sampleRate) * 1e6;
    for (; step * stepUs < nowUs + 100_000; step++) {
      timed.schedule(0, 60, 100, step * stepUs, step * stepUs + 30_000);
      timed.begin(0, 60, step * stepUs);
      timed.end(0, 60, step * stepUs + 30_000);
    }
  });
  t.equal(heard.length, 39);
  const steps = heard.slice(1).map((frame, index) => frame - (heard[index] ?? 0));
  const stepFrames = (stepUs * sampleRate) / 1e6;
  t.ok(
    steps.every((frames) => Math.abs(frames - stepFrames) <= blockFrames),
    steps.join(' '),
  );
  t.end();
});
