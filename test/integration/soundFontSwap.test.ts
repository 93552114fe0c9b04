/** Sound fonts that are changed while it plays: nothing stops, nothing is left over, and every channel plays on. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { PlayState } from '../../src/engine/messages.js';
import type { Fault } from '../../src/errors/errors.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { checkSoundFontFile } from '../../src/synthesizer/soundFont/check.js';
import { JackServer } from '../support/jackServer.js';
import { TestEngine, testSettings } from '../support/testEngine.js';
import { tinySoundFont } from '../support/tinySoundFont.js';
import { readWav } from '../support/wav.js';

const swaps = 12;
const noteCount = 32;
/** A note at every moment: a shorter silence is a passage through zero. */
const longestSilenceS = 0.02;

const builtin = testSettings({});

t.test('again and again while 32 voices and more sound', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const played = await TestEngine.start(
    t,
    { 'audio.driver': 'jack', 'performance.program': 48 },
    server.environment,
  );
  const { engine } = played;
  const faults: Fault[] = [];
  engine.on('fault', (fault) => faults.push(fault));
  const notes = Array.from({ length: noteCount }, (_, index) => 40 + index);
  for (const note of notes) engine.send({ type: 'note-on', key: note, velocity: 60 });
  await played.until((get) => get('voices') >= noteCount);
  const threads = readdirSync('/proc/self/task').length;

  const recording = await server.record(join(folder, 'swaps.wav'), 'fw16-synth', 5);
  for (let swap = 0; swap < swaps; swap++) {
    await engine.loadSoundFont(builtin.soundFont, builtin.programs);
    // Some notes of each sound font, so that several ring at a time.
    for (let index = 0; index < noteCount / 4; index++) {
      const note = notes[(swap * 8 + index) % noteCount] as number;
      engine.send({ type: 'note-off', key: note });
      engine.send({ type: 'note-on', key: note, velocity: 60 });
    }
  }
  await recording.finish();
  t.same(faults, []);
  t.ok(engine.counters.get('voices') >= noteCount);
  t.same(engine.heartbeat(), { alive: true });

  const { left, sampleRate } = readWav(join(folder, 'swaps.wav'));
  let [silent, longest] = [0, 0];
  for (const sample of left) {
    silent = Math.abs(sample) < 1e-4 ? silent + 1 : 0;
    longest = Math.max(longest, silent);
  }
  t.comment(`the longest silence of ${swaps} changes is ${((longest / sampleRate) * 1000).toFixed(2)} ms`);
  t.ok(longest / sampleRate < longestSilenceS);

  engine.send({ type: 'panic' });
  await played.until((get) => get('voices') === 0 && get('notesHeld') === 0);
  // The library looks every 100 ms whether a sound font that was let go of may be freed.
  const deadline = Date.now() + 10_000;
  while (readdirSync('/proc/self/task').length > threads && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  t.ok(readdirSync('/proc/self/task').length <= threads, 'no thread is left over');
});

t.test('a sound font without the program that plays: the nearest, a fault, and back again', async (t) => {
  const tiny = join(t.testdir(), 'tiny.sf2');
  writeFileSync(tiny, tinySoundFont());
  const { presets } = checkSoundFontFile(tiny);
  for (const active of [false, true]) {
    const played = await TestEngine.start(
      t,
      { 'audio.driver': 'none', 'performance.program': 48 },
      {},
      active,
    );
    const { engine } = played;
    const states: PlayState[] = [];
    engine.on('notification', (notification) => {
      if (notification.type === 'play-state') states.push(notification.state);
    });
    const told = played.notified('fault');
    await engine.loadSoundFont(tiny, presets);
    t.match(await told, { fault: { code: 'PROGRAM_NOT_FOUND', message: /program 48.*nearest/ } });
    if (active) {
      played.keys([key.q], true);
      await played.until((get) => get('notesOn') === 1);
    }
    await engine.loadSoundFont(builtin.soundFont, builtin.programs);
    engine.send({ type: 'select-program', bank: 0, program: 48 });
    while (states.at(-1)?.program !== 48) await played.notified('play-state');
    t.match(states.at(-1), { bank: 0, program: 48, programName: /\S/ });
    await t.rejects(engine.loadSoundFont(join(played.folder, 'nowhere.sf2'), []), {
      code: 'SOUNDFONT_INVALID',
    });
    t.equal(engine.state, 'running');
  }
});
