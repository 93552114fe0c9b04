/** Drums and cymbals: layers of swept tones, of clanging squares and of filtered noise, each dying away. */

import { halvingFactor, type Noise, sine } from './portableMath.js';
import type { Waveform } from './waveform.js';

/** What all layers have: when they start, how loud, and how quickly they halve. */
interface Layer {
  readonly level: number;
  /** Time in which the level halves, in seconds. */
  readonly halfLife: number;
  /** Silence before the layer, in seconds. */
  readonly delay?: number;
}

/** A sine whose frequency falls, as that of a drum skin does after the stroke. */
export interface ToneLayer extends Layer {
  readonly kind: 'tone';
  /** Frequency at the stroke and long after it, in hertz. */
  readonly hertz: readonly [from: number, to: number];
  /** Time in which half of the way is done, in seconds. */
  readonly bend: number;
}

/** White noise between two frequencies in hertz. */
export interface NoiseLayer extends Layer {
  readonly kind: 'noise';
  readonly band: readonly [low: number, high: number];
}

/** Square waves in ratios that fit no harmony, between two frequencies in hertz: struck metal. */
export interface MetalLayer extends Layer {
  readonly kind: 'metal';
  readonly pitches: readonly number[];
  readonly band: readonly [low: number, high: number];
}

/** The recipe of one percussion sound. */
export interface PercussionTimbre {
  /** Length, in seconds. */
  readonly seconds: number;
  /** Frames per second. */
  readonly rate: number;
  readonly layers: readonly (ToneLayer | NoiseLayer | MetalLayer)[];
}

/** Time over which the end of a sound is drawn to zero, in seconds. */
const closingSeconds = 0.02;

/** Renders a percussion sound, which plays once, without a loop. */
export function renderPercussion(timbre: PercussionTimbre, noise: Noise): Waveform {
  const { rate } = timbre;
  const frames = new Float64Array(Math.round(timbre.seconds * rate));
  for (const layer of timbre.layers) {
    const source = sourceOf(layer, rate, noise);
    const factor = halvingFactor(layer.halfLife, rate);
    let level = layer.level;
    for (let frame = Math.round((layer.delay ?? 0) * rate); frame < frames.length; frame++) {
      frames[frame] = (frames[frame] ?? 0) + level * source();
      level *= factor;
    }
  }
  const closing = Math.round(closingSeconds * rate);
  for (let left = 0; left < closing; left++) {
    const frame = frames.length - 1 - left;
    frames[frame] = (frames[frame] ?? 0) * (left / closing);
  }
  return { frames, rate, loop: undefined };
}

/** A function that gives the next frame of a layer at full level. */
function sourceOf(layer: ToneLayer | NoiseLayer | MetalLayer, rate: number, noise: Noise): () => number {
  switch (layer.kind) {
    case 'tone':
      return sweptTone(layer, rate);
    case 'noise':
      return bandPass(noise, layer.band, rate);
    case 'metal':
      return bandPass(squares(layer.pitches, rate), layer.band, rate);
  }
}

function sweptTone({ hertz: [from, to], bend }: ToneLayer, rate: number): () => number {
  const factor = halvingFactor(bend, rate);
  let excess = from - to;
  let turns = 0;
  return () => {
    turns += (to + excess) / rate;
    excess *= factor;
    return sine(turns);
  };
}

/** The mean of square waves at the given pitches in hertz. */
function squares(pitches: readonly number[], rate: number): () => number {
  let frame = 0;
  return () => {
    frame++;
    let sum = 0;
    for (const pitch of pitches) sum += ((frame * pitch) / rate) % 1 < 0.5 ? 1 : -1;
    return sum / pitches.length;
  };
}

/** Two one-pole filters on either side of a band in hertz: 12 dB per octave below it and above it. */
function bandPass(source: () => number, [low, high]: readonly [number, number], rate: number): () => number {
  const stages = [onePole(low, rate), onePole(low, rate), onePole(high, rate), onePole(high, rate)] as const;
  return () => {
    let value = source();
    value -= stages[0](value);
    value -= stages[1](value);
    return stages[3](stages[2](value));
  };
}

/** A low-pass of 6 dB per octave above `hertz`. */
function onePole(hertz: number, rate: number): (value: number) => number {
  const angle = (2 * Math.PI * hertz) / rate;
  const weight = angle / (1 + angle);
  let state = 0;
  return (value) => {
    state += weight * (value - state);
    return state;
  };
}
