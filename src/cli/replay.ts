/** `fw16-synth replay`: a recording through the play path in virtual time; the same every time, to the byte. */
import { engineSettings } from '../config/engineSettings.js';
import { loadConfiguration } from '../config/load.js';
import { chooseSoundFont } from '../daemon/soundFontChoice.js';
import { replayRecording } from '../engine/replay.js';
import { readEvemu } from '../linux/evemu.js';
import type { MusicalOutput } from '../performance/musicalOutput.js';
import type { CommandLine } from './arguments.js';
import { JsonOutput, TextOutput } from './replayOutput.js';

export async function replay(line: CommandLine): Promise<void> {
  const configuration = loadConfiguration(line.load);
  const recording = readEvemu(line.operands[0] ?? '');
  const font = await chooseSoundFont(configuration);
  const settings = engineSettings(configuration, {
    devices: [],
    soundFont: font.path,
    programs: font.programs,
  });
  const outputs: MusicalOutput[] = [];
  const printed = line.json ? new JsonOutput() : new TextOutput(font.presetName);
  if (line.json || line.render === undefined) outputs.push(printed);
  if (line.render === undefined) {
    replayRecording(recording, settings, outputs);
    process.stdout.write(printed.text());
    return;
  }
  // Loaded only here: replaying without rendering needs no library.
  const { RenderedOutput } = await import('../engine/renderedOutput.js');
  const rendered = new RenderedOutput(line.render, settings);
  try {
    replayRecording(recording, settings, [...outputs, rendered]);
    const seconds = rendered.finish();
    process.stdout.write(printed.text());
    if (!line.json) process.stdout.write(`${line.render}: ${seconds.toFixed(1)} s\n`);
  } catch (error) {
    rendered.discard();
    throw error;
  }
}
