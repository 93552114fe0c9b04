import t from 'tap';
import { frequencyHz } from '../../../src/midi/noteNames.js';
import { renderEnsemble, renderStruck } from '../../../src/synthesizer/builtin/additive.js';
import { renderPercussion } from '../../../src/synthesizer/builtin/percussion.js';
import { renderPlucked } from '../../../src/synthesizer/builtin/pluckedString.js';
import {
  halvingFactor,
  seededNoise,
  sine,
  wholePower,
} from '../../../src/synthesizer/builtin/portableMath.js';
import {
  loopGrid,
  peakOf,
  quantise,
  rmsOf,
  type Waveform,
} from '../../../src/synthesizer/builtin/waveform.js';
import { estimatePitchHz } from '../../support/pitch.js';

/** The largest difference between the frames from the loop's start and those from its end. */
function seam({ frames, loop }: Waveform): number {
  if (!loop) return Number.NaN;
  const after = frames.subarray(loop.end);
  return after.reduce(
    (max, frame, index) => Math.max(max, Math.abs(frame - (frames[loop.start + index] ?? 0))),
    0,
  );
}

t.test('portable arithmetic agrees with the platform', async (t) => {
  for (let turns = -3; turns <= 3; turns += 0.0137)
    t.ok(Math.abs(sine(turns) - Math.sin(2 * Math.PI * turns)) < 1e-10, `sine of ${turns} turns`);
  t.equal(wholePower(0.5, 0), 1);
  t.equal(wholePower(3, 13), 1_594_323);
  t.ok(Math.abs(halvingFactor(0.05, 40_000) ** 2000 - 0.5) < 1e-3, 'a level halves in its half-life');
});

t.test('noise repeats for a seed, and fills its range evenly', async (t) => {
  const noise = seededNoise(5);
  const again = seededNoise(5);
  const other = seededNoise(6);
  const values = Array.from({ length: 20_000 }, noise);
  t.same(Array.from({ length: 100 }, again), values.slice(0, 100));
  t.notSame(Array.from({ length: 100 }, other), values.slice(0, 100));
  t.ok(values.every((value) => value >= -1 && value < 1));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const power = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  t.ok(Math.abs(mean) < 0.02, `mean ${mean}`);
  t.ok(Math.abs(power - 1 / 3) < 0.02, `power ${power}`);
});

t.test('every key finds a loop in tune', async (t) => {
  for (let key = 0; key <= 127; key++)
    for (const periods of [1, 16]) {
      const grid = loopGrid(frequencyHz(key), periods, 28_000);
      const cents = 1200 * Math.log2((grid.rate * grid.periods) / grid.length / frequencyHz(key));
      t.ok(Math.abs(cents) < 0.1, `key ${key} is ${cents} cents off`);
      t.equal(grid.periods % periods, 0);
      t.ok(grid.length >= 60, `key ${key} has a loop of ${grid.length} frames`);
      t.ok(Math.abs(grid.rate / 28_000 - 1) < 0.1, `key ${key} has rate ${grid.rate}`);
    }
});

t.test('levels are measured and clipping is refused', async (t) => {
  const frames = Float64Array.of(0.5, -1, 0.5, 0);
  t.equal(peakOf(frames), 1);
  t.equal(rmsOf(frames, 0, 2), Math.sqrt(1.25 / 2));
  t.same([...quantise(frames, 1)], [16_384, -32_767, 16_384, 0]);
  t.throws(() => quantise(frames, 1.01), RangeError);
});

t.test('a struck sound starts struck and holds what it should', async (t) => {
  const overtones = [
    { ratio: 1, struck: 1, held: 1, fade: 1 },
    { ratio: 4.5, struck: 1, held: 0, fade: 3 },
  ];
  const sound = renderStruck({ kind: 'struck', periods: 2, seconds: 0.2, overtones }, 220, 28_000);
  t.ok(seam(sound) < 1e-12, 'no seam');
  t.equal(sound.frames[0], 0);
  t.ok(Math.abs(sound.frames[1] ?? 0) > 0.01, 'sounds from the second frame');
  const { start, end } = sound.loop ?? { start: 0, end: 0 };
  t.ok(Math.abs(rmsOf(sound.frames, start, end) - Math.SQRT1_2) < 1e-9, 'only the fundamental is left');
  t.ok(rmsOf(sound.frames, 0, 300) > 0.9, 'both are there at first');
});

t.test('overtones too high for the rate are left out', async (t) => {
  const overtones = [{ ratio: 60, struck: 1, held: 1, fade: 1 }];
  const sound = renderStruck({ kind: 'struck', periods: 1, seconds: 0.01, overtones }, 220, 28_000);
  t.equal(peakOf(sound.frames), 0);
});

t.test('an ensemble loops without a seam and beats', async (t) => {
  const oscillators = [[1, 0, 0] as const, [1, 12, 0] as const];
  const sound = renderEnsemble({ kind: 'ensemble', seconds: 1, oscillators, harmonics: 1 }, 220, 28_000);
  t.ok(seam(sound) < 1e-12);
  const { start, end } = sound.loop ?? { start: 0, end: 0 };
  t.ok(Math.abs((end - start) / sound.rate - 1) < 0.01, 'the loop is as long as it was asked to be');
  const levels = Array.from({ length: 20 }, (_, index) =>
    rmsOf(sound.frames, index * 1400, (index + 1) * 1400),
  );
  t.ok(Math.max(...levels) > 3 * Math.min(...levels), 'the oscillators cancel at times');
});

t.test('a plucked string is in tune, loses its edges, and loops', async (t) => {
  for (const hertz of [65.4, 261.6, 1046.5]) {
    const timbre = { kind: 'plucked', seconds: 0.5, position: 0.2, damping: 1.5 } as const;
    const sound = renderPlucked(timbre, hertz, 28_000, seededNoise(1));
    t.ok(seam(sound) < 1e-12, `${hertz} Hz has no seam`);
    const pitch = estimatePitchHz(Float32Array.from(sound.frames.subarray(2000)), sound.rate);
    t.ok(pitch, `${hertz} Hz is a pitch`);
    const cents = 1200 * Math.log2((pitch ?? 1) / hertz);
    t.ok(Math.abs(cents) < 1, `${hertz} Hz is ${cents} cents off`);
    // Differences between neighbours weigh high harmonics; the string must lose those faster than its level.
    const edges = (from: number): number => {
      const part = sound.frames.subarray(from, from + 1000);
      return (
        rmsOf(
          part.map((frame, index) => frame - (part[index - 1] ?? frame)),
          0,
          1000,
        ) / rmsOf(part, 0, 1000)
      );
    };
    t.ok(edges(sound.frames.length - 1000) < 0.8 * edges(0), `${hertz} Hz grows mellow`);
  }
});

t.test('percussion dies away to zero, and waits for its delay', async (t) => {
  const sound = renderPercussion(
    {
      seconds: 0.3,
      rate: 30_000,
      layers: [
        { kind: 'noise', level: 1, halfLife: 0.03, band: [500, 5000], delay: 0.1 },
        { kind: 'tone', level: 1, halfLife: 0.03, hertz: [200, 100], bend: 0.01, delay: 0.1 },
        { kind: 'metal', level: 1, halfLife: 0.03, pitches: [301, 457], band: [500, 5000], delay: 0.1 },
      ],
    },
    seededNoise(9),
  );
  t.equal(sound.frames.length, 9000);
  t.equal(sound.loop, undefined);
  t.equal(rmsOf(sound.frames, 0, 3000), 0, 'silent before the delay');
  const early = rmsOf(sound.frames, 3000, 4000);
  const late = rmsOf(sound.frames, 6000, 7000);
  t.ok(early > 0.2);
  t.ok(late > 0 && late < early / 5, `falls from ${early} to ${late}`);
  t.equal(sound.frames[8999], 0);
});
