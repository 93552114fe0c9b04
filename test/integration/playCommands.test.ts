/** What programs ask of the play thread besides notes, and what it tells; asleep and awake, without sound. */
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Notification, PlayState } from '../../src/engine/messages.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { encode } from '../support/deviceEvents.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';
import { setEnvironment, TestEngine, testSettings } from '../support/testEngine.js';

const silent = { 'audio.driver': 'none' };

/** An engine that is asleep, and what it tells of one type. */
async function start<Type extends Notification['type']>(t: Test, type: Type, active = false) {
  const played = await TestEngine.start(t, silent, {}, active);
  const told: Extract<Notification, { readonly type: Type }>[] = [];
  played.engine.on('notification', (notification) => {
    if (notification.type === type) told.push(notification as Extract<Notification, { readonly type: Type }>);
  });
  return { played, engine: played.engine, told };
}

/** Waits until the condition holds. @throws Error after 20 s. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it has not come to that');
    await delay(5);
  }
}

t.test('layer and arpeggiator are set as a whole, asleep and awake', async (t) => {
  for (const active of [false, true]) {
    const { engine, told } = await start(t, 'play-state', active);
    const { layer, arpeggiator } = testSettings(silent).performer;
    if (layer === undefined || arpeggiator === undefined) throw new Error('the configuration has both');
    engine.send({ type: 'configure-layer', layer: { ...layer, enabled: true } });
    engine.send({ type: 'configure-arpeggiator', arpeggiator: { ...arpeggiator, mode: 'down', tempo: 77 } });
    await until(() => told.at(-1)?.state.tempo === 77);
    t.match(told.at(-1)?.state, { layer: true, arpeggiator: 'down', tempo: 77 });
  }
});

t.test('what commands change is told, asleep and awake', async (t) => {
  for (const active of [false, true]) {
    const { engine, told } = await start(t, 'play-state', active);
    const { velocity } = testSettings(silent).performer;
    engine.send({ type: 'set-octave', octave: 6 });
    engine.send({ type: 'set-transpose', transpose: -3 });
    engine.send({ type: 'set-gain', gainDb: -20 });
    engine.send({ type: 'set-velocity', velocity: { ...velocity, mode: 'fixed' } });
    engine.send({ type: 'select-program', bank: 0, program: 48 });
    engine.send({ type: 'set-layer', layer: true });
    engine.send({ type: 'set-arpeggiator', arpeggiator: 'up' });
    engine.send({ type: 'set-tempo', tempo: 90 });
    const wanted: Partial<PlayState> = {
      octave: 6,
      transpose: -3,
      gainDb: -20,
      velocityMode: 'fixed',
      bank: 0,
      program: 48,
      layer: true,
      arpeggiator: 'up',
      tempo: 90,
    };
    const names = Object.keys(wanted) as (keyof PlayState)[];
    await until(() => names.every((name) => told.at(-1)?.state[name] === wanted[name]));
    t.match(told.at(-1)?.state, { programName: /\S/, sustain: false });
    const count = told.length;
    engine.send({ type: 'set-octave', octave: 6 });
    engine.send({ type: 'panic' });
    await delay(200);
    t.equal(told.length, count, 'and nothing when nothing has changed');
  }
});

t.test('a flood of changes is told at most every 50 ms, and its end always', async (t) => {
  const { engine, told } = await start(t, 'play-state');
  const begin = performance.now();
  for (let step = 0; step < 200; step++) {
    engine.send({ type: 'set-octave', octave: step % 9 });
    await delay(1);
  }
  engine.send({ type: 'set-octave', octave: 9 });
  await until(() => told.at(-1)?.state.octave === 9);
  const most = Math.ceil((performance.now() - begin) / 50) + 2;
  t.ok(told.length <= most, `${told.length} of at most ${most}`);
});

t.test('all audio settings at once, and the chatter window', async (t) => {
  const { played, engine, told } = await start(t, 'play-state', true);
  const { audio } = testSettings(silent);
  engine.send({ type: 'set-audio', audio: { ...audio, gainDb: -6, polyphony: 64 } });
  await until(() => told.at(-1)?.state.gainDb === -6);
  engine.send({ type: 'set-chatter-window', chatterWindowUs: 0 });
  for (let stroke = 0; stroke < 5; stroke++) {
    played.keys([key.q], true);
    played.keys([key.q], false);
  }
  await played.until((get) => get('notesOn') === 5 && get('notesOff') === 5);
  t.equal(engine.counters.get('chatter'), 0);
});

t.test('the toggle key, on a node that is watched and on a keyboard that is played', async (t) => {
  const { played, engine, told } = await start(t, 'toggle-requested');
  const node = makeFifo(played.folder, 'consumer control');
  engine.watchToggle([node]);
  const writer = new FifoWriter(node);
  const press = (code: number): void =>
    writer.write(
      encode([
        [0, 1, code, 1],
        [0, 0, 0, 0],
      ]),
    );
  press(key.volumeUp);
  press(key.config);
  await until(() => told.length === 1);
  await engine.activate(played.devices);
  // Later than a worn switch bounces.
  await delay(150);
  played.keys([key.config], true);
  press(key.config);
  await until(() => told.length === 2);
  played.keys([key.config], false);
  await delay(150);
  t.equal(told.length, 2, 'one key on two nodes is one press');
  press(key.config);
  await until(() => told.length === 3);
  t.equal(engine.active, true, 'only the owner turns it off');
  t.equal(engine.counters.get('notesOn'), 0);
  writer.close();
});

t.test('activated twice, and turned off twice', async (t) => {
  const { played, engine } = await start(t, 'fault');
  await engine.deactivate();
  await engine.activate([]);
  const report = await engine.activate(played.devices);
  t.same(
    report.devices.map(({ path }) => path),
    [played.fifo],
    'the second says what is played',
  );
  await engine.deactivate();
  await engine.deactivate();
  t.equal(engine.active, false);
});

t.test('what is asked for at once happens in its order', async (t) => {
  const { played, engine } = await start(t, 'fault');
  const all = [
    engine.activate(played.devices),
    engine.deactivate(),
    engine.activate(played.devices),
    engine.deactivate(),
  ];
  await Promise.all(all);
  t.same([engine.active, engine.counters.get('devices')], [false, 0]);
});

t.test('the scheduling is read back when it is asked for', async (t) => {
  const { played, engine } = await start(t, 'scheduling');
  const scheduling = played.notified('scheduling');
  engine.send({ type: 'read-scheduling' });
  t.match(await scheduling, { scheduling: { policy: 'other', how: 'read back' } });
});

t.test('a play thread that hangs is no longer alive; the command for it is for tests only', async (t) => {
  const { engine } = await start(t, 'fault', true);
  engine.send({ type: 'hang' });
  engine.heartbeat();
  await delay(600);
  t.same(engine.heartbeat(), { alive: true }, 'it is ignored otherwise');

  setEnvironment(t, { FW16_SYNTH_TEST_COMMANDS: '1' });
  const { PlayThreadWorker } = await import('../../src/engine/playThreadWorker.js');
  const { Engine } = await import('../../src/engine/engine.js');
  const thread = new PlayThreadWorker();
  const hanging = new Engine(testSettings(silent), () => thread);
  await hanging.start();
  hanging.heartbeat();
  hanging.send({ type: 'hang' });
  await until(() => !hanging.heartbeat().alive);
  t.same(hanging.heartbeat(), { alive: false, reason: 'the play thread does not turn' });
  const failed = t.rejects(hanging.deactivate(), { code: 'ENGINE_CRASHED' });
  await thread.worker.terminate();
  await failed;
  t.equal(hanging.state, 'failed');
});
