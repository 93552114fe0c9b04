/** The daemon when things happen at the wrong time: while it starts, while it reads its configuration, while it hangs. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { health, synthesizer } from '../../src/dbus/interfaces.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { NotifySocket } from '../support/notifySocket.js';
import { TestDaemon } from '../support/testDaemon.js';

const timGm = '/usr/share/sounds/sf2/TimGM6mb.sf2';

/** The address of a system bus that takes connections, and says nothing. */
async function silentBus(t: Test): Promise<string> {
  // Not a folder of the test's: the path of a Unix socket may have 107 characters.
  const folder = mkdtempSync(join(tmpdir(), 'fw16-silent-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'bus');
  const server = createServer(() => undefined).listen(path);
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `unix:path=${path}`;
}

async function notified(t: Test): Promise<NotifySocket> {
  const socket = await NotifySocket.open();
  t.teardown(() => socket.close());
  return socket;
}

/** For NODE_OPTIONS: what the main thread does when SIGWINCH comes. */
function atSigwinch(body: string): Readonly<Record<string, string>> {
  const code = `process.on("SIGWINCH",()=>{${body}})`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
}

t.test('told to end while it starts, it ends at once', async (t) => {
  const socket = await notified(t);
  const environment = { NOTIFY_SOCKET: socket.path, DBUS_SYSTEM_BUS_ADDRESS: await silentBus(t) };
  const daemon = await TestDaemon.start(t, {}, environment);
  await daemon.program.stop();
  socket.messages.length = 0;
  const program = daemon.run();
  await socket.until((messages) => messages.some((message) => /Starting: checking/.test(message)));
  const toldMs = performance.now();
  t.match(await program.stop(), { status: 0, signal: null });
  const tookMs = performance.now() - toldMs;
  t.ok(tookMs < 4_000, `the system bus would have been waited for for 5 s; it took ${Math.round(tookMs)} ms`);
  t.notOk(socket.messages.some((message) => message.startsWith('READY=1')));
});

t.test('what is asked for while it starts waits until it has started', async (t) => {
  const socket = await notified(t);
  const daemon = await TestDaemon.start(
    t,
    { input: { activate_on_start: true } },
    { NOTIFY_SOCKET: socket.path },
  );
  await daemon.program.stop();
  socket.messages.length = 0;
  daemon.server.freeze();
  t.teardown(() => daemon.server.thaw());
  await daemon.restart();
  const client = await daemon.client(t);
  const reloaded = client.call(synthesizer, 'Reload', [], { deadlineMs: 30_000 });
  await client.call(synthesizer, 'Panic', []);
  t.notOk(
    socket.messages.some((message) => /^(READY|RELOADING)=1/.test(message)),
    'it opens audio still',
  );
  daemon.server.thaw();
  await reloaded;
  await socket.until((messages) => messages.filter((message) => message.startsWith('READY=1')).length === 2);
  const told = socket.messages.filter((message) => /^(READY|RELOADING)=1/.test(message));
  t.match(told, [/^READY=1\n/, /^RELOADING=1\n/, /^READY=1\n/]);
});

t.test('a second instance leaves alone what the first has written down', async (t) => {
  const daemon = await TestDaemon.start(t);
  await (await daemon.client(t)).call(synthesizer, 'Activate', []);
  t.match(await daemon.run().ends(), { status: 1 });
  daemon.program.send('SIGKILL');
  await daemon.program.ends();
  await daemon.restart();
  const client = await daemon.client(t);
  await client.listen();
  const signal = AbortSignal.timeout(20_000);
  while (!(await client.get(synthesizer, 'Active'))) await once(client, 'signal', { signal });
  t.match(daemon.program.errors, /Active on jack/, 'it is active again after its death');
});

t.test('values that follow one another fast are all answered', async (t) => {
  const daemon = await TestDaemon.start(t);
  const client = await daemon.client(t);
  const gains = Array.from({ length: 20 }, (_, index) => -20 + index / 2);
  await Promise.all([...gains, -30, -20].map((gain) => client.set(synthesizer, 'Gain', gain)));
  t.equal(await client.get(synthesizer, 'Gain'), -20);
});

t.test('a larger sound font, and the limit that allows it, in one reload', async (t) => {
  const sizeMb = Math.ceil(statSync(timGm).size / 2 ** 20);
  const daemon = await TestDaemon.start(t, { audio: { soundfont_max_mb: sizeMb - 2 } });
  const client = await daemon.client(t);
  daemon.configure({ audio: { driver: 'jack', soundfont: timGm, soundfont_max_mb: sizeMb } });
  const [changed] = await client.call(synthesizer, 'Reload', [], { deadlineMs: 60_000 });
  t.same(new Set(changed), new Set(['audio.soundfont', 'audio.soundfont_max_mb']));
  t.equal(await client.get(synthesizer, 'SoundFont'), timGm);
});

t.test('a configuration that is refused is a fault until one is taken', async (t) => {
  const socket = await notified(t);
  const daemon = await TestDaemon.start(t, {}, { NOTIFY_SOCKET: socket.path });
  const client = await daemon.client(t);
  const reasons = async () => (await client.get(health, 'Reasons')).filter((one) => /jak/.test(one)).length;
  daemon.configure({ audio: { driver: 'jak' } });
  daemon.program.send('SIGHUP');
  await socket.until((messages) => /^READY=1\n.*audio\.driver.*jack/s.test(messages.at(-1) ?? ''));
  t.equal(await reasons(), 1);
  daemon.configure({ audio: { driver: 'jak', gain_db: 'loud' } });
  await t.rejects(client.call(synthesizer, 'Reload', []), { message: /audio\.driver.*\n.*audio\.gain_db/ });
  t.equal(await reasons(), 1);
  daemon.configure({ audio: { driver: 'alsa' } });
  t.same(await client.call(synthesizer, 'Reload', []), [['audio.driver'], ['audio.driver']]);
  t.equal(await reasons(), 0);
  t.same(await client.call(synthesizer, 'Reload', []), [[], ['audio.driver']], 'it waits for its restart');
  daemon.configure({});
  t.same(await client.call(synthesizer, 'Reload', []), [['audio.driver'], []], 'it is as it was');
  await daemon.program.stop();
  const records = daemon.program.errors
    .split('\n')
    .filter((line) => line.includes('"code":"CONFIG_INVALID"'));
  t.equal(records.length, 2, 'one for the signal, one for the bus');
  for (const record of records) t.match(record, /"level":"ERROR"/);
});

t.test('without a service manager a play thread that hangs does not keep the keyboard', async (t) => {
  const daemon = await TestDaemon.start(t, {}, { FW16_SYNTH_TEST_COMMANDS: '1' });
  await (await daemon.client(t)).call(synthesizer, 'Activate', []);
  daemon.program.send('SIGUSR2');
  t.match(await daemon.program.ends(), { signal: 'SIGKILL' });
  t.match(daemon.program.errors, /keyboard has to be given back/);
});

t.test('a play thread that hangs does not keep the end waiting', async (t) => {
  const daemon = await TestDaemon.start(t, { shutdown: { timeout_s: 2 } }, { FW16_SYNTH_TEST_COMMANDS: '1' });
  await (await daemon.client(t)).call(synthesizer, 'Activate', []);
  daemon.program.send('SIGUSR2');
  await daemon.program.writes(/made to hang/);
  const toldMs = performance.now();
  t.match(await daemon.program.stop(), { signal: 'SIGKILL' });
  t.ok(performance.now() - toldMs < 4_500, 'it was given two seconds');
  t.match(daemon.program.errors, /The daemon did not end within 2 s/);
});

t.test('a main thread that hangs does not keep Esc from giving the keyboard back', async (t) => {
  const daemon = await TestDaemon.start(t, {}, atSigwinch('for(;;);'));
  await (await daemon.client(t)).call(synthesizer, 'Activate', []);
  t.ok(daemon.openFiles().includes(daemon.fifo));
  daemon.program.send('SIGWINCH');
  daemon.key(key.esc, 1);
  const deadline = Date.now() + 10_000;
  while (daemon.openFiles().includes(daemon.fifo) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  t.notOk(daemon.openFiles().includes(daemon.fifo));
  daemon.program.send('SIGKILL');
  await daemon.program.ends();
});

t.test('an error that nobody caught ends it, asleep too', async (t) => {
  const daemon = await TestDaemon.start(t, {}, atSigwinch('throw new Error("nobody expects this")'));
  daemon.program.send('SIGWINCH');
  t.match(await daemon.program.ends(), { signal: 'SIGKILL' });
  t.match(daemon.program.errors, /nobody expects this/);
});
