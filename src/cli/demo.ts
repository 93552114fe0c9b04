/** `fw16-synth demo`: the bundled performance through the real play path, in real time. */
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineSettings } from '../config/engineSettings.js';
import { loadConfiguration } from '../config/load.js';
import { chooseSoundFont } from '../daemon/soundFontChoice.js';
import type { EventRingReader } from '../engine/eventRing.js';
import type { EngineSettings } from '../engine/messages.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { SynthError } from '../errors/errors.js';
import type { CommandLine } from './arguments.js';
import { eventText } from './noteDisplay.js';
import { readyLine } from './run.js';
import { Session, writeStatistics } from './session.js';
import { summaryTable } from './summary.js';

const recording = fileURLToPath(new URL('../../assets/demo.evemu', import.meta.url));
const showEveryMs = 33;
/** Time for the driver to settle before the first note. */
const recordingDelayMs = 500;
const wavName = 'fw16-synth-demo.wav';

/** @param thread A play thread that waits to be told what to play. */
export async function demo(line: CommandLine, thread: PlayThreadWorker): Promise<void> {
  const configuration = loadConfiguration({
    ...line.load,
    overrides: { ...line.load.overrides, 'input.devices': [{ path: recording, kind: 'keyboard' }] },
  });
  const font = await chooseSoundFont(configuration);
  const settings = engineSettings(configuration, {
    devices: configuration.get('input.devices'),
    soundFont: font.path,
    programs: font.programs,
    recordingDelayMs,
  });
  const { session, wav } = await startSomewhere(settings);
  const show = showNotes(session, font.presetName);
  const statistics = await session.finish();
  show.stop();
  process.stdout.write(`\n${summaryTable(statistics, wav)}`);
  if (line.stats !== undefined) writeStatistics(line.stats, statistics);

  async function startSomewhere(
    wanted: EngineSettings,
  ): Promise<{ session: Session; wav: string | undefined }> {
    try {
      const live = new Session(wanted, thread);
      process.stdout.write(readyLine(await live.start(), font));
      return { session: live, wav: wanted.audio.driver === 'file' ? wanted.audio.file : undefined };
    } catch (error) {
      if (!(error instanceof SynthError) || error.code !== 'AUDIO_UNAVAILABLE') throw error;
      const file = writableWavPath();
      process.stdout.write(`${error.message}\nThe sound goes to ${file} instead.\n`);
      const filed = new Session({ ...wanted, audio: { ...wanted.audio, driver: 'file', file } });
      process.stdout.write(readyLine(await filed.start(), font));
      return { session: filed, wav: file };
    }
  }
}

/** A file in the current folder, or in the one for temporary files when that cannot be written. */
function writableWavPath(): string {
  try {
    accessSync('.', constants.W_OK);
    return resolve(wavName);
  } catch {
    return join(tmpdir(), wavName);
  }
}

function showNotes(
  session: Session,
  presetName: (bank: number, program: number) => string,
): { stop(): void } {
  const reader: EventRingReader = session.engine.events();
  let startUs: number | undefined;
  const show = (): void => {
    for (const event of reader.take()) {
      startUs ??= event.timeUs;
      const text = eventText(event, startUs, presetName);
      if (text !== undefined) process.stdout.write(`${text}\n`);
    }
  };
  const timer = setInterval(show, showEveryMs);
  return {
    stop(): void {
      clearInterval(timer);
      show();
    },
  };
}
