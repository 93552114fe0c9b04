import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { engineSettings } from '../../src/config/engineSettings.js';
import { createConfiguration } from '../../src/config/schema.js';
import { RenderedOutput } from '../../src/engine/renderedOutput.js';
import { controller } from '../../src/midi/messages.js';
import { builtinSoundFontPath } from '../../src/synthesizer/assets.js';
import { estimatePitchHz, rms } from '../support/pitch.js';

const sampleRate = 48_000;
const headerBytes = 44;

function settingsFor(soundFont = builtinSoundFontPath) {
  const configuration = createConfiguration({});
  configuration.set('audio.reverb.enabled', false);
  configuration.set('audio.chorus.enabled', false);
  return engineSettings(configuration, { devices: [], soundFont, programs: [] });
}

/** The left channel of a WAV file, −1 to 1. */
function samplesOf(path: string): Float32Array {
  const bytes = readFileSync(path);
  const frames = (bytes.length - headerBytes) / 4;
  return Float32Array.from(
    { length: frames },
    (_, frame) => bytes.readInt16LE(headerBytes + frame * 4) / 32_768,
  );
}

function render(path: string, play: (output: RenderedOutput) => void): Float32Array {
  const output = new RenderedOutput(path, settingsFor());
  play(output);
  const seconds = output.finish();
  const samples = samplesOf(path);
  t.equal(samples.length / sampleRate, seconds, 'the length that it tells is that of the file');
  return samples;
}

function between(samples: Float32Array, fromSeconds: number, toSeconds: number): Float32Array {
  return samples.subarray(fromSeconds * sampleRate, toSeconds * sampleRate);
}

t.test('a note sounds from its time on, at its pitch, and ends', async (t) => {
  const samples = render(join(t.testdir(), 'note.wav'), (output) => {
    output.programChange(0, 0, 19, 0);
    output.noteOn(0, 69, 100, 'fixed', 500_000);
    output.noteOff(0, 69, 1_500_000);
  });
  t.ok(rms(between(samples, 0, 0.5)) < 0.0001, 'silence before, but for the dither');
  t.ok(rms(between(samples, 0.5, 0.6)) > 0.005, 'sound from then on');
  const pitch = estimatePitchHz(between(samples, 0.7, 1.3), sampleRate) ?? 0;
  t.ok(Math.abs(1200 * Math.log2(pitch / 440)) < 10, `${pitch} Hz`);
  t.ok(rms(samples.subarray(-sampleRate / 2)) < 0.001, 'silence at the end');
});

t.test('the pedal holds a note, a bend moves it, panic cuts it off', async (t) => {
  const samples = render(join(t.testdir(), 'events.wav'), (output) => {
    output.programChange(0, 0, 19, 0);
    output.controlChange(0, controller.sustain, 127, 0);
    output.noteOn(0, 69, 100, 'fixed', 0);
    output.noteOff(0, 69, 200_000);
    output.pitchBend(0, 16_383, 1_000_000);
    output.panic(2_000_000);
  });
  t.ok(rms(between(samples, 0.6, 1)) > 0.005, 'held by the pedal');
  const pitch = estimatePitchHz(between(samples, 1.2, 1.8), sampleRate) ?? 0;
  t.ok(Math.abs(1200 * Math.log2(pitch / 440) - 200) < 10, `${pitch} Hz is two semitones up`);
  t.ok(rms(samples.subarray(2.2 * sampleRate)) < 0.0001, 'cut off');
});

t.test('the same events give the same file, to the byte', async (t) => {
  const folder = t.testdir();
  for (const name of ['one.wav', 'other.wav']) {
    render(join(folder, name), (output) => {
      output.noteOn(0, 60, 90, 'fixed', 10_000);
      output.noteOff(0, 60, 300_000);
    });
  }
  t.ok(readFileSync(join(folder, 'one.wav')).equals(readFileSync(join(folder, 'other.wav'))));
});

t.test('nothing is left of what is given up', async (t) => {
  const folder = t.testdir();
  const output = new RenderedOutput(join(folder, 'out.wav'), settingsFor());
  output.noteOn(0, 60, 90, 'fixed', 500_000);
  output.discard();
  t.same(readdirSync(folder), []);
});

t.test('a file that is no WAV file is left alone', async (t) => {
  const path = join(t.testdir(), 'thesis.txt');
  writeFileSync(path, 'years of work');
  t.throws(() => new RenderedOutput(path, settingsFor()), {
    code: 'OUTPUT_UNWRITABLE',
    message: /thesis\.txt/,
  });
  t.equal(readFileSync(path, 'utf8'), 'years of work');
});

t.test('a folder that is not there', async (t) => {
  const path = join(t.testdir(), 'missing', 'out.wav');
  t.throws(() => new RenderedOutput(path, settingsFor()), { code: 'OUTPUT_UNWRITABLE' });
});

t.test('a sound font that cannot be loaded leaves no file', async (t) => {
  const folder = t.testdir({ 'bad.sf2': 'not a sound font' });
  const path = join(folder, 'out.wav');
  t.throws(() => new RenderedOutput(path, settingsFor(join(folder, 'bad.sf2'))), {
    code: 'SOUNDFONT_INVALID',
  });
  t.notOk(existsSync(path));
  t.same(readdirSync(folder), ['bad.sf2']);
});
