/** `fw16-synth soundfont`: plays another sound font, or tells what is in one. */
import { resolve } from 'node:path';
import { builtinSoundFontPath } from '../../synthesizer/assets.js';
import { checkSoundFontFile, mebibyte, type SoundFontSummary } from '../../synthesizer/soundFont/check.js';
import type { SoundFontPreset } from '../../synthesizer/soundFont/hydra.js';
import { columns, printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';

/**
 * The programs of a sound font, by bank and number; nothing is loaded.
 * @param path Empty for the built-in sound font.
 * @throws SynthError SOUNDFONT_…
 */
export function soundFontPresets(path: string): readonly SoundFontPreset[] {
  return checkSoundFontFile(fileOf(path)).presets;
}

/** `soundfont PATH`. The daemon checks the file, and plays on with the one before if it is no good. */
export async function loadSoundFont(client: InstrumentClient, path: string): Promise<void> {
  await client.loadSoundFont(resolve(path));
}

/**
 * `soundfont info [PATH]`.
 * @param path Empty for the built-in one.
 */
export function soundFontInfo(path: string, json: boolean): void {
  const file = fileOf(path);
  const summary = checkSoundFontFile(file);
  if (json) printJson({ path: file, ...summary });
  else process.stdout.write(columns(rows(file, summary)));
}

function rows(file: string, summary: SoundFontSummary): string[][] {
  const silent = summary.silentSampleCount === 0 ? '' : `, ${summary.silentSampleCount} of them cannot sound`;
  return [
    ['file', file],
    ['name', summary.name],
    ['size', `${(summary.fileBytes / mebibyte).toFixed(1)} MiB${summary.compressed ? ', compressed' : ''}`],
    ['SoundFont', summary.version],
    ['programs', String(summary.presets.length)],
    ['samples', `${summary.sampleCount}${silent}`],
  ];
}

function fileOf(path: string): string {
  return path === '' ? builtinSoundFontPath : resolve(path);
}
