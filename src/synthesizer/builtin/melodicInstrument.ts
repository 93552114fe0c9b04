import { frequencyHz } from '../../midi/noteNames.js';
import { renderEnsemble, renderStruck } from './additive.js';
import type { MelodicRecipe } from './melodicTable.js';
import { renderPlucked } from './pluckedString.js';
import { seededNoise } from './portableMath.js';
import {
  absoluteCents,
  type GeneratorAmount,
  generator,
  type Instrument,
  type InstrumentZone,
  type Sample,
  softness,
  timecents,
} from './soundFontModel.js';
import { quantise, rmsOf, type Waveform } from './waveform.js';

/** Frames per second of melodic samples, roughly: the tuning moves each of them by some percent. */
const nominalRate = 28_000;

/** The stretch at the beginning of a sample by which its level is set, in seconds. */
const levelSeconds = 0.3;

/** Speed of the vibrato of the modulation wheel, and of tremolo, in hertz. */
const vibratoHertz = 5.5;

/** Renders the samples of a recipe and maps them over the whole range of keys. */
export function buildMelodic(recipe: MelodicRecipe): Instrument {
  const { name, program, brightness, roots } = recipe;
  return {
    name,
    bank: 0,
    program,
    generators: sharedGenerators(recipe),
    modulators:
      brightness.softening > 0
        ? [{ source: softness, destination: generator.initialFilterFc, amount: -brightness.softening }]
        : [],
    zones: roots.map((root, index) => buildZone(recipe, root, roots[index - 1], roots[index + 1])),
  };
}

function sharedGenerators({ envelope, reverb, chorus, tremolo }: MelodicRecipe): GeneratorAmount[] {
  return [
    [generator.attackVolEnv, timecents(envelope.attack)],
    [generator.decayVolEnv, timecents(envelope.decay)],
    [generator.sustainVolEnv, envelope.sustain * 10],
    [generator.releaseVolEnv, timecents(envelope.release)],
    [generator.keynumToVolEnvDecay, envelope.decayPerKey],
    [generator.freqVibLfo, absoluteCents(vibratoHertz)],
    [generator.freqModLfo, absoluteCents(vibratoHertz)],
    [generator.modLfoToVolume, Math.round((tremolo ?? 0) * 10)],
    [generator.reverbEffectsSend, reverb * 10],
    [generator.chorusEffectsSend, chorus * 10],
  ];
}

/** The zone around a root: half the way to its neighbours, or all of it where there is none. */
function buildZone(
  recipe: MelodicRecipe,
  root: number,
  below: number | undefined,
  above: number | undefined,
): InstrumentZone {
  const low = below === undefined ? 0 : Math.ceil((below + root) / 2);
  const high = above === undefined ? 127 : Math.ceil((root + above) / 2) - 1;
  const { harmonics, limits } = recipe.brightness;
  const cutoff = Math.min(limits[1], Math.max(limits[0], harmonics * frequencyHz(root)));
  return {
    keys: [low, high],
    sample: renderSample(recipe, root),
    generators: [[generator.initialFilterFc, absoluteCents(cutoff)]],
  };
}

function renderSample(recipe: MelodicRecipe, root: number): Sample {
  const { frames, rate, loop } = renderTimbre(recipe, root);
  const measured = Math.min(frames.length, Math.round(levelSeconds * rate));
  // High notes carry better than low ones of the same power.
  const level = recipe.level * (1 - Math.max(0, root - 60) / 120);
  const points = quantise(frames, level / rmsOf(frames, 0, measured));
  return { name: `${recipe.name} ${root}`, points, rate, rootKey: root, loop };
}

function renderTimbre({ timbre, program }: MelodicRecipe, root: number): Waveform {
  const hertz = frequencyHz(root);
  // Attacks take longer on low strings; below the second C that would only cost space.
  const scaled = (timbre.seconds * 60) / Math.max(root, 36);
  switch (timbre.kind) {
    case 'struck':
      return renderStruck({ ...timbre, seconds: scaled }, hertz, nominalRate);
    case 'ensemble':
      return renderEnsemble(timbre, hertz, nominalRate);
    case 'plucked':
      return renderPlucked(
        { ...timbre, seconds: scaled },
        hertz,
        nominalRate,
        seededNoise(program * 128 + root),
      );
  }
}
