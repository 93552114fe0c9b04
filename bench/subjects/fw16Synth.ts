/** This project's program, started as a person starts it, with a pipe in place of the keyboard. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { createFifo, keyEvent } from '../fifo.js';
import { startProcess, stopProcess, waitForOutput } from '../processes.js';
import type { Settings } from '../settings.js';
import { freshPath, type RunningSubject, type StartContext, type SubjectFactory } from './subject.js';

const program = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** Ten neighbours on the letter row, KEY_Q to KEY_P. */
const playedKeys = 10;

function configuration(settings: Settings, device: string): string {
  return stringify({
    input: { devices: [{ path: device, kind: 'keyboard' }] },
    audio: {
      driver: 'jack',
      soundfont: settings.soundFont,
      sample_rate: settings.sampleRate,
      buffer_size: settings.period,
      reverb: { enabled: false },
      chorus: { enabled: false },
    },
    velocity: { mode: 'fixed', fixed: { velocity: settings.velocity } },
  });
}

/** Starts the program; with a path it writes its own counters there when it ends. */
export async function startFw16Synth(context: StartContext, statsPath?: string): Promise<RunningSubject> {
  const { settings, directory, environment } = context;
  const keyboard = createFifo(freshPath(directory, '.keyboard'));
  const config = freshPath(directory, '.yaml');
  const log = freshPath(directory, '.log');
  writeFileSync(config, configuration(settings, keyboard.path));
  const stats = statsPath === undefined ? [] : ['--stats-json', statsPath];
  const begin = performance.now();
  const child = startProcess(process.execPath, [program, '--config', config, ...stats], { environment, log });
  await waitForOutput(child, log, /^Ready/m);
  const startMs = performance.now() - begin;
  return {
    pid: child.pid ?? 0,
    startMs,
    strikeArguments: ['evdev', keyboard.path, String(settings.keyCode)],
    play: (index, pressed) => keyboard.write(keyEvent(settings.keyCode + (index % playedKeys), pressed)),
    stop: async () => {
      await stopProcess(child);
      keyboard.close();
    },
  };
}

export const fw16Synth: SubjectFactory = { name: 'fw16-synth', start: (context) => startFw16Synth(context) };
