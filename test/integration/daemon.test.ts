/** The daemon as it is run: on a bus, with a sound server, played by a keyboard, turned on and off, killed, reloaded. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { DaemonClient } from '../../src/dbus/client.js';
import { health, synthesizer } from '../../src/dbus/interfaces.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { medianPitchHz } from '../support/pitch.js';
import { TestDaemon } from '../support/testDaemon.js';
import { onset, readWav } from '../support/wav.js';

/** Base octave 4 makes the key Q MIDI note 48. */
const c3Hz = 440 * 2 ** ((48 - 69) / 12);

/** What is heard of the daemon in two seconds while something is done. */
async function heardHz(
  daemon: TestDaemon,
  play: () => Promise<unknown> | unknown,
): Promise<number | undefined> {
  const file = join(daemon.folder, 'heard.wav');
  const recording = await daemon.server.record(file, 'fw16-synth', 2);
  await play();
  await recording.finish();
  const { left, sampleRate } = readWav(file);
  const begin = onset(left);
  return begin < 0 ? undefined : medianPitchHz(left.subarray(begin + 2400, begin + 40_000), sampleRate);
}

const near = (heard: number | undefined, wanted: number): boolean =>
  heard !== undefined && Math.abs(Math.log2(heard / wanted)) < 1 / 120;

type Watched = 'Active' | 'Octave' | 'VelocityMode' | 'Gain';

/** Waits until a property has a value; the client listens. */
async function becomes(client: DaemonClient, name: Watched, value: unknown): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  while ((await client.get(synthesizer, name)) !== value) await once(client, 'signal', { signal });
}

t.test('asleep until it is called, then played, then asleep again', async (t) => {
  const daemon = await TestDaemon.start(t);
  const client = await daemon.client(t);
  t.notOk(daemon.openFiles().includes(daemon.fifo), 'its keyboard is not open');
  t.same(await daemon.server.ports().then((all) => all.filter((port) => port.startsWith('fw16-synth'))), []);
  await t.rejects(client.call(synthesizer, 'NoteOn', [60, 100]), { code: 'NOT_ACTIVE' });

  await client.call(synthesizer, 'Activate', []);
  t.match(await client.getAll(synthesizer), { Active: true, AudioDriver: 'jack' });
  t.ok(daemon.openFiles().includes(daemon.fifo), 'its keyboard is open');
  t.ok(near(await heardHz(daemon, () => daemon.key(key.q, 1)), c3Hz), 'the key Q sounds');
  daemon.key(key.q, 0);
  t.ok(
    near(await heardHz(daemon, () => client.call(synthesizer, 'NoteOn', [69, 100])), 440),
    'and a note of a program',
  );

  await client.call(synthesizer, 'Toggle', []);
  t.match(await client.getAll(synthesizer), { Active: false, AudioDriver: 'none' });
  t.notOk(daemon.openFiles().includes(daemon.fifo), 'its keyboard is given back');
  t.same(await daemon.server.ports().then((all) => all.filter((port) => port.startsWith('fw16-synth'))), []);
  t.match(await daemon.program.stop(), { status: 0 });
  t.notMatch(daemon.program.errors, 'DEVICE_NOT_FOUND', 'giving keyboards back is nothing to warn of');
});

t.test('Esc, held for a second, turns it off', async (t) => {
  const daemon = await TestDaemon.start(t, { input: { activate_on_start: true } });
  const client = await daemon.client(t);
  await client.listen();
  await becomes(client, 'Active', true);
  daemon.key(key.esc, 1);
  await becomes(client, 'Active', false);
  t.match(daemon.program.errors, /Inactive: Esc was held/);
});

t.test('what the player changes by keys is told on the bus', async (t) => {
  const daemon = await TestDaemon.start(t);
  const client = await daemon.client(t);
  await client.listen();
  await client.call(synthesizer, 'Activate', []);
  await client.call(synthesizer, 'Subscribe', []);
  const notes: unknown[] = [];
  client.on('signal', ({ member, body }) => {
    if (member.startsWith('Note')) notes.push([member, ...body.slice(0, 2)]);
  });
  daemon.key(key.equal, 1);
  daemon.key(key.equal, 0);
  await becomes(client, 'Octave', 5);
  daemon.key(key.q, 1);
  daemon.key(key.q, 0);
  const signal = AbortSignal.timeout(20_000);
  while (notes.length < 2) await once(client, 'signal', { signal });
  t.same(notes, [
    ['NoteStarted', 0, 60],
    ['NoteStopped', 0, 60],
  ]);
});

t.test('a process that died while active is active again, as it was, but not for ever', async (t) => {
  const daemon = await TestDaemon.start(t);
  let client = await daemon.client(t);
  await client.call(synthesizer, 'Activate', []);
  await client.set(synthesizer, 'Octave', 6);
  for (let death = 1; death <= 4; death++) {
    daemon.program.send('SIGKILL');
    await daemon.program.ends();
    await daemon.restart();
    client = await daemon.client(t);
    await client.listen();
    if (death <= 3) await becomes(client, 'Active', true);
    else await daemon.program.writes(/died too often/);
    const { Active, Octave } = await client.getAll(synthesizer);
    t.same([Active, Octave], death <= 3 ? [true, 6] : [false, 4], `death ${death}`);
  }
});

t.test('one that was told to end is inactive when it is started again', async (t) => {
  const daemon = await TestDaemon.start(t);
  await (await daemon.client(t)).call(synthesizer, 'Activate', []);
  t.match(await daemon.program.stop(), { status: 0 });
  await daemon.restart();
  t.equal(await (await daemon.client(t)).get(synthesizer, 'Active'), false);
});

t.test('a second instance says that there is one', async (t) => {
  const daemon = await TestDaemon.start(t);
  const second = daemon.run();
  t.match(await second.ends(), { status: 1 });
  t.match(second.errors, /BUS_NAME_TAKEN/);
  const client = await daemon.client(t);
  await client.call(synthesizer, 'Activate', []);
  t.equal(await client.get(synthesizer, 'Active'), true, 'the first one goes on');
});

t.test('a configuration that is read anew', async (t) => {
  const daemon = await TestDaemon.start(t);
  const client = await daemon.client(t);
  await client.call(synthesizer, 'Activate', []);
  await client.set(synthesizer, 'Transpose', 2);

  daemon.configure({
    velocity: { mode: 'fixed', fixed: { velocity: 33 } },
    audio: { driver: 'jack', gain_db: -20, sample_rate: 44100 },
  });
  const [changed, needRestart] = await client.call(synthesizer, 'Reload', []);
  t.same(
    new Set(changed),
    new Set(['velocity.mode', 'velocity.fixed.velocity', 'audio.gain_db', 'audio.sample_rate']),
  );
  t.same(needRestart, ['audio.sample_rate']);
  await client.listen();
  await becomes(client, 'VelocityMode', 'fixed');
  await becomes(client, 'Gain', -20);
  t.match(await client.getAll(synthesizer), { VelocityMode: 'fixed', Gain: -20, Transpose: 2, Active: true });

  daemon.configure({ audio: { driver: 'jack', gain_db: 'loud' }, velocity: { mode: 'timing' } });
  await t.rejects(client.call(synthesizer, 'Reload', []), {
    code: 'CONFIG_INVALID',
    message: /audio\.gain_db/,
  });
  t.match(await client.getAll(synthesizer), { VelocityMode: 'fixed', Gain: -20 }, 'nothing has changed');

  daemon.configure({
    input: { devices: [{ path: daemon.fifo, kind: 'keyboard' }], keyboard: { base_octave: 7 } },
  });
  daemon.program.send('SIGHUP');
  await becomes(client, 'Octave', 7);
});

t.test('the bus may go and come back; the music goes on', async (t) => {
  const daemon = await TestDaemon.start(t);
  await (await daemon.client(t)).call(synthesizer, 'Activate', []);
  await daemon.bus.kill();
  t.ok(near(await heardHz(daemon, () => daemon.key(key.q, 1)), c3Hz), 'it is played without a bus');
  daemon.key(key.q, 0);
  await daemon.bus.restart();
  await daemon.isThere();
  const client = await daemon.client(t);
  t.equal(await client.get(synthesizer, 'Active'), true);
  t.equal(await client.get(health, 'Status'), 'degraded', 'there is no logind here');
});

t.test('a sound server that is not there', async (t) => {
  const daemon = await TestDaemon.start(t);
  const client = await daemon.client(t);
  await daemon.server.kill();
  await t.rejects(client.call(synthesizer, 'Activate', []), { code: 'AUDIO_UNAVAILABLE' });
  t.equal(await client.get(synthesizer, 'Active'), false);
  t.notOk(daemon.openFiles().includes(daemon.fifo), 'the keyboard is not kept');
  await daemon.server.restart();
  await client.call(synthesizer, 'Activate', []);
  t.equal(await client.get(synthesizer, 'Active'), true);
});

t.test('an instrument without a keyboard says so', async (t) => {
  const daemon = await TestDaemon.start(t);
  const client = await daemon.client(t);
  await client.listen();
  const devices = [{ path: join(daemon.folder, 'not-there'), kind: 'keyboard' }];
  daemon.configure({ input: { devices } });
  await client.call(synthesizer, 'Reload', []);
  await client.call(synthesizer, 'Activate', []);
  const reasons = async () => (await client.get(health, 'Reasons')).join();
  t.match(await reasons(), /No keyboard is played/);
  daemon.configure({});
  await client.call(synthesizer, 'Reload', []);
  const signal = AbortSignal.timeout(20_000);
  while (/No keyboard/.test(await reasons())) await once(client, 'signal', { signal });
  t.equal(await client.get(synthesizer, 'Active'), true, 'it is played now');
});

t.test('a configuration that is not valid', async (t) => {
  const daemon = await TestDaemon.start(t);
  await daemon.program.stop();
  daemon.configure({ audio: { driver: 'jak' } });
  const program = daemon.run();
  // `run` writes the good configuration again: the bad one is named on the command line.
  await program.stop();
  const bad = daemon.run('--octave', '99');
  t.match(await bad.ends(), { status: 2 }, 'a flag is misuse');
  t.notOk(existsSync(join(daemon.folder, 'state', 'fw16-synth', 'activation.json.new')));
});
