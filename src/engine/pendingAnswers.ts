/** Commands that are answered in the order in which they were sent, each within a deadline. */
import { type Fault, SynthError } from '../errors/errors.js';
import type { ActivationReport, Notification } from './messages.js';

interface Pending<Answer> {
  readonly sentMs: number;
  over: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: SynthError) => void;
}

export class PendingAnswers<Answer> {
  private readonly queue: Pending<Answer>[] = [];
  private readonly now: () => number;

  /** @param now Milliseconds of a clock that does not go backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  get empty(): boolean {
    return this.queue.length === 0;
  }

  /** How long the oldest command has been waiting for its answer, in milliseconds; 0 when none waits. */
  get waitedMs(): number {
    const oldest = this.queue[0];
    return oldest === undefined ? 0 : this.now() - oldest.sentMs;
  }

  /**
   * To be called when a command is sent.
   * @param late What to throw when the answer does not come in time.
   */
  expect(deadlineMs: number, late: () => SynthError): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const deadline = setTimeout(() => {
        pending.over = true;
        reject(late());
      }, deadlineMs);
      const pending: Pending<Answer> = {
        sentMs: this.now(),
        over: false,
        resolve: (answer) => {
          clearTimeout(deadline);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(deadline);
          reject(error);
        },
      };
      this.queue.push(pending);
    });
  }

  /**
   * The oldest command has been answered.
   * @returns False when nobody waited for it any more.
   */
  answer(answer: Answer): boolean {
    const pending = this.queue.shift();
    if (pending === undefined || pending.over) return false;
    pending.resolve(answer);
    return true;
  }

  /** The oldest command has failed. */
  fail(error: SynthError): void {
    this.queue.shift()?.reject(error);
  }

  /** Nothing is answered any more. */
  failAll(error: () => SynthError): void {
    for (const pending of this.queue.splice(0)) pending.reject(error());
  }
}

/** The commands of an engine that are answered. */
export class CommandAnswers {
  /** Of `activate` and `deactivate`. */
  readonly turned = new PendingAnswers<ActivationReport | undefined>();
  /** Of `load-soundfont`. */
  readonly loaded = new PendingAnswers<void>();

  /**
   * Takes a notification that may be an answer.
   * @returns False when it is an activation that nobody has waited for to the end, or does after it.
   */
  take(notification: Notification): boolean {
    const { turned, loaded } = this;
    switch (notification.type) {
      case 'activated':
        return turned.answer(notification.report) || !turned.empty;
      case 'activation-failed':
        turned.fail(SynthError.from(notification.fault));
        break;
      case 'deactivated':
        turned.answer(undefined);
        break;
      case 'soundfont-loaded':
        loaded.answer();
        break;
      case 'soundfont-failed':
        loaded.fail(SynthError.from(notification.fault));
    }
    return true;
  }

  /** Nothing is answered any more. */
  failAll(fault: Fault): void {
    this.turned.failAll(() => SynthError.from(fault));
    this.loaded.failAll(() => SynthError.from(fault));
  }
}
