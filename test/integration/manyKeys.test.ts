/** Ten thousand strokes at random, and whatever else a FIFO may bring, leave nothing sounding. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { type Event, encode } from '../support/deviceEvents.js';
import { JackServer } from '../support/jackServer.js';
import { seededRandom } from '../support/mutateSoundFont.js';
import { rms } from '../support/pitch.js';
import { TestEngine } from '../support/testEngine.js';
import { readWav } from '../support/wav.js';

const noteKeys = [
  ...[key.q, key.w, key.e, key.r, key.t, key.y, key.u, key.i, key.o, key.p],
  ...[key.a, key.s, key.d, key.f, key.g, key.h, key.j, key.k, key.l],
  ...[key.z, key.x, key.c, key.v, key.b, key.n, key.m],
];
const commandKeys = [key.space, key.equal, key.minus, key.pageUp, key.pageDown, key.leftShift];
/** Also with the command key, which turns the arpeggiator and the layer on and off at random. */
const keySets = {
  'keys that play, and commands': { keys: [...noteKeys, ...commandKeys], fewestNotes: 1000 },
  'the command key as well': { keys: [...noteKeys, ...commandKeys, key.capsLock], fewestNotes: 100 },
} as const;

/** Presses and releases of random keys, each key's in turn, that end with every key up. */
function randomStrokes(
  keys: readonly number[],
  count: number,
  random: () => number,
): [code: number, value: number][] {
  const down = new Set<number>();
  const strokes: [number, number][] = [];
  while (strokes.length < count - down.size) {
    const code = keys[Math.floor(random() * keys.length)] ?? key.q;
    strokes.push([code, down.has(code) ? 0 : 1]);
    if (!down.delete(code)) down.add(code);
  }
  for (const code of down) strokes.push([code, 0]);
  return strokes;
}

for (const [name, { keys, fewestNotes }] of Object.entries(keySets)) {
  t.test(`10,000 random presses and releases: ${name}`, async (t) => {
    const folder = t.testdir();
    const server = await JackServer.start(folder, 256);
    t.teardown(() => server.stop());
    // Without reverberation, so that silence is silence.
    const overrides = {
      'audio.driver': 'jack',
      'audio.reverb.enabled': false,
      'audio.chorus.enabled': false,
      'input.keyboard.chatter_ms': 0,
    };
    const played = await TestEngine.start(t, overrides, server.environment);
    const { counters } = played.engine;
    const strokes = randomStrokes(keys, 10_000, seededRandom(1));
    t.equal(strokes.length, 10_000);
    for (const [code, value] of strokes) played.keys([code], value === 1);
    await played.until((get) => get('events') === 20_000);
    t.ok(counters.get('notesOn') > fewestNotes, `${counters.get('notesOn')} notes`);
    await played.until((get) => get('notesHeld') === 0);
    await played.until((get) => get('voices') === 0);
    t.equal(counters.get('notesOff'), counters.get('notesOn'));

    const file = join(folder, 'after.wav');
    await (await server.record(file, 'fw16-synth', 1)).finish();
    t.ok(rms(readWav(file).left) < 1e-4, 'silence');
  });
}

t.test('a key sounds after a megabyte of rubbish, and nothing hangs', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const played = await TestEngine.start(t, { 'audio.driver': 'jack' }, server.environment);
  const { counters } = played.engine;
  const rubbish = randomBytes(1_048_560);
  for (let at = 0; at < rubbish.length; at += 48) played.write(rubbish.subarray(at, at + 48));
  await played.until((get) => get('events') === rubbish.length / 24 && get('malformed') > 1000);

  // A storm of SYN_DROPPED, each in the middle of a press.
  const nowUs = monotonicUs();
  const storm: Event[] = [];
  for (let count = 0; count < 1000; count++)
    storm.push(
      [nowUs, eventType.key, key.q, 1],
      [nowUs, eventType.syn, syn.dropped, 0],
      [nowUs, eventType.key, key.w, 1],
      [nowUs, eventType.syn, syn.report, 0],
    );
  played.write(encode(storm));
  await played.until((get) => get('resyncs') >= 1000 && get('notesHeld') === 0);

  const before = counters.get('notesOn');
  played.keys([key.p], true);
  await played.until((get) => get('notesOn') === before + 1 && get('notesHeld') === 1 && get('voices') > 0);
  played.keys([key.p], false);
  await played.until((get) => get('notesHeld') === 0);
  t.equal(counters.get('notesOff'), counters.get('notesOn'));
});
