/** The arpeggiator and the layer of the real engine, as a recorder on the sound server hears them. */
import { join } from 'node:path';
import t from 'tap';
import { key } from '../../src/linux/inputEventCodes.js';
import { JackServer } from '../support/jackServer.js';
import { TestEngine } from '../support/testEngine.js';
import { readWav } from '../support/wav.js';

const organ = 19;
const overrides = {
  'audio.driver': 'jack',
  // Without reverberation each step is silent before the next begins.
  'audio.reverb.enabled': false,
  'audio.chorus.enabled': false,
  'performance.program': organ,
  'arpeggiator.gate': 0.3,
};
const stepMs = 125;
const silentMs = 20;

/** Where sound begins after a silence, in milliseconds. */
function onsetsMs(file: string): number[] {
  const { left, sampleRate } = readWav(file);
  const onsets: number[] = [];
  let quiet = (silentMs * sampleRate) / 1000;
  for (const [frame, sample] of left.entries()) {
    if (Math.abs(sample) <= 0.003) quiet++;
    else {
      if (quiet >= (silentMs * sampleRate) / 1000) onsets.push((frame * 1000) / sampleRate);
      quiet = 0;
    }
  }
  return onsets;
}

t.test('steps are even in the audio, and end with the key', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const played = await TestEngine.start(t, overrides, server.environment);
  played.engine.send({ type: 'set-arpeggiator', arpeggiator: 'up' });
  const file = join(folder, 'steps.wav');
  const recording = await server.record(file, 'fw16-synth', 5);
  played.keys([key.q], true);
  await played.until((get) => get('notesOn') >= 32);
  played.keys([key.q], false);
  await recording.finish();
  await played.until((get) => get('notesHeld') === 0 && get('voices') === 0);

  const onsets = onsetsMs(file);
  t.ok(Math.abs(onsets.length - 32) <= 2, `${onsets.length} steps are heard`);
  const errors = onsets.slice(1).map((ms, index) => Math.abs(ms - (onsets[index] ?? 0) - stepMs));
  errors.sort((a, b) => a - b);
  // A period is 5.3 ms, and a block 1.3 ms. A machine that is too busy tears the sound itself here and there.
  const most = errors[Math.floor(errors.length * 0.8)] ?? Number.NaN;
  t.ok(most <= 2.7, `four in five are within ${most} ms`);
  const { counters } = played.engine;
  t.equal(counters.get('notesOff'), counters.get('notesOn'));
});

t.test('panic in the middle of it leaves nothing that sounds or comes', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const settings = {
    ...overrides,
    'arpeggiator.mode': 'up-down',
    'arpeggiator.hold': true,
    'arpeggiator.gate': 1,
  };
  const played = await TestEngine.start(t, { ...settings, 'layer.enabled': true }, server.environment);
  played.keys([key.q, key.e, key.t], true);
  played.keys([key.q, key.e, key.t], false);
  await played.until((get) => get('notesOn') >= 20 && get('voices') > 0);
  played.engine.send({ type: 'panic' });
  await played.until((get) => get('notesHeld') === 0 && get('voices') === 0);
  const { counters } = played.engine;
  const before = counters.get('notesOn');
  const file = join(folder, 'after.wav');
  await (await server.record(file, 'fw16-synth', 1)).finish();
  t.same(onsetsMs(file), []);
  t.equal(counters.get('notesOn'), before);
  t.equal(counters.get('notesOff'), before);
});

t.test('what a client sets is told as the state of the player', async (t) => {
  const played = await TestEngine.start(t, { 'audio.driver': 'none' });
  const { engine } = played;
  const told: unknown[] = [];
  engine.on('notification', (what) => {
    if (what.type === 'play-state') told.push([what.state.layer, what.state.arpeggiator, what.state.tempo]);
  });
  const awaited = async (last: readonly unknown[]): Promise<void> => {
    while (JSON.stringify(told.at(-1)) !== JSON.stringify(last)) await played.notified('play-state');
  };
  engine.send({ type: 'set-layer', layer: true });
  await awaited([true, 'off', 120]);
  engine.send({ type: 'set-tempo', tempo: 90 });
  await awaited([true, 'off', 90]);
  engine.send({ type: 'set-arpeggiator', arpeggiator: 'random' });
  await awaited([true, 'random', 90]);
  t.same(told.slice(-3), [
    [true, 'off', 120],
    [true, 'off', 90],
    [true, 'random', 90],
  ]);
});
