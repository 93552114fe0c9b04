/**
 * Finds pitches that stall the synthesizer. libfluidsynth steps through a looped sample by as many words as the pitch
 * asks for and comes back by one length of the loop at a time: a pitch far above the sample, with a short loop, takes
 * thousands of rounds for each word of sound that it computes.
 */
import { invalidSoundFont } from './errors.js';
import { modulatedCents } from './modulators.js';
import type { Zone } from './zones.js';

/** What counts of a sample header: positions in words, the rate in hertz, the pitch as a MIDI key. */
export interface LoopedSample {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly loopStart: number;
  readonly loopEnd: number;
  readonly rate: number;
  readonly key: number;
}

/** Generators (SoundFont 2.04, 8.1.2). */
const loopStartOffset = 2;
const loopEndOffset = 3;
const pitchSwings = [5, 6, 7];
const keyRange = 43;
const loopStartCoarse = 45;
const loopEndCoarse = 50;
const coarseTune = 51;
const fineTune = 52;
const sampleModes = 54;
const scaleTuning = 56;
const rootKey = 58;

/** libfluidsynth bounds what an oscillator or envelope may do to the pitch; beyond the second its pitch wraps. */
const maxSwingCents = 12_000;
const maxCents = 38_100;
const outputRate = 44_100;

/**
 * Rounds for one word of sound. At the limit a single voice takes several times as long to compute as it sounds;
 * fonts in use stay below 100.
 */
const maxRounds = 65_536;

/** Reads amounts as signed words: of the zone, else of its global zone, else 0 or what the specification sets. */
type Amounts = (generator: number, otherwise?: number) => number;

function amountsOf(zone: Zone, global: Zone | undefined): Amounts {
  return (generator, otherwise = 0) => {
    const amount = zone.generators.get(generator) ?? global?.generators.get(generator);
    return amount === undefined ? otherwise : (amount << 16) >> 16;
  };
}

/** What holds for all zones of a preset or an instrument. */
interface Global {
  readonly zone: Zone | undefined;
  /** Computed once: there may be tens of thousands of zones, and as many modulators. */
  readonly modulatedCents: number;
}

function globalOf(zones: readonly Zone[]): Global {
  const zone = zones[0]?.target === -1 ? zones[0] : undefined;
  return { zone, modulatedCents: modulatedCents(zone?.modulators ?? []) };
}

/** The most by which a zone raises the pitch whatever the key, in cents. */
function raisedCents(zone: Zone, global: Global): number {
  const amount = amountsOf(zone, global.zone);
  let cents = 100 * amount(coarseTune) + amount(fineTune);
  for (const swing of pitchSwings) cents += Math.min(maxSwingCents, Math.abs(amount(swing)));
  return cents + modulatedCents(zone.modulators) + global.modulatedCents;
}

/** How much the highest note of the zone is above the sample, in cents. */
function keyCents(amount: Amounts, sample: LoopedSample, presetScale: number): number {
  const range = amount(keyRange, 0x7f00) & 0xffff;
  const root = amount(rootKey, -1) < 0 ? sample.key : amount(rootKey);
  const scale = amount(scaleTuning, 100) + presetScale;
  const highest = Math.max(scale * ((range >> 8) - root), scale * ((range & 0xff) - root));
  // A root outside the keyboard wraps around in libfluidsynth, so that the pitch itself is what remains.
  return root > 127 ? highest + 100 * root : highest;
}

/** Words in the loop, or Infinity when the sample is not repeated. */
function loopWords(amount: Amounts, sample: LoopedSample): number {
  if ((amount(sampleModes) & 1) === 0) return Number.POSITIVE_INFINITY;
  const clamp = (position: number): number => Math.min(Math.max(position, sample.start), sample.end);
  const begin = clamp(sample.loopStart + amount(loopStartOffset) + 32_768 * amount(loopStartCoarse));
  const end = clamp(sample.loopEnd + amount(loopEndOffset) + 32_768 * amount(loopEndCoarse));
  const length = Math.abs(end - begin);
  return length < 2 ? Number.POSITIVE_INFINITY : length;
}

/** What preset zones add to an instrument at most. */
interface Addition {
  cents: number;
  scale: number;
}

function presetAdditions(presets: readonly (readonly Zone[])[], instrumentCount: number): Addition[] {
  const additions = Array.from({ length: instrumentCount }, () => ({ cents: 0, scale: 0 }));
  for (const zones of presets) {
    const global = globalOf(zones);
    for (const zone of zones) {
      const addition = additions[zone.target];
      if (addition === undefined) continue;
      addition.cents = Math.max(addition.cents, raisedCents(zone, global));
      addition.scale = Math.max(addition.scale, amountsOf(zone, global.zone)(scaleTuning));
    }
  }
  return additions;
}

/**
 * Checks every zone of every instrument, with what presets add.
 * @param presets the zones of each preset, `instruments` those of each instrument
 * @throws SynthError SOUNDFONT_INVALID when a note would stall the synthesizer.
 */
export function checkPitches(
  path: string,
  presets: readonly (readonly Zone[])[],
  instruments: readonly (readonly Zone[])[],
  samples: readonly LoopedSample[],
): void {
  const additions = presetAdditions(presets, instruments.length);
  for (const [index, zones] of instruments.entries()) {
    const global = globalOf(zones);
    const addition = additions[index] ?? { cents: 0, scale: 0 };
    for (const zone of zones) {
      const sample = samples[zone.target];
      if (sample === undefined) continue;
      const amount = amountsOf(zone, global.zone);
      const cents = keyCents(amount, sample, addition.scale) + raisedCents(zone, global) + addition.cents;
      const words = 2 ** (Math.min(cents, maxCents) / 1200) * (sample.rate / outputRate);
      if (words / loopWords(amount, sample) > maxRounds)
        throw invalidSoundFont(
          path,
          `would stall the synthesizer: an instrument plays sample '${sample.name}' ${Math.round(cents / 1200)} octaves too high`,
        );
    }
  }
}
