/** The measuring instrument is measured first: what it says about sounds whose pitch is known. */

import t from 'tap';
import { seededNoise } from '../../../src/synthesizer/builtin/portableMath.js';
import { estimatePitchHz, rms } from '../../support/pitch.js';

const rate = 48_000;

/** A third of a second of harmonics at the given levels. */
function tone(hertz: number, levels: readonly number[]): Float32Array {
  return Float32Array.from({ length: rate / 3 }, (_, frame) =>
    levels.reduce((sum, level, index) => {
      return sum + 0.1 * level * Math.sin((2 * Math.PI * hertz * (index + 1) * frame) / rate + index);
    }, 0),
  );
}

t.test('pitches are found to a fraction of a cent, whatever the timbre', async (t) => {
  const timbres = {
    sine: [1],
    saw: [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7],
    'weak fundamental': [0.1, 1, 0.7],
  };
  for (const [name, levels] of Object.entries(timbres))
    for (const hertz of [32.7, 65.41, 130.81, 261.63, 440, 523.25, 1046.5, 2093]) {
      const found = estimatePitchHz(tone(hertz, levels), rate);
      const cents = 1200 * Math.log2((found ?? 1) / hertz);
      t.ok(Math.abs(cents) < 0.2, `${name} at ${hertz} Hz is found at ${found}`);
    }
});

t.test('what has no pitch has none', async (t) => {
  t.equal(estimatePitchHz(new Float32Array(rate / 3), rate), undefined, 'silence');
  t.equal(estimatePitchHz(Float32Array.from({ length: rate / 3 }, seededNoise(3)), rate), undefined, 'noise');
  t.equal(estimatePitchHz(tone(440, [1]).subarray(0, 1000), rate), undefined, 'too short');
});

t.test('the level of a sine is its amplitude over the root of two', async (t) => {
  t.ok(Math.abs(rms(tone(300, [1])) - 0.1 * Math.SQRT1_2) < 1e-6);
  t.equal(rms(new Float32Array(0)), 0);
});
