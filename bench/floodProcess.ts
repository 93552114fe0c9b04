/**
 * A client that calls as fast as the bus takes it, and does not wait for answers. Run as
 * `node floodProcess.js SOCKET SECONDS`; prints what became of its calls as JSON. It speaks to the bus itself, since every
 * library is slower than this has to be.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { messageType } from '../src/dbus/dbusLibrary.js';
import { MessageFrames } from '../src/dbus/messageFrames.js';
import { busName, driver, rootPath } from '../src/dbus/names.js';

export interface FloodCounts {
  readonly sent: number;
  readonly answered: number;
  readonly refused: number;
  /** The names of the errors. */
  readonly errors: readonly string[];
}

interface Call {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** The values, each a byte. */
  readonly bytes: readonly number[];
}

/** Milliseconds after the last call in which answers are still counted. */
const settleMs = 1_000;
const callsAtOnce = 100;
const serialOffset = 8;

/** Codes of the header's fields. */
const field = { path: 1, interface: 2, member: 3, destination: 6, signature: 8 } as const;

const padded = (bytes: Buffer, multiple: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((multiple - (bytes.length % multiple)) % multiple)]);

function headerField(code: number, type: string, text: string): Buffer {
  const start = [code, 1, type.charCodeAt(0), 0];
  if (type === 'g') return padded(Buffer.from([...start, text.length, ...Buffer.from(text), 0]), 8);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return padded(Buffer.concat([Buffer.from(start), length, Buffer.from(`${text}\0`)]), 8);
}

/** A method call; the last header field is followed by padding, which does not count to the length of the fields. */
function marshal({ destination, path, interface: name, member, bytes }: Call): Buffer {
  const signature = 'y'.repeat(bytes.length);
  const fields = [
    headerField(field.path, 'o', path),
    headerField(field.interface, 's', name),
    headerField(field.member, 's', member),
    headerField(field.destination, 's', destination),
  ];
  const last = Buffer.from([field.signature, 1, 'g'.charCodeAt(0), 0, signature.length]);
  const all = Buffer.concat([...fields, last, Buffer.from(`${signature}\0`)]);
  const fixed = Buffer.alloc(16);
  fixed.write('l', 0);
  fixed.writeUInt8(messageType.methodCall, 1);
  fixed.writeUInt8(1, 3);
  fixed.writeUInt32LE(bytes.length, 4);
  fixed.writeUInt32LE(1, serialOffset);
  fixed.writeUInt32LE(all.length, 12);
  return Buffer.concat([padded(Buffer.concat([fixed, all]), 8), Buffer.from(bytes)]);
}

async function logIn(socket: Socket): Promise<void> {
  const user = Buffer.from(String(userInfo().uid)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  await once(socket, 'data');
  socket.write('BEGIN\r\n');
  const { name: destination, path, interface: bus } = driver;
  socket.write(marshal({ destination, path, interface: bus, member: 'Hello', bytes: [] }));
  await once(socket, 'data');
}

function countAnswers(socket: Socket): { answered: number; refused: number; errors: Set<string> } {
  const counts = { answered: 0, refused: 0, errors: new Set<string>() };
  const frames = new MessageFrames(1024 * 1024);
  socket.on('data', (chunk: Buffer) => {
    for (const { header, bytes } of frames.push(chunk)) {
      if (header.type === messageType.methodReturn) counts.answered++;
      if (header.type !== messageType.error) continue;
      counts.refused++;
      const [name = 'none'] =
        /org\.[A-Za-z0-9.]*Error\.[A-Za-z]+/.exec(bytes?.toString('latin1') ?? '') ?? [];
      counts.errors.add(name);
    }
  });
  return counts;
}

/** A call that reaches the play thread, of a note that does not sound. */
const release: Call = {
  destination: busName,
  path: rootPath,
  interface: `${busName}.Synthesizer`,
  member: 'NoteOff',
  bytes: [0],
};

async function flood(socket: Socket, milliseconds: number): Promise<number> {
  // Messages follow one another at multiples of nothing: only what is inside one is aligned, from its own beginning.
  const one = marshal(release);
  const end = performance.now() + milliseconds;
  let serial = 2;
  while (performance.now() < end) {
    const many = Buffer.concat(Array.from({ length: callsAtOnce }, () => one));
    for (let index = 0; index < callsAtOnce; index++) {
      many.writeUInt32LE(serial++, index * one.length + serialOffset);
    }
    if (!socket.write(many)) await once(socket, 'drain');
    // Answers are read as well, or the bus would hold back what is sent.
    await delay(0);
  }
  return serial - 2;
}

const [, , socketPath = '', seconds = '1'] = process.argv;
const socket = connect(socketPath);
await once(socket, 'connect');
await logIn(socket);
const counts = countAnswers(socket);
const sent = await flood(socket, Number(seconds) * 1000);
await delay(settleMs);
const result: FloodCounts = { sent, ...counts, errors: [...counts.errors] };
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
