import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { PortAudioProcessStarter } from '../../src/engine/portAudioStarter.js';
import { socketpair } from '../../src/linux/libc.js';

const request = { sampleRate: 48_000, blockFrames: 64 };

/** Starts a program of the test's on a socket, and returns the other end of it. */
function start(t: Test, program: string): { starter: PortAudioProcessStarter; socket: Socket } {
  const file = join(t.testdir(), 'program.mjs');
  writeFileSync(file, program);
  const ends = new Int32Array(2);
  t.equal(socketpair(1, 1 | 0o2000000, 0, ends), 0);
  const [ours = -1, theirs = -1] = ends;
  const starter = new PortAudioProcessStarter(file);
  starter.start(theirs, request);
  t.throws(() => readdirSync(`/proc/self/fd/${theirs}`), { code: 'ENOENT' }, 'only the process has it now');
  const socket = new Socket({ fd: ours });
  t.teardown(() => {
    starter.end();
    socket.destroy();
  });
  return { starter, socket };
}

/** Everything that the process sends before its end. */
async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  await once(socket, 'close');
  return text;
}

t.test('the process has the socket as its standard input, and the request as its argument', async (t) => {
  const program = `import { writeSync } from 'node:fs';
    console.log('not for the terminal');
    console.error('nor this');
    writeSync(0, process.argv[2]);`;
  const { socket } = start(t, program);
  t.same(JSON.parse(await allOf(socket)), request);
});

t.test('a process that cannot be run ends the stream', async (t) => {
  const { socket } = start(t, 'this is no program');
  t.equal(await allOf(socket), '');
});

t.test('a process that does not end is killed', async (t) => {
  const program = `import { writeSync } from 'node:fs';
    setInterval(() => undefined, 1000);
    writeSync(0, 'ready');`;
  const { starter, socket } = start(t, program);
  await once(socket, 'data');
  starter.end();
  starter.end();
  t.equal(await allOf(socket), '', 'the stream ends with the process, which never closes it');
});

t.test('starting a second process ends the first', async (t) => {
  const { starter, socket } = start(t, 'setInterval(() => undefined, 1000);');
  const ends = new Int32Array(2);
  socketpair(1, 1 | 0o2000000, 0, ends);
  const second = new Socket({ fd: ends[0] });
  t.teardown(() => second.destroy());
  starter.start(ends[1] ?? -1, request);
  t.equal(await allOf(socket), '');
});

t.test('a process that Node refuses to start ends the stream', async (t) => {
  const ends = new Int32Array(2);
  socketpair(1, 1 | 0o2000000, 0, ends);
  const socket = new Socket({ fd: ends[0] });
  t.teardown(() => socket.destroy());
  const starter = new PortAudioProcessStarter('\0');
  starter.start(ends[1] ?? -1, request);
  t.equal(await allOf(socket), '');
  starter.end();
});
