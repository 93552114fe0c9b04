/** Turned on and off on a real JACK server: nothing is left over, nobody's keyboard is kept, and it sounds each time. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Fault } from '../../src/errors/errors.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { makeFifo } from '../support/fifo.js';
import { JackServer } from '../support/jackServer.js';
import { medianPitchHz, rms } from '../support/pitch.js';
import { TestEngine } from '../support/testEngine.js';
import { onset, readWav } from '../support/wav.js';

const c3Hz = 440 * 2 ** ((48 - 69) / 12);
const rounds = 50;
const dry = { 'audio.driver': 'jack', 'audio.reverb.enabled': false, 'audio.chorus.enabled': false };

/** An engine that is asleep, and the server that it may use. */
async function asleep(t: Test, overrides: Readonly<Record<string, unknown>> = dry) {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const played = await TestEngine.start(t, overrides, server.environment, false);
  return { played, engine: played.engine, server, folder };
}

/** How many descriptors the process has of this path. */
function descriptorsOf(path: string): number {
  let count = 0;
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`) === path) count++;
    } catch {
      // That by which the folder was read.
    }
  }
  return count;
}

function resources(): { readonly descriptors: number; readonly threads: number } {
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
  };
}

/** How often the threads of the process besides the main one have gone to sleep. */
function sleepsOfOtherThreads(): number {
  let sum = 0;
  for (const task of readdirSync('/proc/self/task')) {
    if (task === String(process.pid)) continue;
    const status = readFileSync(`/proc/self/task/${task}/status`, 'utf8');
    sum += Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]);
  }
  return sum;
}

function median(values: readonly number[]): string {
  return ([...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN).toFixed(1);
}

t.test('asleep, it has nothing open and does nothing', async (t) => {
  const { played, engine, server } = await asleep(t);
  t.same([engine.state, engine.active, engine.audio], ['running', false, 'closed']);
  t.equal(descriptorsOf(played.fifo), 0);
  t.same(
    (await server.ports()).filter((port) => port.startsWith('fw16-synth')),
    [],
    'it is no client of the server',
  );
  await delay(500);
  const before = sleepsOfOtherThreads();
  const turns = engine.counters.get('heartbeat');
  const seconds = 3;
  await delay(seconds * 1000);
  const wakeUps = sleepsOfOtherThreads() - before;
  t.comment(`${wakeUps} wake-ups of the play thread and its helpers in ${seconds} s`);
  t.equal(engine.counters.get('heartbeat'), turns, 'the play thread does not turn');
  t.ok(wakeUps <= 2 * seconds, `${wakeUps} wake-ups`);
  t.same(engine.heartbeat(), { alive: true });
});

t.test('on and off again and again', async (t) => {
  const { played, engine } = await asleep(t);
  const [onMs, offMs]: [number[], number[]] = [[], []];
  // What is made once and kept: the client library of JACK.
  await engine.activate(played.devices);
  await engine.deactivate();
  const before = resources();
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    const report = await engine.activate(played.devices);
    onMs.push(performance.now() - begin);
    if (round === 0) {
      t.match(report, { driver: 'jack', devices: [{ path: played.fifo, grab: 'none' }] });
      t.same([engine.active, engine.audio], [true, 'running']);
      t.equal(descriptorsOf(played.fifo), 1);
    }
    engine.send({ type: 'note-on', key: 60, velocity: 80 });
    played.keys([key.q], true);
    await played.until((get) => get('notesOn') === 2 * (round + 1) && get('voices') > 0);
    const end = performance.now();
    await engine.deactivate();
    offMs.push(performance.now() - end);
  }
  t.comment(`activate ${median(onMs)} ms, deactivate ${median(offMs)} ms, medians of ${rounds}`);
  t.ok(Math.max(...onMs, ...offMs) < 5_000, 'nothing hangs');
  t.same([engine.active, engine.audio], [false, 'closed']);
  await played.until((get) => get('voices') === 0 && get('notesHeld') === 0 && get('devices') === 0);
  t.equal(engine.counters.get('notesOff'), engine.counters.get('notesOn'));
  t.equal(descriptorsOf(played.fifo), 1, 'only that of the test, which writes to it');
  const after = resources();
  t.ok(after.threads <= before.threads, `${after.threads} threads, ${before.threads} before`);
  t.equal(after.descriptors, before.descriptors + 1, 'the one by which the test writes');
});

t.test('it sounds each time, and nothing of the time before is heard', async (t) => {
  const { played, engine, server, folder } = await asleep(t, { 'audio.driver': 'jack' });
  for (const round of [1, 2]) {
    await engine.activate(played.devices);
    const silence = await server.record(join(folder, `silence${round}.wav`), 'fw16-synth', 1);
    await silence.finish();
    t.ok(rms(readWav(join(folder, `silence${round}.wav`)).left) < 1e-4, 'silence at first');
    const recording = await server.record(join(folder, `${round}.wav`), 'fw16-synth', 2);
    played.keys([key.q], true);
    await recording.finish();
    const { left, sampleRate } = readWav(join(folder, `${round}.wav`));
    const begin = Math.max(0, onset(left));
    const heardHz = medianPitchHz(left.subarray(begin + 2400, begin + 48_000), sampleRate) ?? 0;
    t.ok(Math.abs(heardHz / c3Hz - 1) < 0.005, `${heardHz} Hz is ${c3Hz} Hz`);
    // In the middle of the note: the key is still down.
    await engine.deactivate();
    t.equal(engine.counters.get('notesHeld'), 0);
    t.equal(engine.counters.get('notesOff'), round);
  }
});

t.test('notes of keys and of programs end when it is turned off, each once', async (t) => {
  const { played, engine } = await asleep(t);
  await engine.activate(played.devices);
  const events = engine.events();
  played.keys([key.q, key.e], true);
  for (const note of [40, 41]) engine.send({ type: 'note-on', key: note, velocity: 200 });
  engine.send({ type: 'note-off', key: 40 });
  engine.send({ type: 'note-off', key: 40 });
  engine.send({ type: 'note-on', key: 128, velocity: 1 });
  await played.until((get) => get('notesHeld') === 3);
  await engine.deactivate();
  engine.send({ type: 'note-on', key: 50, velocity: 100 });
  await engine.activate(played.devices);
  const taken = events.take();
  const sources = taken.filter(({ type }) => type === 'note-on').map(({ first, source }) => [first, source]);
  t.same(
    sources.filter(([, source]) => source === 'remote'),
    [
      [40, 'remote'],
      [41, 'remote'],
    ],
  );
  const notes = (wanted: string): number[] =>
    taken
      .filter(({ type }) => type === wanted)
      .map(({ first }) => first)
      .sort();
  t.same(notes('note-off'), notes('note-on'));
  t.equal(taken.find(({ type, first }) => type === 'note-on' && first === 41)?.second, 127);
});

t.test('other devices while it plays', async (t) => {
  const { played, engine } = await asleep(t);
  const second = makeFifo(played.folder, 'second');
  engine.setDevices([{ path: second, kind: 'keyboard' }]);
  await engine.activate(played.devices);
  t.equal(descriptorsOf(second), 0, 'asleep, nothing is opened');
  played.keys([key.q], true);
  await played.until((get) => get('notesHeld') === 1);
  const opened = played.notified('device-opened');
  engine.setDevices([...played.devices, { path: second, kind: 'keyboard' }]);
  t.match(await opened, { path: second, slot: 1 });
  await played.until((get) => get('devices') === 2);
  t.equal(engine.counters.get('notesHeld'), 1, 'what is held on the first is left alone');
  t.equal(engine.deviceCounts(played.fifo).events, 2);
  const released = played.notified('device-released');
  engine.setDevices([{ path: second, kind: 'keyboard' }]);
  t.match(await released, { path: played.fifo });
  await played.until((get) => get('devices') === 1 && get('notesHeld') === 0);
  t.same([descriptorsOf(played.fifo), descriptorsOf(second)], [1, 1]);
});

t.test('a device that is not there keeps nothing from being turned on', async (t) => {
  const { played, engine } = await asleep(t);
  const faults: Fault[] = [];
  engine.on('fault', (fault) => faults.push(fault));
  const report = await engine.activate([{ path: join(played.folder, 'nowhere'), kind: 'keyboard' }]);
  t.same([report.devices, engine.active], [[], true]);
  t.match(faults, [{ code: 'DEVICE_NOT_FOUND' }]);
  engine.send({ type: 'note-on', key: 60, velocity: 80 });
  await played.until((get) => get('voices') > 0);
});

t.test('a server that is not there: nothing is taken, and later it works', async (t) => {
  const { played, engine, server } = await asleep(t);
  await server.kill();
  const before = resources();
  await t.rejects(engine.activate(played.devices), { code: 'AUDIO_UNAVAILABLE', remedy: /jackd/ });
  t.same([engine.active, engine.audio, engine.state], [false, 'closed', 'running']);
  t.equal(descriptorsOf(played.fifo), 0);
  t.equal(resources().descriptors, before.descriptors);
  await server.restart();
  t.match(await engine.activate(played.devices), { driver: 'jack' });
});

t.test('turned off while the server hangs, the keyboard is given back at once', async (t) => {
  const { played, engine, server } = await asleep(t);
  await engine.activate(played.devices);
  await played.until((get) => get('audioClockMs') > 0);
  server.freeze();
  const lost = played.notified('audio-lost');
  await lost;
  t.not(engine.audio, 'running');
  await engine.deactivate();
  t.equal(descriptorsOf(played.fifo), 0);
  t.same([engine.active, engine.audio], [false, 'closed']);
  await t.rejects(engine.activate(played.devices), { code: 'AUDIO_SERVER_LOST' });
  const restored = played.notified('audio-restored');
  server.thaw();
  await restored;
  t.match(await engine.activate(played.devices), { driver: 'jack' });
  t.equal(engine.audio, 'running');
});

t.test('what a dead server does is known', async (t) => {
  const { played, engine, server } = await asleep(t);
  await engine.activate(played.devices);
  await played.until((get) => get('audioClockMs') > 0);
  const states: string[] = [];
  const known = new Promise<void>((resolve) => {
    engine.on('audio', (audio) => {
      states.push(audio);
      if (audio === 'server-lost') resolve();
    });
  });
  await server.kill();
  await known;
  t.same(states, ['stalled', 'server-lost']);
  engine.heartbeat();
  await delay(600);
  t.same(engine.heartbeat(), { alive: true }, 'a dead server is not a dead instrument');
  const restored = played.notified('audio-restored');
  await server.restart();
  await restored;
  t.equal(engine.audio, 'running');
});
