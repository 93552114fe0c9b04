/** What the main thread does is neither heard nor felt: the play thread and the audio thread do not need it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { percentile } from '../../src/engine/histogram.js';
import { eventType, key } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { type Event, encode } from '../support/deviceEvents.js';
import { JackServer } from '../support/jackServer.js';
import { TestEngine } from '../support/testEngine.js';
import { longestSilence, onset, readWav } from '../support/wav.js';

const feeder = fileURLToPath(new URL('../support/keyFeederProcess.js', import.meta.url));
const period = 512;
const sampleRate = 48_000;
const stallMs = 2000;
/** Strokes of one key while another is held: one each 40 ms, for a second longer than the stall at both ends. */
const strokes = 100;

/** Blocks the thread, as a database or a bad regular expression would. */
function stall(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
}

/** Makes garbage faster than anything else does. */
function makeGarbage(): void {
  const end = Date.now() + stallMs;
  let kept: object[] = [];
  while (Date.now() < end) {
    for (let count = 0; count < 10_000; count++) kept.push({ count, text: `${count}` });
    if (kept.length > 500_000) kept = [];
  }
}

/** An engine that plays the organ, whose notes last as long as their keys, and a recording of what it plays. */
async function recordedOrgan(t: Test, seconds: number) {
  const folder = t.testdir();
  const server = await JackServer.start(folder, period);
  t.teardown(() => server.stop());
  const overrides = {
    'audio.driver': 'jack',
    'performance.program': 19,
    'input.keyboard.chatter_ms': 0,
  };
  const played = await TestEngine.start(t, overrides, server.environment);
  const file = join(folder, 'sound.wav');
  const recording = await server.record(file, 'fw16-synth', seconds);
  return { played, counters: played.engine.counters, file, recording };
}

for (const [title, work] of [
  ['a main thread that stalls for 2 s', stall],
  ['a main thread that collects garbage for 2 s', makeGarbage],
] as const) {
  t.test(`${title}: no gap, no lost note, no late note`, async (t) => {
    const { played, counters, file, recording } = await recordedOrgan(t, 5);
    const script = [[0, key.q, 1]];
    for (let count = 0; count < strokes; count++) script.push([20, key.p, 1], [20, key.p, 0]);
    const child = spawn(process.execPath, [feeder, played.fifo, JSON.stringify(script)], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: 'inherit',
    });
    const fed = once(child, 'exit');
    await played.until((get) => get('notesOn') > strokes / 4);
    const before = counters.get('notesOn');
    const beats = counters.get('heartbeat');
    work();
    t.ok(counters.get('notesOn') > before + 20, 'notes were played meanwhile');
    t.ok(counters.get('heartbeat') > beats + 20, 'the play thread went round meanwhile');
    t.strictSame(await fed, [0, null]);
    await played.until((get) => get('notesOn') === strokes + 1);
    const latest = percentile(counters.snapshot().latencyUs, 1) ?? Number.POSITIVE_INFINITY;
    t.ok(latest < (stallMs * 1000) / 4, `the latest note came after ${latest} µs`);
    await recording.finish();
    const { left } = readWav(file);
    const held = left.subarray(onset(left));
    t.ok(held.length > 3 * sampleRate, 'more than the stall was recorded');
    t.ok(longestSilence(held) < period / 4, `${longestSilence(held)} frames without sound`);
    played.keys([key.q], false);
    await played.until((get) => get('notesHeld') === 0);
    t.equal(counters.get('notesOff'), counters.get('notesOn'));
  });
}

t.test(
  'a flood of 200,000 events: each is counted, the held note goes on, the next key sounds',
  async (t) => {
    const { played, counters, file, recording } = await recordedOrgan(t, 3);
    played.keys([key.q], true);
    await played.until((get) => get('notesOn') === 1);
    const nowUs = monotonicUs();
    const repeats: Event[] = Array.from({ length: 2000 }, (_, index) => [
      nowUs,
      index % 2 === 0 ? eventType.key : eventType.msc,
      key.q,
      2,
    ]);
    const bytes = encode(repeats);
    for (let count = 0; count < 100; count++) played.write(bytes);
    played.keys([key.p], true);
    await played.until((get) => get('events') === 200_000 + 4);
    t.equal(counters.get('notesOn'), 2);
    await recording.finish();
    const { left } = readWav(file);
    const held = left.subarray(onset(left));
    t.ok(longestSilence(held) < period / 4, `${longestSilence(held)} frames without sound`);
    played.keys([key.q, key.p], false);
    await played.until((get) => get('notesHeld') === 0);
    t.equal(counters.get('notesOff'), 2);
  },
);
