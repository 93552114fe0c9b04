/**
 * The demo as `npm start` plays it: what is heard is found in the samples and compared with the notes of the
 * recording. Chords make it music and pitch detection hard, so each note is looked for by itself: when it begins, the
 * power at its fundamental has to rise, and that of the keys between has not.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runProgram } from '../support/runProgram.js';
import { longestSilence, onset, readWav, type WavSound } from '../support/wav.js';

// The performance takes a minute in real time.
t.setTimeout(150_000);

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const recording = fileURLToPath(new URL('../../assets/demo.evemu', import.meta.url));

interface Note {
  readonly seconds: number;
  readonly key: number;
}

/** The notes of the recording by virtual time, from the first one on. */
function notesOfRecording(): Note[] {
  const { status, stdout } = runProgram(['replay', recording, '--json']);
  t.equal(status, 0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { timeUs: number; type: string; key: number });
  const notes = events.filter(({ type }) => type === 'note-on');
  const firstUs = notes[0]?.timeUs ?? 0;
  return notes.map(({ timeUs, key }) => ({ seconds: (timeUs - firstUs) / 1e6, key }));
}

function hertz(key: number): number {
  return 440 * 2 ** ((key - 69) / 12);
}

/** Power at a frequency over a stretch with a Hann window (Goertzel's algorithm). */
function powerAt({ left, sampleRate }: WavSound, frequency: number, from: number, length: number): number {
  const omega = (2 * Math.PI * frequency) / sampleRate;
  const coefficient = 2 * Math.cos(omega);
  let last = 0;
  let beforeLast = 0;
  for (let index = 0; index < length; index++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length);
    const next = (left[from + index] ?? 0) * window + coefficient * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  return (last * last + beforeLast * beforeLast - coefficient * last * beforeLast) / length ** 2;
}

/** Steps either side of a note at which nothing of it is: a quarter tone is on no key. */
const besides = [-0.5, 0.5];

/**
 * The part of the notes that are heard where they should be: after its beginning there is more at the fundamental than
 * before, and more than a quarter tone beside it, so that the knock of any note does not pass for this one.
 */
function foundPart(sound: WavSound, notes: readonly Note[], shift: number): number {
  const start = onset(sound.left);
  const found = notes.filter(({ seconds, key }) => {
    const frequency = hertz(key + shift);
    // Long enough to tell a quarter tone at this height, short enough to be of this note.
    const length = Math.round(Math.min(0.5, Math.max(0.1, 100 / frequency)) * sound.sampleRate);
    const at = start + Math.round(seconds * sound.sampleRate);
    const power = powerAt(sound, frequency, at, length);
    return (
      power > powerAt(sound, frequency, Math.max(0, at - length), length) &&
      besides.every((step) => power > 2 * powerAt(sound, hertz(key + shift + step), at, length))
    );
  });
  return found.length / notes.length;
}

t.test('rendered: every note sounds at its time and its pitch', async (t) => {
  const file = join(t.testdir(), 'demo.wav');
  t.equal(runProgram(['replay', recording, '--render', file]).status, 0);
  const notes = notesOfRecording();
  t.ok(notes.length > 100);
  const sound = readWav(file);
  const found = foundPart(sound, notes, 0);
  t.ok(found > 0.9, `${found} of the notes`);
  const mistaken = foundPart(sound, notes, 1);
  t.ok(mistaken < found / 3, `${mistaken} a semitone above them`);
  const late = foundPart(sound, shifted(notes, 1.3), 0);
  t.ok(late < found / 2, `${late} more than a second later`);
});

t.test('in real time, where there is no sound server: a WAV file with the same notes', async (t) => {
  const folder = t.testdir();
  const child = spawn(process.execPath, [main, 'demo'], {
    cwd: folder,
    // No server: neither PipeWire's socket nor PulseAudio's nor JACK's.
    env: {
      PATH: process.env.PATH,
      XDG_RUNTIME_DIR: folder,
      XDG_CONFIG_HOME: folder,
      JACK_DEFAULT_SERVER: 'fw16-test-nobody',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  t.strictSame(await once(child, 'close'), [0, null]);
  const notes = notesOfRecording();
  t.match(output, /No audio driver could be opened/);
  t.match(output, new RegExp(`\\n {2}notes +${notes.length}\\n`));
  t.match(output, /\n {2}input to engine +p50 \d+ µs, p99 \d+ µs\n/);
  t.match(output, /\n {2}audio +file, \d+ frames/);
  const written = /sound written to +(\S+)/.exec(output)?.[1] ?? '';
  t.equal(written, join(folder, 'fw16-synth-demo.wav'));
  const sound = readWav(written);
  const found = foundPart(sound, notes, 0);
  // Some less than when rendered: a busy machine may hold a note up.
  t.ok(found > 0.85, `${found} of the notes`);
  t.ok(longestSilence(sound.left.subarray(onset(sound.left), 50 * sound.sampleRate)) < sound.sampleRate / 10);
});

function shifted(notes: readonly Note[], seconds: number): Note[] {
  return notes.map((note) => ({ ...note, seconds: note.seconds + seconds }));
}
