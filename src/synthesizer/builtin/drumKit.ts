import { type DrumName, type DrumRecipe, drumPads, drumSounds } from './drumTable.js';
import { renderPercussion } from './percussion.js';
import { seededNoise } from './portableMath.js';
import {
  type GeneratorAmount,
  generator,
  type Instrument,
  type Sample,
  softness,
  timecents,
} from './soundFontModel.js';
import { peakOf, quantise } from './waveform.js';

/** Every sound is recorded at middle C; pads tune it from there. */
const rootKey = 60;

/** A lifted key does not choke a drum: the release, in seconds for 100 dB, outlasts the samples. */
const releaseSeconds = 6;

/** Cents by which a low-pass closes from the loudest stroke to the softest. */
const softening = 2400;

/** Renders the drum kit, which sits in the percussion bank as program 0. */
export function buildDrumKit(): Instrument {
  const samples = new Map<DrumName, Sample>();
  const sampleOf = (name: DrumName): Sample => {
    const known = samples.get(name);
    if (known) return known;
    // The number of sounds before it: a seed that only a reordering changes.
    const sample = renderDrum(name, drumSounds[name], samples.size + 1);
    samples.set(name, sample);
    return sample;
  };
  return {
    name: 'Drums',
    bank: 128,
    program: 0,
    generators: [
      [generator.reverbEffectsSend, 100],
      [generator.releaseVolEnv, timecents(releaseSeconds)],
      // Neighbouring keys are different drums, not the same one at another pitch.
      [generator.scaleTuning, 0],
    ],
    modulators: [{ source: softness, destination: generator.initialFilterFc, amount: -softening }],
    zones: drumPads.map(({ keys, drum, tune, pan, group }) => ({
      keys,
      sample: sampleOf(drum),
      generators: optional([
        [generator.pan, (pan ?? 0) * 10],
        [generator.coarseTune, tune ?? 0],
        [generator.exclusiveClass, group ?? 0],
      ]),
    })),
  };
}

/** Without the amounts of zero, which are the format's defaults. */
function optional(generators: readonly GeneratorAmount[]): GeneratorAmount[] {
  return generators.filter(([, amount]) => amount !== 0);
}

function renderDrum(name: DrumName, { timbre, peak }: DrumRecipe, seed: number): Sample {
  const { frames, rate, loop } = renderPercussion(timbre, seededNoise(seed));
  return { name, points: quantise(frames, peak / peakOf(frames)), rate, rootKey, loop };
}
