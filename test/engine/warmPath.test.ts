/** Keys that nobody hears, through the real libfluidsynth. */
import { fstatSync, readdirSync } from 'node:fs';
import koffi from 'koffi';
import t, { type Test } from 'tap';
import { WarmPath } from '../../src/engine/warmPath.js';
import { loadFluidLibrary } from '../../src/synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../../src/synthesizer/fluidSynthesizer.js';
import { testSettings } from '../support/testEngine.js';

const settings = testSettings({ 'audio.reverb.level': 1, 'audio.reverb.room_size': 1 });

function create(t: Test): { synthesizer: FluidSynthesizer; warm: WarmPath } {
  const synthesizer = new FluidSynthesizer(loadFluidLibrary(), settings.audio);
  synthesizer.loadSoundFont(settings.soundFont);
  const warm = new WarmPath(settings, synthesizer);
  t.teardown(() => {
    warm.close();
    synthesizer.close();
  });
  return { synthesizer, warm };
}

/** The loudest sample of the next so many frames. */
function peak(synthesizer: FluidSynthesizer, frames: number): number {
  const block = new Int16Array(frames * 2);
  synthesizer.render(block, frames);
  return block.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
}

t.test('what prepares the path leaves no voice, no sound, no echo', (t) => {
  const { synthesizer, warm } = create(t);
  warm.prepare();
  t.equal(synthesizer.activeVoices(), 0);
  // One step of 16 bits is the dither.
  t.ok(peak(synthesizer, 48_000) <= 1);
  synthesizer.noteOn(0, 60, 100);
  t.ok(peak(synthesizer, 4800) > 300, 'the gain is that of the settings again');
  t.end();
});

t.test('strokes that keep it warm are not heard, also while a note sounds', (t) => {
  const { synthesizer, warm } = create(t);
  const reference = create(t).synthesizer;
  for (const each of [synthesizer, reference]) {
    each.selectProgram(0, 0, 19);
    each.noteOn(0, 60, 100);
  }
  const heard = new Int16Array(128);
  const expected = new Int16Array(128);
  let difference = 0;
  for (let block = 0; block < 200; block++) {
    warm.stroke();
    synthesizer.render(heard, 64);
    reference.render(expected, 64);
    for (let index = 0; index < 128; index++)
      difference = Math.max(difference, Math.abs((heard[index] ?? 0) - (expected[index] ?? 0)));
  }
  t.equal(difference, 0, 'sample for sample');
  t.equal(synthesizer.activeVoices(), reference.activeVoices());
  t.end();
});

t.test('its pipes are closed with it', (t) => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  const synthesizer = new FluidSynthesizer(loadFluidLibrary(), settings.audio);
  synthesizer.loadSoundFont(settings.soundFont);
  const before = open();
  const warm = new WarmPath(settings, synthesizer);
  warm.prepare();
  t.equal(open(), before + 2);
  warm.close();
  t.equal(open(), before);
  synthesizer.close();
  t.end();
});

t.test('without a descriptor to be had it is an error, and nothing else is closed', (t) => {
  const synthesizer = new FluidSynthesizer(loadFluidLibrary(), settings.audio);
  t.teardown(() => synthesizer.close());
  const libc = koffi.load('libc.so.6');
  const openFiles = 7;
  const limits = new BigUint64Array(2);
  libc.func('int getrlimit(int resource, void *limits)')(openFiles, limits);
  const limit = libc.func('int setrlimit(int resource, const void *limits)');
  limit(openFiles, BigUint64Array.of(3n, limits[1] ?? 0n));
  t.teardown(() => limit(openFiles, limits));
  let thrown: unknown;
  try {
    new WarmPath(settings, synthesizer);
  } catch (error) {
    thrown = error;
  }
  limit(openFiles, limits);
  t.match(thrown, { code: 'ENGINE_CRASHED', message: /EMFILE/, remedy: /ulimit/ });
  t.ok(fstatSync(0), 'standard input is as it was');
  t.end();
});
