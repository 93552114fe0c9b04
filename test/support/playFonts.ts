/**
 * A main program: plays every preset of the sound fonts that are named as its arguments, as the instrument would, and
 * writes each path before and a line after it: "done", or "declined" when the library does not load it.
 */
import { writeSync } from 'node:fs';
import { loadFluidLibrary } from '../../src/synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../../src/synthesizer/fluidSynthesizer.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';
import { checkSoundFontFile } from '../../src/synthesizer/soundFont/check.js';

const keys = [0, 21, 36, 48, 60, 72, 84, 96, 108, 127];
const frames = 256;
const sound = new Int16Array(2 * frames);
const library = loadFluidLibrary();

function playPreset(synthesizer: FluidSynthesizer): void {
  for (const key of keys) synthesizer.noteOn(0, key, 100);
  for (const bend of [8192, 16_383, 0]) {
    synthesizer.pitchBend(0, bend);
    synthesizer.controlChange(0, 1, 127);
    synthesizer.controlChange(0, 74, bend >> 7);
    synthesizer.channelPressure(0, 127);
    synthesizer.render(sound, frames);
  }
  for (const key of keys) synthesizer.noteOff(0, key);
  synthesizer.render(sound, frames);
  synthesizer.allSoundOff();
}

function playFont(path: string): boolean {
  const { presets } = checkSoundFontFile(path);
  const synthesizer = new FluidSynthesizer(library, defaultAudio);
  try {
    synthesizer.loadSoundFont(path);
    synthesizer.setPitchBendRange(0, 24);
    for (const { bank, program } of presets)
      if (synthesizer.selectProgram(0, bank, program)) playPreset(synthesizer);
    return true;
  } catch {
    return false;
  } finally {
    synthesizer.close();
  }
}

for (const path of process.argv.slice(2)) {
  writeSync(1, `${path}\n`);
  writeSync(1, playFont(path) ? 'done\n' : 'declined\n');
}
