/** Loads a sound font and plays some of everything in it, to memory and without a sound card. */
import type { Handle, ProbeFunctions } from './probeLibrary.js';

/** How the trial ended. */
export type ProbeOutcome = 'safe' | 'refused' | 'slow';

interface PresetAddress {
  readonly bank: number;
  readonly program: number;
  readonly label: string;
}

const sampleRate = 44_100;
const channel = 0;
const drumBank = 128;

/** From a low to the highest note: the higher, the faster a sample is run through. */
const keys = [12, 36, 60, 84, 127];
const velocity = 100;

/** Presets that are always played, and for how long; the rest is played briefly while the budget lasts. */
const sureCount = 8;
const sureFrames = sampleRate / 4;
const briefFrames = sampleRate / 20;
const releaseFrames = sampleRate / 20;
const restBudgetMs = 300;

/**
 * One step of rendering is 25 ms of sound. Usual fonts need less than 1 ms for it; a font that needs ten times as
 * long as it sounds can only stall the synthesizer.
 */
const stepFrames = sampleRate / 40;
const maxStepMs = 250;

/** Processor time of this process in milliseconds: unlike the clock, it does not run when others are busy. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function listPresets(fluid: ProbeFunctions, font: Handle): PresetAddress[] {
  const presets: PresetAddress[] = [];
  fluid.firstPreset(font);
  for (let preset = fluid.nextPreset(font); preset; preset = fluid.nextPreset(font)) {
    const bank = fluid.presetBank(preset);
    const program = fluid.presetProgram(preset);
    presets.push({ bank, program, label: `${bank}:${program} ${fluid.presetName(preset) ?? ''}` });
  }
  return presets;
}

/** The presets in the order in which they are tried: first, last, drums and a spread, then the others. */
export function probeOrder<T extends { readonly bank: number }>(presets: readonly T[]): T[] {
  const order = new Set<T>();
  const add = (preset: T | undefined): void => {
    if (preset !== undefined) order.add(preset);
  };
  add(presets[0]);
  add(presets.at(-1));
  add(presets.find((preset) => preset.bank === drumBank));
  for (let part = 1; part < sureCount; part++) add(presets[Math.floor((presets.length * part) / sureCount)]);
  for (const preset of presets) order.add(preset);
  return [...order];
}

/** A loaded synthesizer with its buffer. */
interface Trial {
  readonly fluid: ProbeFunctions;
  readonly synth: Handle;
  readonly font: number;
  readonly buffer: Int16Array;
}

/** Renders; false when a step takes too long. */
function render({ fluid, synth, buffer }: Trial, frames: number): boolean {
  for (let done = 0; done < frames; done += stepFrames) {
    const before = cpuMs();
    fluid.render(synth, stepFrames, buffer, 0, 2, buffer, 1, 2);
    if (cpuMs() - before > maxStepMs) return false;
  }
  return true;
}

/** Plays a preset, at last with the pitch bent all the way up; false when that takes too long. */
function playPreset(trial: Trial, preset: PresetAddress, frames: number): boolean {
  const { fluid, synth, font } = trial;
  if (fluid.selectProgram(synth, channel, font, preset.bank, preset.program) !== 0) return true;
  fluid.bend(synth, channel, 8192);
  for (const key of keys) fluid.noteOn(synth, channel, key, velocity);
  let quick = render(trial, frames);
  fluid.bend(synth, channel, 16_383);
  for (const key of keys) fluid.noteOff(synth, channel, key);
  quick &&= render(trial, releaseFrames);
  fluid.allSoundsOff(synth, channel);
  return quick;
}

function playAll(trial: Trial, playing: (preset: string) => void): boolean {
  const presets = probeOrder(listPresets(trial.fluid, trial.fluid.fontById(trial.synth, trial.font)));
  let restStart = 0;
  for (const [index, preset] of presets.entries()) {
    if (index === sureCount) restStart = cpuMs();
    if (index > sureCount && cpuMs() - restStart > restBudgetMs) break;
    playing(preset.label);
    if (!playPreset(trial, preset, index < sureCount ? sureFrames : briefFrames)) return false;
  }
  return true;
}

/**
 * Loads, plays and unloads a sound font. A crash or a hang of the library is one of this process.
 * @param playing is told each preset before it sounds
 * @throws Error when the library cannot make a synthesizer at all.
 */
export function playSoundFont(
  fluid: ProbeFunctions,
  path: string,
  playing: (preset: string) => void,
): ProbeOutcome {
  const settings = fluid.newSettings();
  fluid.setInteger(settings, 'synth.polyphony', 64);
  fluid.setInteger(settings, 'synth.reverb.active', 0);
  fluid.setInteger(settings, 'synth.chorus.active', 0);
  // Pinning the samples in memory needs rights and proves nothing.
  fluid.setInteger(settings, 'synth.lock-memory', 0);
  const synth = fluid.newSynth(settings);
  if (!synth) throw new Error('libfluidsynth could not create a synthesizer');
  const font = fluid.load(synth, path, 0);
  if (font < 0) return 'refused';
  fluid.bendRange(synth, channel, 24);
  const quick = playAll({ fluid, synth, font, buffer: new Int16Array(2 * stepFrames) }, playing);
  // A synthesizer that is busy for hours is left to the end of the process.
  if (!quick) return 'slow';
  fluid.unload(synth, font, 1);
  fluid.deleteSynth(synth);
  fluid.deleteSettings(settings);
  return 'safe';
}
