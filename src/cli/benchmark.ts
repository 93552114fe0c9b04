/** `fw16-synth --benchmark`: how fast the play path handles the bundled performance on this machine, without a device. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineSettings } from '../config/engineSettings.js';
import { loadConfiguration } from '../config/load.js';
import { chooseSoundFont } from '../daemon/soundFontChoice.js';
import type { EngineSettings } from '../engine/messages.js';
import { replayRecording } from '../engine/replay.js';
import { type EvemuRecording, readEvemu } from '../linux/evemu.js';
import type { CommandLine } from './arguments.js';
import { columns, printJson } from './output.js';

const recordingFile = fileURLToPath(new URL('../../assets/demo.evemu', import.meta.url));
const leastMs = 1000;

export interface BenchmarkResult {
  /** Kernel events that were decoded and played, a second. */
  readonly eventsPerSecond: number;
  /** Microseconds for one event, on the average. */
  readonly eventUs: number;
  /** Seconds of music rendered in one second. */
  readonly renderedSecondsPerSecond: number;
  /** What the rendering was done with. */
  readonly soundFont: string;
}

export async function benchmark(line: CommandLine): Promise<void> {
  const configuration = loadConfiguration(line.load);
  const font = await chooseSoundFont(configuration);
  const found = { devices: [], soundFont: font.path, programs: font.programs };
  const settings = engineSettings(configuration, found);
  const recording = readEvemu(recordingFile);
  const result: BenchmarkResult = {
    ...decoding(recording, settings),
    renderedSecondsPerSecond: await rendering(recording, settings),
    soundFont: font.builtin ? 'the built-in one' : font.path,
  };
  if (line.json) return printJson(result);
  process.stdout.write(
    columns([
      [
        'key events',
        `${Math.round(result.eventsPerSecond)} a second, ${result.eventUs.toFixed(2)} µs each, decoded and played without sound`,
      ],
      [
        'rendering',
        `${result.renderedSecondsPerSecond.toFixed(0)} seconds of music in one second, on one core, with ${result.soundFont}`,
      ],
    ]),
  );
  process.stdout.write(
    'Neither says how late a note sounds: that is decided by the period of the sound server.\n',
  );
}

function decoding(
  recording: EvemuRecording,
  settings: EngineSettings,
): Pick<BenchmarkResult, 'eventsPerSecond' | 'eventUs'> {
  // What is compiled first is slow once, and does not count.
  replayRecording(recording, settings, []);
  const start = performance.now();
  let runs = 0;
  let elapsedMs = 0;
  while (elapsedMs < leastMs) {
    replayRecording(recording, settings, []);
    runs++;
    elapsedMs = performance.now() - start;
  }
  const events = runs * recording.events.length;
  return { eventsPerSecond: (events / elapsedMs) * 1000, eventUs: (elapsedMs / events) * 1000 };
}

async function rendering(recording: EvemuRecording, settings: EngineSettings): Promise<number> {
  const { RenderedOutput } = await import('../engine/renderedOutput.js');
  const folder = mkdtempSync(join(tmpdir(), 'fw16-synth-'));
  try {
    const output = new RenderedOutput(join(folder, 'benchmark.wav'), settings);
    const start = performance.now();
    replayRecording(recording, settings, [output]);
    const seconds = output.finish();
    return (seconds / (performance.now() - start)) * 1000;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
