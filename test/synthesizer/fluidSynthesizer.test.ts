/** The real libfluidsynth with the built-in sound font, rendered without a driver. */
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { availableDrivers, loadFluidLibrary } from '../../src/synthesizer/fluidLibrary.js';
import { FluidSynthesizer, inaudibleChannel } from '../../src/synthesizer/fluidSynthesizer.js';
import { type AudioSettings, defaultAudio } from '../../src/synthesizer/settings.js';
import { estimatePitchHz, rms } from '../support/pitch.js';

const builtin = fileURLToPath(new URL('../../assets/builtin.sf2', import.meta.url));
const library = loadFluidLibrary();
const sampleRate = 48_000;
const organ = 19;
/** Without effects, so that sound ends with its notes. */
const dry: AudioSettings = {
  ...defaultAudio,
  reverb: { ...defaultAudio.reverb, enabled: false },
  chorus: { ...defaultAudio.chorus, enabled: false },
};

function create(t: Test, settings: AudioSettings = dry): FluidSynthesizer {
  const synthesizer = new FluidSynthesizer(library, settings);
  t.teardown(() => synthesizer.close());
  synthesizer.loadSoundFont(builtin);
  return synthesizer;
}

/** The next so many seconds of the left channel, between −1 and 1. */
function listen(synthesizer: FluidSynthesizer, seconds: number): Float32Array {
  const frames = Math.round(seconds * sampleRate);
  const block = new Int16Array(frames * 2);
  synthesizer.render(block, frames);
  return Float32Array.from({ length: frames }, (_, frame) => (block[frame * 2] ?? 0) / 32_768);
}

t.test('a note has its pitch, and ends', (t) => {
  const synthesizer = create(t);
  synthesizer.selectProgram(0, 0, organ);
  synthesizer.noteOn(0, 69, 100);
  listen(synthesizer, 0.1);
  t.ok(Math.abs((estimatePitchHz(listen(synthesizer, 0.5), sampleRate) ?? 0) - 440) < 1);
  t.ok(synthesizer.activeVoices() > 0);
  synthesizer.noteOff(0, 69);
  listen(synthesizer, 1);
  t.equal(synthesizer.activeVoices(), 0);
  t.ok(rms(listen(synthesizer, 0.1)) < 1e-4);
  t.end();
});

t.test('velocity, gain and volume make it louder', (t) => {
  const level = (change: (synthesizer: FluidSynthesizer) => void, velocity = 100): number => {
    const synthesizer = create(t);
    change(synthesizer);
    synthesizer.noteOn(0, 60, velocity);
    return rms(listen(synthesizer, 0.5));
  };
  const plain = level(() => undefined);
  t.ok(level(() => undefined, 50) < plain);
  t.ok(level((synthesizer) => synthesizer.setGain(0.1)) < plain / 2);
  t.ok(level((synthesizer) => synthesizer.controlChange(0, 7, 30)) < plain / 2);
  t.end();
});

t.test('pitch bend reaches as far as its range', (t) => {
  const synthesizer = create(t);
  synthesizer.selectProgram(0, 0, organ);
  synthesizer.setPitchBendRange(0, 12);
  synthesizer.noteOn(0, 57, 100);
  synthesizer.pitchBend(0, 16_383);
  listen(synthesizer, 0.1);
  t.ok(Math.abs((estimatePitchHz(listen(synthesizer, 0.5), sampleRate) ?? 0) - 440) < 4, 'an octave up');
  synthesizer.pitchBend(0, 8192);
  listen(synthesizer, 0.1);
  t.ok(Math.abs((estimatePitchHz(listen(synthesizer, 0.5), sampleRate) ?? 0) - 220) < 1, 'and back');
  t.end();
});

t.test('programs: those of the font, and nothing changes for others', (t) => {
  const synthesizer = create(t);
  t.equal(synthesizer.selectProgram(0, 0, organ), true);
  t.equal(synthesizer.programName(0), 'Organ');
  t.equal(synthesizer.selectProgram(0, 7, 77), false);
  t.equal(synthesizer.programName(0), 'Organ');
  t.end();
});

t.test('sound off is at once, notes off by release; a sustained note waits for the pedal', (t) => {
  const synthesizer = create(t);
  synthesizer.selectProgram(0, 0, organ);
  synthesizer.noteOn(0, 60, 100);
  listen(synthesizer, 0.2);
  synthesizer.allSoundOff();
  listen(synthesizer, 0.01);
  t.equal(synthesizer.activeVoices(), 0);

  synthesizer.controlChange(0, 64, 127);
  synthesizer.noteOn(0, 60, 100);
  listen(synthesizer, 0.2);
  synthesizer.noteOff(0, 60);
  listen(synthesizer, 1);
  t.ok(synthesizer.activeVoices() > 0, 'held by the pedal');
  synthesizer.controlChange(0, 64, 0);
  listen(synthesizer, 1);
  t.equal(synthesizer.activeVoices(), 0);

  synthesizer.noteOn(0, 60, 100);
  listen(synthesizer, 0.2);
  synthesizer.allNotesOff();
  listen(synthesizer, 1);
  t.equal(synthesizer.activeVoices(), 0);
  t.end();
});

t.test('the inaudible channel is that, also after a reset', (t) => {
  const synthesizer = create(t);
  const strike = (): void => {
    synthesizer.noteOn(inaudibleChannel, 60, 127);
    t.equal(synthesizer.activeVoices(), 0);
    t.ok(rms(listen(synthesizer, 0.1)) < 1e-4);
    synthesizer.noteOff(inaudibleChannel, 60);
  };
  strike();
  synthesizer.noteOn(0, 60, 100);
  synthesizer.controlChange(0, 7, 3);
  synthesizer.reset();
  listen(synthesizer, 0.1);
  t.equal(synthesizer.activeVoices(), 0, 'a reset ends every voice');
  strike();
  t.end();
});

t.test('the audio clock counts what is rendered', (t) => {
  const synthesizer = create(t);
  const before = synthesizer.audioClockMs();
  t.equal(synthesizer.audioClockMs(), before, 'it stands while nothing is rendered');
  listen(synthesizer, 1);
  t.ok(Math.abs(synthesizer.audioClockMs() - before - 1000) <= 2);
  t.end();
});

t.test('reverberation and polyphony are those of the settings', (t) => {
  const ringing = (settings: AudioSettings): number => {
    const synthesizer = create(t, settings);
    synthesizer.selectProgram(0, 0, organ);
    synthesizer.noteOn(0, 60, 100);
    listen(synthesizer, 0.5);
    synthesizer.allSoundOff();
    listen(synthesizer, 0.05);
    return rms(listen(synthesizer, 0.1));
  };
  t.ok(ringing({ ...dry, reverb: { ...defaultAudio.reverb, level: 1, roomSize: 1 } }) > 10 * ringing(dry));
  const few = create(t, { ...dry, polyphony: 4 });
  for (let count = 0; count < 20; count++) few.noteOn(0, 40 + count, 100);
  listen(few, 0.05);
  t.ok(few.activeVoices() <= 4);
  t.end();
});

t.test('what is refused has a code and a remedy', (t) => {
  const synthesizer = new FluidSynthesizer(library, dry);
  t.teardown(() => synthesizer.close());
  t.throws(() => synthesizer.loadSoundFont('/nonexistent.sf2'), {
    code: 'SOUNDFONT_INVALID',
    message: 'FluidSynth refuses the sound font /nonexistent.sf2.',
    remedy: /\S/,
  });
  t.throws(() => loadFluidLibrary('/nonexistent/libfluidsynth.so'), {
    code: 'LIBRARY_MISSING',
    remedy: /apt-get install libfluidsynth3/,
  });
  // Some other library: it is there, and has none of the functions.
  t.throws(() => loadFluidLibrary('libc.so.6'), { code: 'LIBRARY_TOO_OLD', remedy: /\S/ });
  t.end();
});

t.test('drivers: those of the build; one that does not open is false; closing twice does nothing', (t) => {
  t.ok(availableDrivers(library).includes('file'));
  const synthesizer = create(t);
  t.equal(synthesizer.openDriver('no such driver'), false);
  synthesizer.closeDriver();
  synthesizer.close();
  synthesizer.close();
  t.equal(availableDrivers(loadFluidLibrary()).length, availableDrivers(library).length);
  t.end();
});

t.test('a variable that is empty names no library', (t) => {
  const before = process.env.FW16_SYNTH_LIBFLUIDSYNTH;
  t.teardown(() => {
    if (before === undefined) delete process.env.FW16_SYNTH_LIBFLUIDSYNTH;
    else process.env.FW16_SYNTH_LIBFLUIDSYNTH = before;
  });
  process.env.FW16_SYNTH_LIBFLUIDSYNTH = '';
  t.match(loadFluidLibrary().version_str(), /^2\./);
  t.end();
});
