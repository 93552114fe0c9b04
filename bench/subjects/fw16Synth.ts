/** This project's program, started as a person starts it, with a pipe in place of the keyboard. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { SessionStatistics } from '../../src/cli/summary.js';
import { key } from '../../src/input/keyCodes.js';
import { laptopKeymap } from '../../src/performance/keymap.js';
import { createFifo, type Fifo, keyEvent } from '../fifo.js';
import { startProcess, stopProcess, waitForOutput } from '../processes.js';
import { builtinSoundFont, type Settings } from '../settings.js';
import {
  freshPath,
  playedKeys,
  type RunningSubject,
  type StartContext,
  type SubjectFactory,
} from './subject.js';

export const program = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** @param more Sections besides, or instead. */
export function configuration(settings: Settings, device: string, more: object = {}): string {
  return stringify({
    input: { devices: [{ path: device, kind: 'keyboard' }] },
    audio: {
      driver: 'jack',
      soundfont: settings.soundFont === builtinSoundFont ? '' : settings.soundFont,
      sample_rate: settings.sampleRate,
      buffer_size: settings.period,
      polyphony: settings.polyphony,
      gain_db: 20 * Math.log10(settings.gain),
      reverb: { enabled: settings.effects },
      chorus: { enabled: settings.effects },
    },
    performance: { program: settings.program },
    velocity: { mode: 'fixed', fixed: { velocity: settings.velocity } },
    ...more,
  });
}

/** The benchmark's environment without what would reach into the program's configuration. */
export function plainEnvironment(context: StartContext): NodeJS.ProcessEnv {
  const own = Object.keys(process.env).filter((name) => name.startsWith('FW16_SYNTH_'));
  return {
    ...Object.fromEntries(own.map((name) => [name, undefined])),
    XDG_CACHE_HOME: `${context.directory}/cache`,
    ...context.environment,
  };
}

/** The twelve keys from KEY_Q on that play an octave, in the order of their pitch. */
const octaveKeys = laptopKeymap
  .filter(({ row, semitone }) => row === 'q' && semitone < 12)
  .sort((a, b) => a.semitone - b.semitone)
  .map(({ code }) => code);

async function stroke(keyboard: Fifo, code: number, milliseconds: number): Promise<void> {
  keyboard.write(keyEvent(code, true));
  await sleep(milliseconds);
  keyboard.write(keyEvent(code, false));
  await sleep(milliseconds);
}

/** Longer than what the program takes for the bouncing of a switch. */
const distinctMs = 30;

/** Plays with the pedal down, octave by octave. */
export async function hold(keyboard: Fifo, settings: Settings, lowest: number, count: number): Promise<void> {
  keyboard.write(keyEvent(key.space, true));
  const octaves = (lowest - settings.key) / 12;
  for (let step = 0; step < Math.abs(octaves); step++) {
    await stroke(keyboard, octaves < 0 ? key.minus : key.equal, distinctMs);
  }
  for (let note = 0; note < count; note++) {
    if (note > 0 && note % 12 === 0) await stroke(keyboard, key.equal, distinctMs);
    await stroke(keyboard, octaveKeys[note % 12] ?? 0, 3);
  }
}

export interface RunningFw16Synth extends RunningSubject {
  /** What the program counted; once it has stopped. */
  statistics(): SessionStatistics;
}

export async function startFw16Synth(context: StartContext): Promise<RunningFw16Synth> {
  const { settings, directory } = context;
  const keyboard = createFifo(freshPath(directory, '.keyboard'));
  const config = freshPath(directory, '.yaml');
  const log = freshPath(directory, '.log');
  const stats = freshPath(directory, '.stats.json');
  writeFileSync(config, configuration(settings, keyboard.path));
  const args = [program, '--config', config, '--stats', stats];
  const begin = performance.now();
  const child = startProcess(process.execPath, args, { environment: plainEnvironment(context), log });
  await waitForOutput(child, log, /^Ready/m);
  const startMs = performance.now() - begin;
  const statistics = (): SessionStatistics => {
    if (!existsSync(stats)) throw new Error(`fw16-synth left no statistics:\n${readFileSync(log, 'utf8')}`);
    return JSON.parse(readFileSync(stats, 'utf8')) as SessionStatistics;
  };
  return {
    pid: child.pid ?? 0,
    startMs,
    strikeArguments: ['evdev', keyboard.path, String(settings.keyCode), String(settings.velocity)],
    play: (index, pressed) => keyboard.write(keyEvent(settings.keyCode + (index % playedKeys), pressed)),
    hold: (lowest, count) => hold(keyboard, settings, lowest, count),
    stop: async () => {
      await stopProcess(child);
      keyboard.close();
      return statistics().counters.voices;
    },
    statistics,
  };
}

export const fw16Synth: SubjectFactory = { name: 'fw16-synth', start: startFw16Synth };
