/** `fw16-synth --test-mode`: checks the configuration, plays one note through the audio driver, and says what was heard. */
import { setTimeout as delay } from 'node:timers/promises';
import { engineSettings } from '../../config/engineSettings.js';
import { loadConfiguration } from '../../config/load.js';
import { chooseSoundFont } from '../../daemon/soundFontChoice.js';
import { Engine } from '../../engine/engine.js';
import type { PlayThreadWorker } from '../../engine/playThreadWorker.js';
import { describeFault } from '../../errors/errors.js';
import type { CommandLine } from '../arguments.js';
import { columns, printJson } from '../output.js';
import { type Heard, type Listener, listen, type NobodyListens } from './listening.js';

const middleC = 60;
const velocity = 100;
const noteMs = 800;
const lookEveryMs = 10;
/** The play thread writes its counters at least four times a second: by then they are of the note. */
const settledMs = 300;
/** Louder than this is no noise … */
const audibleDb = -70;
/** … and this much louder than before is the note, and not something else that plays. */
const clearlyLouderDb = 6;

export interface TestNote {
  readonly driver: string;
  readonly soundFont: string;
  readonly program: string;
  /** How far the audio clock went in the last half second of the note, in milliseconds. */
  readonly audioClockMs: number;
  /** The most voices that sounded at once. */
  readonly voices: number;
  /** Null when nobody could listen. */
  readonly heard: boolean | null;
  /** Who listened, or why nobody did. */
  readonly listening: string;
  /** Peak of the note in decibels below full scale; null when nobody could listen, or for silence. */
  readonly levelDb: number | null;
}

/**
 * @param thread A play thread that waits to be told what to play.
 * @returns The exit status: 1 when the note did not sound.
 */
export async function testMode(line: CommandLine, thread: PlayThreadWorker): Promise<number> {
  const configuration = loadConfiguration(line.load);
  const font = await chooseSoundFont(configuration);
  const found = { devices: [], soundFont: font.path, programs: font.programs };
  const settings = engineSettings(configuration, found);
  process.env.JACK_NO_START_SERVER = '1';
  const engine = new Engine(settings, () => thread);
  engine.on('fault', (fault) => process.stderr.write(`${describeFault(fault)}\n`));
  const { driver, programName } = await engine.start();
  const listener = await listen(driver, settings.audio.file ?? '');
  const played = await playNote(engine, listener);
  await engine.stop();
  const heard = 'by' in listener ? await listener.finish() : undefined;
  const note: TestNote = {
    driver,
    soundFont: font.builtin ? 'the built-in one' : font.path,
    program: programName,
    ...played,
    ...verdict(listener, heard),
  };
  if (line.json) printJson(note);
  else process.stdout.write(report(note));
  return sounded(note) ? 0 : 1;
}

async function playNote(
  engine: Engine,
  listener: Listener | NobodyListens,
): Promise<{ audioClockMs: number; voices: number }> {
  const { counters } = engine;
  let clockBefore = 0;
  let voices = 0;
  if ('by' in listener) listener.noteBegins();
  engine.send({ type: 'note-on', key: middleC, velocity });
  for (let waitedMs = 0; waitedMs < noteMs; waitedMs += lookEveryMs) {
    await delay(lookEveryMs);
    if (waitedMs < settledMs) clockBefore = counters.get('audioClockMs');
    voices = Math.max(voices, counters.get('voices'));
  }
  const audioClockMs = counters.get('audioClockMs') - clockBefore;
  engine.send({ type: 'note-off', key: middleC });
  return { audioClockMs, voices };
}

/** What the recording says. */
export function verdict(
  listener: Pick<Listener, 'by'> | NobodyListens,
  heard: Heard | undefined,
): Pick<TestNote, 'heard' | 'listening' | 'levelDb'> {
  if ('why' in listener) return { heard: null, listening: listener.why, levelDb: null };
  if (heard === undefined)
    return { heard: null, listening: `${listener.by} recorded nothing`, levelDb: null };
  const { beforeDb, noteDb } = heard;
  return {
    heard: noteDb > audibleDb && noteDb > beforeDb + clearlyLouderDb,
    listening: beforeDb > audibleDb ? `${listener.by}, while something else played` : listener.by,
    levelDb: Number.isFinite(noteDb) ? Math.round(noteDb * 10) / 10 : null,
  };
}

/** Whether the note sounded, as far as anybody can tell. */
export function sounded({ audioClockMs, voices, heard }: TestNote): boolean {
  return audioClockMs > 0 && voices > 0 && heard !== false;
}

function report(note: TestNote): string {
  const level =
    note.levelDb === null ? '' : `, ${note.levelDb} dB below full scale at the peak`.replace('-', '');
  const heard = note.heard === null ? 'not listened to' : `${note.heard ? 'yes' : 'no'}${level}`;
  const rows = [
    ['configuration', 'valid'],
    ['sound font', note.soundFont],
    ['program', note.program],
    ['audio driver', note.driver],
    ['audio clock', note.audioClockMs > 0 ? `went on by ${note.audioClockMs} ms` : 'stood still'],
    ['voices', String(note.voices)],
    ['heard', `${heard} (${note.listening})`],
  ];
  const end = sounded(note) ? 'The note sounded' : 'The note did not sound';
  const doubt = note.heard === null && sounded(note) ? ', as far as the driver tells' : '';
  return `${columns(rows)}${end}${doubt}.\n`;
}
