/** Answers the calls of clients: finds what is called, checks the arguments, and sends what came of it. */
import { deadlines, missedDeadline } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import { checkArguments } from './boundary.js';
import { type BusMessage, type MessageFields, messageFlag, messageType } from './dbusLibrary.js';
import { StandardError, wireErrorOf } from './errorNames.js';
import type { ExportedInterface } from './exportedInterface.js';
import { type Method, signatureOf } from './interfaceDescription.js';
import { busName, standardError } from './names.js';
import type { ObjectTree } from './objectTree.js';

/** Unanswered calls of one client: more than any that waits for answers has, and they stay a few kilobytes. */
const callsOfOneClient = 32;
/** Unanswered calls of all clients together. */
const callsOfAll = 256;

export interface CallHandlerOptions {
  readonly tree: ObjectTree;
  /** Sends a message; throws when a value is not of its type. */
  readonly send: (message: MessageFields) => void;
  /** Told of what is a defect of this program, besides the client. */
  readonly onDefect: (error: unknown) => void;
  readonly deadlineMs?: number;
}

interface Called {
  readonly name: string;
  readonly method: Method;
  readonly handler: ExportedInterface['methods'][string];
  readonly standard: boolean;
}

export class CallHandler {
  private readonly options: CallHandlerOptions;
  private readonly unanswered = new Map<string, number>();
  private unansweredOfAll = 0;

  constructor(options: CallHandlerOptions) {
    this.options = options;
  }

  /** Answers a call, now or later. Never throws. */
  handle(call: BusMessage): void {
    try {
      const called = this.find(call);
      checkArguments(called.name, called.method.in, call.signature, call.body, called.standard);
      const caller = call.sender ?? '';
      if (this.isFull(caller)) throw tooManyCalls();
      const answer = called.handler(call.body, caller);
      if (answer instanceof Promise) void this.await(call, called.method, answer);
      else this.answer(call, called.method, answer);
    } catch (error) {
      this.refuse(call, error);
    }
  }

  private async await(call: BusMessage, method: Method, answer: Promise<readonly unknown[]>): Promise<void> {
    const caller = call.sender ?? '';
    this.count(caller, 1);
    try {
      this.answer(call, method, await this.inTime(answer));
    } catch (error) {
      this.refuse(call, error);
    } finally {
      this.count(caller, -1);
    }
  }

  private inTime<Value>(answer: Promise<Value>): Promise<Value> {
    const ms = this.options.deadlineMs ?? deadlines.busMethod.ms;
    return new Promise((resolve, reject) => {
      // It is the connection that keeps the process: when that has ended, nobody waits for this.
      const deadline = setTimeout(() => reject(missedDeadline('busMethod', ms)), ms).unref();
      answer.then(resolve, reject).finally(() => clearTimeout(deadline));
    });
  }

  private find({ path = '', interface: wanted, member = '' }: BusMessage): Called {
    const interfaces = this.options.tree.find(path);
    if (interfaces === undefined)
      throw new StandardError(standardError.unknownObject, `There is no object ${path}.`);
    if (wanted !== undefined && !interfaces.has(wanted))
      throw new StandardError(standardError.unknownInterface, `${path} has no interface ${wanted}.`);
    for (const [name, { description, methods }] of interfaces) {
      // A call without an interface means any that has the method.
      if (wanted !== undefined && wanted !== name) continue;
      const method = Object.hasOwn(description.methods, member) ? description.methods[member] : undefined;
      const handler = methods[member];
      if (method === undefined || handler === undefined) continue;
      return { name: member, method, handler, standard: !name.startsWith(busName) };
    }
    throw new StandardError(standardError.unknownMethod, `${wanted ?? path} has no method ${member}.`);
  }

  private answer(call: BusMessage, { out }: Method, body: readonly unknown[]): void {
    this.reply(call, { type: messageType.methodReturn, signature: signatureOf(out), body });
  }

  private refuse(call: BusMessage, error: unknown): void {
    if (!(error instanceof SynthError) && !(error instanceof StandardError)) this.options.onDefect(error);
    const { name, text } = wireErrorOf(error);
    try {
      this.reply(call, { type: messageType.error, errorName: name, signature: 's', body: [text] });
    } catch (unsent) {
      this.options.onDefect(unsent);
    }
  }

  private reply(call: BusMessage, fields: MessageFields): void {
    if ((call.flags & messageFlag.noReplyExpected) !== 0) return;
    const { serial: replySerial, sender: destination = '' } = call;
    this.options.send({ ...fields, replySerial, destination });
  }

  private isFull(caller: string): boolean {
    return this.unansweredOfAll >= callsOfAll || (this.unanswered.get(caller) ?? 0) >= callsOfOneClient;
  }

  private count(caller: string, change: 1 | -1): void {
    const now = (this.unanswered.get(caller) ?? 0) + change;
    if (now === 0) this.unanswered.delete(caller);
    else this.unanswered.set(caller, now);
    this.unansweredOfAll += change;
  }
}

function tooManyCalls(): SynthError {
  return new SynthError(
    'LIMIT_EXCEEDED',
    'Too many calls wait for an answer.',
    `Wait for answers; a client may have ${callsOfOneClient} calls unanswered.`,
  );
}
