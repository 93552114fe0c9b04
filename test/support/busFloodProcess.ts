/**
 * A client that calls as fast as the bus takes it, without waiting for answers. Run as
 * `node busFloodProcess.js SOCKET SECONDS`; prints what became of its calls as JSON.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { dbusLibrary, messageType } from '../../src/dbus/dbusLibrary.js';
import { MessageFrames } from '../../src/dbus/messageFrames.js';
import { busName, rootPath } from '../../src/dbus/names.js';

export interface FloodResult {
  readonly sent: number;
  readonly answered: number;
  readonly refused: number;
  /** The names of the errors. */
  readonly errors: readonly string[];
}

/** Milliseconds after the last call in which answers are still counted. */
const settleMs = 1_000;
const callsAtOnce = 100;
/** Of a message's header: where its number stands. */
const serialOffset = 8;
/** What the library does not use. */
const firstSerial = 100;

const [, , socketPath = '', seconds = '1'] = process.argv;
const bus = dbusLibrary().sessionBus({ busAddress: `unix:socket=${socketPath}`, authMethods: ['EXTERNAL'] });
await once(bus, 'connect');
const socket = bus._connection.stream;
const call = captured(socket);
const result = countAnswers(socket);
const sent = await flood(socket, call, Number(seconds) * 1000);
await delay(settleMs);
process.stdout.write(JSON.stringify({ sent, ...result, errors: [...result.errors] } satisfies FloodResult));
process.exit(0);

/** The bytes of a call that reaches the play thread, of a note that does not sound, as the library makes them. */
function captured(stream: Socket): Buffer {
  let bytes = Buffer.alloc(0);
  const write = stream.write;
  stream.write = (data: unknown) => {
    bytes = Buffer.from(data as Buffer);
    return true;
  };
  bus.send(
    new (dbusLibrary().Message)({
      destination: busName,
      path: rootPath,
      interface: `${busName}.Synthesizer`,
      member: 'NoteOff',
      signature: 'y',
      body: [0],
    }),
  );
  stream.write = write;
  return bytes;
}

function countAnswers(stream: Socket): { answered: number; refused: number; errors: Set<string> } {
  const counted = { answered: 0, refused: 0, errors: new Set<string>() };
  const frames = new MessageFrames(1024 * 1024);
  stream.removeAllListeners('readable');
  stream.on('data', (chunk: Buffer) => {
    for (const { header, bytes } of frames.push(chunk)) {
      if (header.type === messageType.methodReturn) counted.answered++;
      if (header.type !== messageType.error) continue;
      counted.refused++;
      const [name] = /org\.[A-Za-z0-9.]*Error\.[A-Za-z]+/.exec(bytes?.toString('latin1') ?? '') ?? [];
      counted.errors.add(name ?? 'none');
    }
  });
  return counted;
}

async function flood(stream: Socket, one: Buffer, ms: number): Promise<number> {
  const end = performance.now() + ms;
  let serial = firstSerial;
  while (performance.now() < end) {
    const many = Buffer.concat(Array.from({ length: callsAtOnce }, () => one));
    for (let index = 0; index < callsAtOnce; index++)
      many.writeUInt32LE(serial++, index * one.length + serialOffset);
    if (!stream.write(many)) await once(stream, 'drain');
    // Answers are read as well, or the bus would hold back what is sent.
    await delay(0);
  }
  return serial - firstSerial;
}
