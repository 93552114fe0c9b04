/** Listens to the built-in font through libfluidsynth. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { frequencyHz } from '../../../src/midi/noteNames.js';
import { generateBuiltinSoundFont } from '../../../src/synthesizer/builtin/builtinSoundFont.js';
import { estimatePitchHz, rms } from '../../support/pitch.js';
import { OfflineSynth, type StereoSound } from '../../support/render.js';

const path = join(t.testdir(), 'builtin.sf2');
writeFileSync(path, generateBuiltinSoundFont());

const rate = 48_000;
/** The last bit of sixteen: below it nothing is heard. */
const inaudible = 1 / 32_768;

const presets = [
  { name: 'Keys', program: 0, sustained: false, cents: 2 },
  { name: 'Bell', program: 14, sustained: false, cents: 2 },
  { name: 'Organ', program: 19, sustained: true, cents: 2 },
  { name: 'Plucked String', program: 25, sustained: false, cents: 2 },
  { name: 'Bass', program: 33, sustained: false, cents: 2 },
  // The players of an ensemble are up to 14 cents apart, and which of them prevails wanders.
  { name: 'Strings', program: 48, sustained: true, cents: 6 },
  { name: 'Lead', program: 81, sustained: true, cents: 3 },
] as const;

/** Plays on a fresh synthesizer, with nothing left of earlier notes. */
function withPreset<Result>(bank: number, program: number, play: (synth: OfflineSynth) => Result): Result {
  const synth = new OfflineSynth(path, { sampleRate: rate });
  try {
    if (!synth.select(bank, program)) throw new Error(`preset ${bank}:${program} does not exist`);
    return play(synth);
  } finally {
    synth.close();
  }
}

function mono({ left, right }: StereoSound): Float32Array {
  return left.map((sample, index) => (sample + (right[index] ?? 0)) / 2);
}

function peak(samples: Float32Array): number {
  return samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
}

/** The loudest 0.4 s within the first second and a half of a note, in decibels of full scale. */
function loudness(program: number, key: number, velocity: number): number {
  return withPreset(0, program, (synth) => {
    synth.noteOn(key, velocity);
    const samples = mono(synth.render(1.5));
    let loudest = 0;
    for (let start = 0; start + 0.4 * rate <= samples.length; start += 0.05 * rate)
      loudest = Math.max(loudest, rms(samples.subarray(start, start + 0.4 * rate)));
    return 20 * Math.log10(loudest);
  });
}

for (const { name, program, sustained, cents: bound } of presets) {
  t.test(`${name} is in tune at the roots of its samples and between them`, async (t) => {
    for (const key of [36, 41, 48, 55, 60, 66, 72, 79, 84]) {
      const hertz = withPreset(0, program, (synth) => {
        synth.noteOn(key, 100);
        synth.render(0.4);
        return estimatePitchHz(mono(synth.render(0.5)), rate);
      });
      const cents = 1200 * Math.log2((hertz ?? 1) / frequencyHz(key));
      t.ok(Math.abs(cents) < bound, `key ${key} is ${cents.toFixed(2)} cents off`);
    }
  });

  t.test(`${name} lasts while it is held and ends when it is not`, async (t) => {
    for (const key of [24, 60, 96])
      withPreset(0, program, (synth) => {
        synth.noteOn(key, 100);
        const early = rms(mono(synth.render(1)));
        t.ok(early > 30 * inaudible, `key ${key} sounds`);
        synth.render(1);
        const late = rms(mono(synth.render(1)));
        if (sustained) t.ok(late > 0.7 * early, `key ${key} is still there after two seconds`);
        else t.ok(late < 0.6 * early, `key ${key} has died down after two seconds`);
        synth.noteOff(key);
        synth.render(8);
        t.ok(peak(mono(synth.render(0.5))) < inaudible, `key ${key} is silent eight seconds after`);
      });
  });

  t.test(`${name} answers to velocity and sounds on the outermost keys`, async (t) => {
    t.ok(loudness(program, 60, 127) - loudness(program, 60, 40) > 10, 'a soft note is much softer');
    for (const key of [0, 127])
      withPreset(0, program, (synth) => {
        synth.noteOn(key, 100);
        t.ok(peak(mono(synth.render(0.5))) > 10 * inaudible, `key ${key} sounds`);
      });
  });
}

t.test('melodic presets are equally loud on middle C', async (t) => {
  const levels = presets.map(({ program }) => loudness(program, 60, 100));
  const spread = Math.max(...levels) - Math.min(...levels);
  t.ok(spread < 3, `${levels.map((level) => level.toFixed(1)).join(', ')} dB spread ${spread.toFixed(1)} dB`);
});

t.test('a softer note is a duller one', async (t) => {
  for (const { name, program } of presets.filter(({ name }) => name !== 'Organ')) {
    // The share of the differences between neighbouring samples rises with the high harmonics.
    const edge = (velocity: number): number =>
      withPreset(0, program, (synth) => {
        synth.noteOn(48, velocity);
        synth.render(0.02);
        const samples = mono(synth.render(0.1));
        return rms(samples.map((sample, index) => sample - (samples[index - 1] ?? sample))) / rms(samples);
      });
    t.ok(edge(30) < 0.9 * edge(127), name);
  }
});

t.test('Keys speak at once', async (t) => {
  for (const key of [36, 48, 60, 84])
    withPreset(0, 0, (synth) => {
      synth.noteOn(key, 100);
      const samples = mono(synth.render(0.1));
      const audible = samples.findIndex((sample) => Math.abs(sample) > peak(samples) / 10);
      t.ok(audible >= 0 && audible < 0.002 * rate, `key ${key} after ${audible} frames`);
      t.ok(samples.findIndex((sample) => sample !== 0) <= 2, `key ${key} begins with the first frames`);
    });
});

t.test('the fundamental of key 48 on Keys stands out', async (t) => {
  const samples = withPreset(0, 0, (synth) => {
    synth.noteOn(48, 100);
    synth.render(0.1);
    return mono(synth.render(1));
  });
  const level = (hertz: number): number => {
    let [real, imaginary] = [0, 0];
    for (const [frame, sample] of samples.entries()) {
      real += sample * Math.cos((2 * Math.PI * hertz * frame) / rate);
      imaginary += sample * Math.sin((2 * Math.PI * hertz * frame) / rate);
    }
    return Math.hypot(real, imaginary);
  };
  const fundamental = level(frequencyHz(48));
  for (const ratio of [0.5, 2, 3, 4, 5])
    t.ok(fundamental > 2 * level(ratio * frequencyHz(48)), `more than twice what is at ${ratio} times it`);
});

t.test('every key of the General MIDI drum map sounds, and ends by itself', async (t) => {
  for (let key = 35; key <= 59; key++)
    withPreset(128, 0, (synth) => {
      synth.noteOn(key, 100);
      const { left, right } = synth.render(0.2);
      t.ok(Math.max(peak(left), peak(right)) > 0.01, `key ${key} is audible`);
      t.ok(Math.max(peak(left), peak(right)) < 0.12, `key ${key} leaves headroom`);
      synth.render(3);
      t.ok(peak(mono(synth.render(0.5))) < inaudible, `key ${key} has ended though it is held`);
    });
});

t.test('a closing hi-hat ends an open one', async (t) => {
  const tail = (closing: boolean): number =>
    withPreset(128, 0, (synth) => {
      synth.noteOn(46, 100);
      synth.render(0.1);
      if (closing) synth.noteOn(42, 1);
      // The library lets a voice that is cut off fade for a moment, lest it click.
      synth.render(0.15);
      return rms(mono(synth.render(0.1)));
    });
  t.ok(tail(true) < 0.2 * tail(false));
});
