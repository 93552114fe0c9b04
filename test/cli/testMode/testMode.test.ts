/** The note of --test-mode, on real sound servers and without any. */
import { join } from 'node:path';
import t from 'tap';
import { levelDb, listen } from '../../../src/cli/testMode/listening.js';
import { sounded, type TestNote, verdict } from '../../../src/cli/testMode/testMode.js';
import { JackServer } from '../../support/jackServer.js';
import { PipewireServer } from '../../support/pipewireServer.js';
import { type Outcome, runProgram } from '../../support/runProgram.js';

const recorder = { by: 'pw-record' };

t.test('levels', async (t) => {
  t.equal(levelDb(new Uint8Array(8)), -Infinity, 'silence');
  t.equal(levelDb(new Uint8Array()), -Infinity, 'nothing');
  t.equal(Math.round(levelDb(new Uint8Array(Int16Array.of(0, -16_384, 100).buffer)) * 10), -60);
});

t.test('what a recording says', async (t) => {
  t.same(verdict({ why: 'no recorder' }, undefined), {
    heard: null,
    listening: 'no recorder',
    levelDb: null,
  });
  t.match(verdict(recorder, undefined), { heard: null, listening: 'pw-record recorded nothing' });
  t.same(verdict(recorder, { beforeDb: -Infinity, noteDb: -20.04 }), {
    heard: true,
    listening: 'pw-record',
    levelDb: -20,
  });
  t.match(verdict(recorder, { beforeDb: -Infinity, noteDb: -Infinity }), { heard: false, levelDb: null });
  t.match(verdict(recorder, { beforeDb: -20, noteDb: -18 }), {
    heard: false,
    listening: 'pw-record, while something else played',
  });
  t.match(verdict(recorder, { beforeDb: -40, noteDb: -18 }), { heard: true });
  t.match(verdict(recorder, { beforeDb: -90, noteDb: -80 }), { heard: false }, 'noise is no note');
});

t.test('whether it sounded', async (t) => {
  const note = { audioClockMs: 800, voices: 1, heard: true } as TestNote;
  t.equal(sounded(note), true);
  t.equal(sounded({ ...note, heard: null }), true, 'as far as the driver tells');
  t.equal(sounded({ ...note, heard: false }), false);
  t.equal(sounded({ ...note, voices: 0 }), false);
  t.equal(sounded({ ...note, audioClockMs: 0 }), false);
});

t.test('a driver that nobody can listen to', async (t) => {
  t.match(await listen('alsa', ''), { why: /what the driver alsa plays cannot be recorded/ });
});

function testMode(args: readonly string[], environment: NodeJS.ProcessEnv = {}, folder?: string): Outcome {
  return runProgram(['--test-mode', ...args], {
    environment: { XDG_RUNTIME_DIR: '/nonexistent', ...environment },
    ...(folder === undefined ? {} : { folder }),
  });
}

function noteOf({ stdout }: Outcome): TestNote {
  return JSON.parse(stdout) as TestNote;
}

t.test('the driver "file": the file is listened to', async (t) => {
  const folder = t.testdir();
  const outcome = testMode(['--driver', 'file', '--json'], {}, folder);
  t.equal(outcome.stderr, '');
  const note = noteOf(outcome);
  t.match(note, { driver: 'file', heard: true, soundFont: 'the built-in one' });
  t.ok(note.voices > 0);
  t.ok(note.audioClockMs > 100, `${note.audioClockMs} ms`);
  t.ok((note.levelDb ?? -Infinity) > -40 && (note.levelDb ?? 0) <= 0, `${note.levelDb} dB`);
  t.equal(outcome.status, 0);
  t.match(testMode(['--driver', 'file'], {}, folder), { status: 0, stdout: /\nThe note sounded\.\n$/ });
});

t.test('no driver: it did not sound, and says so', async (t) => {
  const outcome = testMode(['--driver', 'none']);
  t.equal(outcome.status, 1);
  t.match(outcome.stdout, /^audio clock +stood still$/m);
  t.match(outcome.stdout, /^heard +not listened to \(the driver none plays nothing\)$/m);
  t.match(outcome.stdout, /\nThe note did not sound\.\n$/);
});

t.test('a configuration that is not valid: status 78, and no note', async (t) => {
  const file = join(t.testdir({ 'c.yaml': 'audio: { driver: loud }\n' }), 'c.yaml');
  t.match(testMode(['--config', file]), { status: 78, stdout: '', stderr: /audio\.driver/ });
});

t.test('JACK: its own port is listened to', async (t) => {
  const server = await JackServer.start(t.testdir(), 256);
  t.teardown(() => server.stop());
  const outcome = testMode(['--driver', 'jack', '--json'], { ...server.environment });
  const note = noteOf(outcome);
  t.match(note, { driver: 'jack', heard: true, listening: 'jack_rec' }, outcome.stderr);
  t.ok(note.voices > 0 && note.audioClockMs > 100);
  t.equal(outcome.status, 0);
});

t.test('PulseAudio on PipeWire: the sink is listened to', async (t) => {
  const server = await PipewireServer.start({ pulse: true, quantum: 256 });
  t.teardown(() => server.stop());
  const outcome = testMode(['--driver', 'pulseaudio', '--json'], { ...server.environment });
  const note = noteOf(outcome);
  t.match(note, { driver: 'pulseaudio', heard: true, listening: 'pw-record' }, outcome.stderr);
  t.ok(note.voices > 0 && note.audioClockMs > 100);
  t.equal(outcome.status, 0);
});
