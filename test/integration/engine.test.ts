/** The engine's handle in every state: started, stopped twice, refused, and left alone by a thread that crashed. */
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { Engine } from '../../src/engine/engine.js';
import { PlayThreadWorker } from '../../src/engine/playThreadWorker.js';
import type { Fault } from '../../src/errors/errors.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { TestEngine, testSettings } from '../support/testEngine.js';

const silent = { 'audio.driver': 'none' };
const folder = mkdtempSync(join(tmpdir(), 'fw16-threads-'));
t.teardown(() => rmSync(folder, { recursive: true }));

/** A thread that behaves as a test wants it to; `message` is its first message. */
function threadThat(name: string, body: string): () => PlayThreadWorker {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';\nparentPort.once('message', (message) => {\n${body}\n});\n`,
  );
  return () => new PlayThreadWorker(pathToFileURL(file));
}

/** How many eventfds the process has. */
function eventDescriptors(): number {
  let count = 0;
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`) === 'anon_inode:[eventfd]') count++;
    } catch {
      // That by which the folder was read.
    }
  }
  return count;
}

const saysReady = `parentPort.postMessage({ type: 'ready', report: { driver: 'none' } });`;

t.test('started, played, told to do things, stopped', async (t) => {
  const played = await TestEngine.start(t, silent);
  const { engine } = played;
  t.equal(engine.state, 'running');
  const reader = engine.events();
  played.keys([key.q], true);
  await played.until((get) => get('notesOn') === 1);
  engine.send({ type: 'select-program', bank: 0, program: 48 });
  engine.send({ type: 'panic' });
  await played.until((get) => get('notesHeld') === 0 && get('notesOff') === 1);
  t.match(reader.take(), [
    { type: 'note-on', first: 48 },
    { type: 'program-change', second: 48 },
    { type: 'note-off', first: 48 },
    { type: 'control-change' },
    { type: 'panic' },
  ]);
  await engine.stop();
  t.equal(engine.state, 'stopped');
  await engine.stop();
  engine.send({ type: 'panic' });
  t.equal(engine.state, 'stopped', 'what comes after the end is without effect');
});

t.test('a program that the font has not is a fault, and the playing goes on', async (t) => {
  const played = await TestEngine.start(t, silent);
  const faults: Fault[] = [];
  played.engine.on('fault', (fault) => faults.push(fault));
  const told = played.notified('fault');
  played.engine.send({ type: 'select-program', bank: 9, program: 99 });
  await told;
  t.match(faults, [{ code: 'PROGRAM_NOT_FOUND', message: /program 99 in bank 9/ }]);
  t.equal(played.engine.state, 'running');
});

t.test('a device that is missing is a fault; it is taken when it comes', async (t) => {
  const path = join(folder, 'later');
  const engine = new Engine(testSettings(silent, [{ path, kind: 'keyboard' }]));
  t.teardown(() => engine.stop());
  const faults: Fault[] = [];
  engine.on('fault', (fault) => faults.push(fault));
  await engine.start();
  t.match(faults, [{ code: 'DEVICE_NOT_FOUND', remedy: /\S/ }]);
  const opened = new Promise((resolve) => {
    engine.on('notification', ({ type }) => {
      if (type === 'device-opened') resolve(true);
    });
  });
  const { makeFifo } = await import('../support/fifo.js');
  makeFifo(folder, 'later');
  t.equal(await opened, true);
});

t.test('a thread that throws while it plays', async (t) => {
  const thread = threadThat(
    'throws',
    `${saysReady} setTimeout(() => { throw new Error('of a test'); }, 10);`,
  );
  const engine = new Engine(testSettings(silent), thread);
  const crashed = new Promise<Fault>((resolve) => engine.once('crashed', resolve));
  await engine.start();
  t.match(await crashed, { code: 'ENGINE_CRASHED', message: /of a test/, remedy: /\S/ });
  t.equal(engine.state, 'failed');
  await engine.stop();
});

t.test('a thread that throws when it is told to stop has ended all the same', async (t) => {
  const thread = threadThat(
    'throws-at-end',
    `${saysReady} parentPort.on('message', () => { throw new Error('at the end'); });`,
  );
  const engine = new Engine(testSettings(silent), thread);
  const crashes: Fault[] = [];
  engine.on('crashed', (fault) => crashes.push(fault));
  await engine.start();
  await engine.stop();
  t.match(crashes, [{ code: 'ENGINE_CRASHED', message: /at the end/ }]);
  t.equal(engine.state, 'failed');
});

t.test('stopped before it is ready', async (t) => {
  const descriptors = eventDescriptors();
  const engine = new Engine(testSettings(silent));
  const starting = engine.start();
  await engine.stop();
  t.equal(engine.state, 'stopped');
  t.match(await starting, { driver: 'none' });
  t.equal(eventDescriptors(), descriptors, 'what woke the thread is closed');
});

t.test('a thread that ends by itself', async (t) => {
  const engine = new Engine(
    testSettings(silent),
    threadThat('ends', `${saysReady} setTimeout(() => process.exit(0), 10);`),
  );
  const crashed = new Promise<Fault>((resolve) => engine.once('crashed', resolve));
  await engine.start();
  t.match(await crashed, { code: 'ENGINE_CRASHED', message: /ended by itself/ });
});

t.test('a thread that ends before it is ready, or before it is asked', async (t) => {
  const early = new Engine(testSettings(silent), threadThat('early', 'process.exit(0);'));
  await t.rejects(early.start(), { code: 'ENGINE_CRASHED' });
  t.equal(early.state, 'failed');

  const thread = new PlayThreadWorker(pathToFileURL(join(folder, 'nowhere.mjs')));
  thread.worker.ref();
  await new Promise((resolve) => thread.worker.once('exit', resolve));
  t.equal(thread.over, true);
  const late = new Engine(testSettings(silent), () => thread);
  await t.rejects(late.start(), { code: 'ENGINE_CRASHED', message: /nowhere\.mjs/ });
});

t.test('a thread that does not end when it is told to', async (t) => {
  const thread = threadThat('hangs', `${saysReady} setInterval(() => undefined, 1000);`)();
  const engine = new Engine(testSettings(silent), () => thread);
  await engine.start();
  await t.rejects(engine.stop(), { code: 'ENGINE_NOT_RESPONDING', remedy: /kill -KILL/ });
  await thread.worker.terminate();
});
