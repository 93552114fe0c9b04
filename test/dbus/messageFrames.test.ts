import { createRequire } from 'node:module';
import t from 'tap';
import { ErrorReply } from '../../src/dbus/errorReply.js';
import { MessageFrames } from '../../src/dbus/messageFrames.js';

/** The library's own writer and reader of messages, to compare with. */
const { marshall, unmarshall } = createRequire(import.meta.url)('dbus-next/lib/message.js') as {
  marshall(message: object): [Buffer];
  unmarshall(bytes: Buffer): Record<string, unknown>;
};

const call = (serial: number, text: string, fields: object = {}): Buffer =>
  marshall({
    type: 1,
    flags: 2,
    serial,
    path: '/org/fw16synth/Synth1',
    interface: 'org.fw16synth.Synth1.Synthesizer',
    member: 'NoteOn',
    destination: ':1.2',
    sender: ':1.345',
    signature: 's',
    body: [text],
    ...fields,
  })[0];

t.test('messages are cut out of what arrives, however it arrives', async (t) => {
  const messages = [call(1, ''), call(2, 'x'.repeat(300)), call(3, 'abc', { member: 'A' })];
  const stream = Buffer.concat(messages);
  for (const size of [1, 7, 16, 17, 100, stream.length]) {
    const frames = new MessageFrames(1024);
    const found = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...frames.push(stream.subarray(at, at + size)));
    t.same(
      found.map(({ bytes }) => bytes),
      messages,
      `in pieces of ${size}`,
    );
    t.same(
      found.map(({ header }) => header),
      messages.map(({ length }, index) => ({
        type: 1,
        flags: 2,
        serial: index + 1,
        sender: ':1.345',
        length,
      })),
    );
  }
});

t.test('a sender is found wherever it is, or not at all', async (t) => {
  const senderOf = (bytes: Buffer): string | undefined =>
    new MessageFrames(4096).push(bytes)[0]?.header.sender;
  t.equal(senderOf(call(1, 'x', { replySerial: 7, unixFd: 1, errorName: 'a.b' })), ':1.345');
  t.equal(senderOf(call(1, 'x', { sender: undefined })), '');
  t.equal(senderOf(call(1, 'x', { sender: 'org.freedesktop.DBus' })), 'org.freedesktop.DBus');
  t.equal(senderOf(call(1, 'x', { signature: 'as', body: [['a', 'b']] })), ':1.345');
});

t.test('a message that is too long is passed over', async (t) => {
  const long = call(2, 'x'.repeat(5000));
  const stream = Buffer.concat([call(1, 'a'), long, call(3, 'b')]);
  for (const size of [50, 1000, stream.length]) {
    const frames = new MessageFrames(1024);
    const found = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...frames.push(stream.subarray(at, at + size)));
    t.same(
      found.map(({ header, bytes }) => [header.serial, header.sender, bytes?.length]),
      [
        [1, ':1.345', call(1, 'a').length],
        [2, ':1.345', undefined],
        [3, ':1.345', call(3, 'b').length],
      ],
      `in pieces of ${size}`,
    );
  }
});

t.test('a header that is too long ends everything', async (t) => {
  const bytes = Buffer.alloc(16);
  bytes[0] = 'l'.charCodeAt(0);
  bytes.writeUInt32LE(2000, 12);
  t.throws(() => new MessageFrames(1024).push(bytes), { message: 'A message has a header of 2016 bytes.' });
});

t.test('bytes of a machine that writes the other end first', async (t) => {
  const bytes = Buffer.alloc(40);
  bytes.set([0x42, 4, 1, 1]);
  bytes.writeUInt32BE(9, 8);
  bytes.writeUInt32BE(19, 12);
  bytes.set([7, 1, 's'.charCodeAt(0), 0], 16);
  bytes.writeUInt32BE(6, 20);
  bytes.write(':1.777', 24);
  const [frame] = new MessageFrames(1024).push(bytes);
  t.same(frame?.header, { type: 4, flags: 1, serial: 9, sender: ':1.777', length: 40 });
});

t.test('error replies are what the library would write', async (t) => {
  for (const destination of [':1.2', ':1.12345678', ':1.123']) {
    const text = 'Too many – [LIMIT_EXCEEDED]';
    const reply = new ErrorReply(destination, 'org.fw16synth.Synth1.Error.LimitExceeded', text);
    t.match(unmarshall(reply.to(7, 0xfffffff0)), {
      type: 3,
      flags: 1,
      serial: 7,
      replySerial: 0xfffffff0,
      errorName: 'org.fw16synth.Synth1.Error.LimitExceeded',
      destination,
      signature: 's',
      body: [text],
    });
    const bare = new ErrorReply(destination, 'a.B').to(8, 9);
    const [frame, ...more] = new MessageFrames(1024).push(bare);
    t.equal(frame?.bytes?.length, bare.length, 'its lengths are right');
    t.same(more, []);
    t.not(reply.to(1, 1), reply.to(2, 2));
  }
});
