/**
 * The `fluidsynth` program, played through its command shell: of the ways into it this is the one that needs neither
 * a sequencer device of the kernel nor a second program in between.
 */
import { createFifo } from '../fifo.js';
import { startProcess, stopProcess, waitForExit, waitForOutput } from '../processes.js';
import type { Settings } from '../settings.js';
import { freshPath, type RunningSubject, type StartContext, type SubjectFactory } from './subject.js';

function argumentsFor(settings: Settings): string[] {
  const quiet = ['-q', '-n']; // no greeting, no MIDI input driver
  const audio = ['-a', 'jack', '-o', 'audio.jack.autoconnect=0', '-z', String(settings.period)];
  const synthesizer = ['-r', String(settings.sampleRate), '-g', String(settings.gain), '-R', '0', '-C', '0'];
  const limits = ['-o', `synth.polyphony=${settings.polyphony}`, '-o', 'synth.cpu-cores=1'];
  return [...quiet, ...audio, ...synthesizer, ...limits, settings.soundFont];
}

async function start(context: StartContext): Promise<RunningSubject> {
  const { settings, directory, environment } = context;
  const shell = createFifo(freshPath(directory, '.shell'));
  const log = freshPath(directory, '.log');
  // Waiting in the pipe before the program runs; the answer shows that it obeys, which is when it can be played.
  shell.write(`prog 0 ${settings.program}\necho ready\n`);
  const begin = performance.now();
  const child = startProcess('fluidsynth', argumentsFor(settings), {
    environment,
    input: shell.descriptor,
    log,
  });
  await waitForOutput(child, log, /^ready$/m);
  const startMs = performance.now() - begin;
  return {
    pid: child.pid ?? 0,
    startMs,
    strikeArguments: ['shell', shell.path, String(settings.key)],
    play: (index, pressed) => {
      const key = settings.key + (index % 10);
      shell.write(pressed ? `noteon 0 ${key} ${settings.velocity}\n` : `noteoff 0 ${key}\n`);
    },
    stop: async () => {
      shell.write('quit\n');
      if (!(await waitForExit(child, 5000))) await stopProcess(child);
      shell.close();
    },
  };
}

export const fluidsynth: SubjectFactory = { name: 'fluidsynth', start };
