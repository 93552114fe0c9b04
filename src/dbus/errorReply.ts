/**
 * An error reply in the bytes of the wire, made once for a client and sent often: refusing a call of a flood has to be
 * much cheaper than answering it.
 */
import { messageFlag, messageType } from './dbusLibrary.js';

const littleEndian = 'l'.charCodeAt(0);
const protocolVersion = 1;
const serialOffset = 8;
/** The first field is the serial of the call, so that it is always in the same place. */
const replySerialOffset = 20;

const fieldCode = { errorName: 4, replySerial: 5, destination: 6, signature: 8 } as const;

export class ErrorReply {
  private readonly template: Buffer;

  /** @param text For a person; none to keep it short. */
  constructor(destination: string, errorName: string, text?: string) {
    const fields = [
      field(fieldCode.replySerial, 'u', Buffer.alloc(4)),
      padded(field(fieldCode.errorName, 's', stringBytes(errorName))),
      ...(text === undefined ? [] : [padded(field(fieldCode.signature, 'g', signatureBytes('s')))]),
      // The last field is not padded: what follows it is not counted.
      field(fieldCode.destination, 's', stringBytes(destination)),
    ];
    const fieldBytes = Buffer.concat(fields);
    const body = text === undefined ? Buffer.alloc(0) : stringBytes(text);
    const start = Buffer.alloc(16);
    start.set([littleEndian, messageType.error, messageFlag.noReplyExpected, protocolVersion]);
    start.writeUInt32LE(body.length, 4);
    start.writeUInt32LE(fieldBytes.length, 12);
    this.template = Buffer.concat([start, padded(fieldBytes), body]);
  }

  /** @param serial Of this message. @param replySerial Of the call that it answers. */
  to(serial: number, replySerial: number): Buffer {
    const bytes = Buffer.from(this.template);
    bytes.writeUInt32LE(serial, serialOffset);
    bytes.writeUInt32LE(replySerial, replySerialOffset);
    return bytes;
  }
}

function field(code: number, type: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), value]);
}

/** Length, signature, NUL. */
function signatureBytes(type: string): Buffer {
  return Buffer.from([type.length, ...Buffer.from(type), 0]);
}

/** Length, text, NUL. */
function stringBytes(text: string): Buffer {
  const utf8 = Buffer.from(text);
  const bytes = Buffer.alloc(4 + utf8.length + 1);
  bytes.writeUInt32LE(utf8.length);
  utf8.copy(bytes, 4);
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
}
