/**
 * The `fluidsynth` program. There are two ways into it here, and neither needs a sequencer device of the kernel:
 * - `midi`: a raw MIDI device, a pipe in its place; read by a thread that has fluidsynth's own real-time priority. It
 *   is the fastest way in, and so the one to be compared with.
 * - `shell`: commands on its standard input, read through readline by an ordinary thread.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createFifo, type Fifo } from '../fifo.js';
import { startProcess, stopProcess, waitForExit, waitForOutput } from '../processes.js';
import type { Settings } from '../settings.js';
import {
  freshPath,
  playedKeys,
  type RunningSubject,
  type StartContext,
  type SubjectFactory,
} from './subject.js';

export const peerInputs = ['midi', 'shell'] as const;

export type PeerInput = (typeof peerInputs)[number];

function argumentsFor(settings: Settings, midiDevice: string | undefined): string[] {
  const effects = settings.effects ? '1' : '0';
  return [
    ...['-q', '-f', '/dev/null'], // no greeting, no commands of the user's
    ...(midiDevice === undefined ? ['-n'] : ['-m', 'oss', '-o', `midi.oss.device=${midiDevice}`]),
    ...['-a', 'jack', '-j', '-z', String(settings.period), '-r', String(settings.sampleRate)],
    ...['-g', String(settings.gain), '-R', effects, '-C', effects],
    ...['-o', `synth.polyphony=${settings.polyphony}`],
    settings.soundFont,
  ];
}

/** How notes are started and ended. */
type Play = (key: number, pressed: boolean) => void;

function playByMidi(device: Fifo, velocity: number): Play {
  return (key, pressed) => device.write(Uint8Array.of(pressed ? 0x90 : 0x80, key, pressed ? velocity : 0));
}

function playByShell(shell: Fifo, velocity: number): Play {
  return (key, pressed) => shell.write(pressed ? `noteon 0 ${key} ${velocity}\n` : `noteoff 0 ${key}\n`);
}

async function start(context: StartContext, input: PeerInput): Promise<RunningSubject> {
  const { settings, directory, environment } = context;
  const { velocity } = settings;
  const shell = createFifo(freshPath(directory, '.shell'));
  const device = input === 'midi' ? createFifo(freshPath(directory, '.midi')) : undefined;
  const play = device === undefined ? playByShell(shell, velocity) : playByMidi(device, velocity);
  const log = freshPath(directory, '.log');
  // Waiting in the pipe before the program runs; the answer shows that it obeys, which is when it can be played.
  shell.write(`prog 0 ${settings.program}\necho ready\n`);
  const begin = performance.now();
  const child = startProcess('fluidsynth', argumentsFor(settings, device?.path), {
    environment,
    input: shell.descriptor,
    log,
  });
  const output = await waitForOutput(child, log, /^ready$/m);
  const startMs = performance.now() - begin;
  if (output.includes('Failed to create the MIDI thread')) {
    await stopProcess(child);
    throw new Error('this fluidsynth reads no raw MIDI device (its driver "oss"); use --peer shell');
  }
  return {
    pid: child.pid ?? 0,
    startMs,
    strikeArguments: [input, (device ?? shell).path, String(settings.key), String(velocity)],
    play: (index, pressed) => play(settings.key + (index % playedKeys), pressed),
    hold: async (lowest, count) => {
      for (let key = lowest; key < lowest + count; key++) {
        play(key, true);
        await sleep(5);
      }
    },
    stop: async () => {
      shell.write('voice_count\nquit\n');
      if (!(await waitForExit(child, 5000))) await stopProcess(child);
      const said = await waitForOutput(child, log, /^voice_count: \d+/m);
      shell.close();
      device?.close();
      return Number(/^voice_count: (\d+)/m.exec(said)?.[1]);
    },
  };
}

/** The program with one of its two ways in. */
export function fluidsynth(input: PeerInput): SubjectFactory {
  return { name: 'fluidsynth', start: (context) => start(context, input) };
}
