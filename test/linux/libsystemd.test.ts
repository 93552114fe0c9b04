import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { loadLibSystemd } from '../../src/linux/libsystemd.js';
import { NotifySocket } from '../support/notifySocket.js';

t.test('messages arrive as they are', async (t) => {
  const socket = await NotifySocket.open();
  const before = process.env.NOTIFY_SOCKET;
  t.teardown(async () => {
    if (before === undefined) delete process.env.NOTIFY_SOCKET;
    else process.env.NOTIFY_SOCKET = before;
    await socket.close();
  });
  const library = loadLibSystemd();
  delete process.env.NOTIFY_SOCKET;
  t.equal(library.notify(0, 'READY=1'), 0, 'nobody asked');
  process.env.NOTIFY_SOCKET = socket.path;
  t.ok(library.notify(0, 'READY=1\nSTATUS=läuft ♪') > 0);
  t.ok(library.notify(0, 'WATCHDOG=1') > 0);
  await socket.until((messages) => messages.length === 2);
  t.same(socket.messages, ['READY=1\nSTATUS=läuft ♪', 'WATCHDOG=1']);
  process.env.NOTIFY_SOCKET = '/nonexistent/notify';
  t.equal(library.notify(0, 'WATCHDOG=1'), -2, 'ENOENT');
});

t.test('no library', async (t) => {
  t.throws(() => loadLibSystemd('/nonexistent/libsystemd.so'), {
    code: 'SYSTEMD_UNAVAILABLE',
    message: 'libsystemd could not be loaded (/nonexistent/libsystemd.so).',
    remedy: /apt-get install libsystemd0/,
  });
  t.throws(
    () => loadLibSystemd('libc.so.6'),
    { code: 'SYSTEMD_UNAVAILABLE' },
    'a library without the functions',
  );
});

t.test('loaded once', async (t) => {
  t.equal(loadLibSystemd(), loadLibSystemd());
});

t.test('the main thread talks to systemd while the play thread calls libraries of its own', async (t) => {
  const socket = await NotifySocket.open();
  t.teardown(() => socket.close());
  const count = 10_000;
  const file = (path: string) => JSON.stringify(new URL(`../../src/${path}.js`, import.meta.url).href);
  const worker = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { loadFluidLibrary } from ${file('synthesizer/fluidLibrary')};
    import { monotonicUs } from ${file('linux/monotonicClock')};
    const library = loadFluidLibrary();
    const settings = library.new_settings();
    const synth = library.new_synth(settings);
    const memory = new Int16Array(128);
    let turns = 0;
    while (Atomics.load(workerData, 0) === 0) {
      monotonicUs();
      library.noteon(synth, 0, 40 + (turns++ % 40), 80);
      library.write_s16(synth, 64, memory, 0, 2, memory, 1, 2);
      Atomics.store(workerData, 1, turns);
    }
    library.delete_synth(synth);
    library.delete_settings(settings);
    parentPort.postMessage(turns);
  `;
  const script = `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    import { loadLibSystemd } from ${file('linux/libsystemd')};
    const { notify } = loadLibSystemd();
    const stop = new Int32Array(new SharedArrayBuffer(8));
    const url = new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(worker)}));
    const thread = new Worker(url, { workerData: stop });
    // A busy machine takes its time to start a thread.
    while (Atomics.load(stop, 1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const before = Atomics.load(stop, 1);
    let sent = 0;
    for (let i = 0; i < ${count}; i++) if (notify(0, 'WATCHDOG=1') > 0) sent++;
    Atomics.store(stop, 0, 1);
    const [turns] = await once(thread, 'message');
    console.log(JSON.stringify({ sent, turns: turns - before }));
  `;
  // Not waited for in this thread, which has to read what the socket receives: a full socket makes sd_notify wait.
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, NOTIFY_SOCKET: socket.path },
    timeout: 60_000,
  });
  const { sent, turns } = JSON.parse(stdout) as { sent: number; turns: number };
  t.equal(sent, count);
  t.ok(turns > 0, 'the other thread played meanwhile');
});
