/** Sound servers that are not there, die, hang and come back: keys sound again, and nobody is left in the dark. */
import { join } from 'node:path';
import t from 'tap';
import { Engine } from '../../src/engine/engine.js';
import type { Fault } from '../../src/errors/errors.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { JackServer } from '../support/jackServer.js';
import { medianPitchHz } from '../support/pitch.js';
import { setEnvironment, TestEngine, testSettings } from '../support/testEngine.js';
import { onset, readWav } from '../support/wav.js';

const c3Hz = 440 * 2 ** ((48 - 69) / 12);
const overrides = { 'audio.driver': 'jack' };

/** Presses Q, listens, releases it, and returns the pitch that was heard. */
async function pitchOfQ(played: TestEngine, server: JackServer, file: string): Promise<number> {
  const recording = await server.record(file, 'fw16-synth', 2);
  played.keys([key.q], true);
  await recording.finish();
  played.keys([key.q], false);
  const { left, sampleRate } = readWav(file);
  const begin = Math.max(0, onset(left));
  return medianPitchHz(left.subarray(begin + 2400, begin + 48_000), sampleRate) ?? 0;
}

t.test('a JACK server that dies and comes back', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const played = await TestEngine.start(t, overrides, server.environment);
  const faults: Fault[] = [];
  played.engine.on('fault', (fault) => faults.push(fault));
  const { counters } = played.engine;
  played.keys([key.w], true);
  await played.until((get) => get('voices') > 0);

  const lost = played.notified('audio-lost');
  await server.kill();
  await lost;
  t.match(faults, [{ code: 'AUDIO_SERVER_LOST', remedy: /jackd/ }]);
  played.keys([key.e], true);
  await played.until((get) => get('notesMuted') === 1);
  played.keys([key.w, key.e], false);
  await played.until((get) => get('notesHeld') === 0);
  t.equal(played.engine.state, 'running');

  const restored = played.notified('audio-restored');
  await server.restart();
  await restored;
  await played.until((get) => get('voices') === 0 && get('audioInterruptions') === 1);
  const heardHz = await pitchOfQ(played, server, join(folder, 'after.wav'));
  t.ok(Math.abs(heardHz / c3Hz - 1) < 0.005, `${heardHz} Hz is ${c3Hz} Hz`);
  await played.until((get) => get('notesHeld') === 0);
  t.equal(counters.get('notesOff'), counters.get('notesOn'));
});

t.test('a JACK server that hangs and goes on', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const played = await TestEngine.start(t, overrides, server.environment);
  const faults: Fault[] = [];
  played.engine.on('fault', (fault) => faults.push(fault));
  const beat = played.engine.counters.get('heartbeat');

  const lost = played.notified('audio-lost');
  server.freeze();
  await lost;
  // Keys are taken, and the play thread does not hang with the server.
  played.keys([key.e], true);
  await played.until((get) => get('notesMuted') === 1);
  played.keys([key.e], false);
  await played.until((get) => get('notesHeld') === 0 && get('heartbeat') > beat);

  const restored = played.notified('audio-restored');
  server.thaw();
  await restored;
  t.equal(faults[0]?.code, 'AUDIO_SERVER_LOST');
  const heardHz = await pitchOfQ(played, server, join(folder, 'after.wav'));
  t.ok(Math.abs(heardHz / c3Hz - 1) < 0.005, `${heardHz} Hz is ${c3Hz} Hz`);
});

t.test('no JACK server: an error with a remedy, and the engine is left as it was', async (t) => {
  setEnvironment(t, { JACK_DEFAULT_SERVER: 'fw16-test-nobody', JACK_NO_START_SERVER: '1' });
  const engine = new Engine(testSettings(overrides));
  await t.rejects(engine.start(), {
    name: 'SynthError',
    code: 'AUDIO_UNAVAILABLE',
    message: /jack/,
    remedy: /jackd -d alsa.*pw-jack/,
  });
  t.equal(engine.state, 'failed');
  await engine.stop();
});
