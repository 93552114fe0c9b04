/** What the daemon tells the service manager, as sd_notify(3) and systemd.service(5) define it. */
import { type Fault, SynthError } from '../errors/errors.js';

/** Sends one message: positive when it was sent, 0 when nobody listens, else an errno value, negated. */
export type SendState = (state: string) => number;

/**
 * Messages to the service manager. None of them ever throws: a manager that cannot be told of the music is no reason to
 * end it. Outside systemd every method does nothing.
 */
export class Notifier {
  /** Whether a service manager asked to be told. */
  readonly present: boolean;

  private readonly send: SendState;
  private readonly failed: (fault: Fault) => void;
  private told = false;
  private ending = false;

  /**
   * @param send Undefined outside systemd.
   * @param failed Called the first time that a message could not be sent.
   */
  constructor(send: SendState | undefined, failed: (fault: Fault) => void = () => {}) {
    this.present = send !== undefined;
    this.send = send ?? (() => 0);
    this.failed = failed;
  }

  /**
   * The notifier for this process. libsystemd is loaded only when NOTIFY_SOCKET is set.
   * @throws SynthError SYSTEMD_UNAVAILABLE: a manager waits for messages, and there is no library to send them.
   */
  static async open(
    environment: NodeJS.ProcessEnv = process.env,
    failed?: (fault: Fault) => void,
  ): Promise<Notifier> {
    if (!environment.NOTIFY_SOCKET) return new Notifier(undefined, failed);
    const { loadLibSystemd } = await import('../linux/libsystemd.js');
    const library = loadLibSystemd();
    return new Notifier((state) => library.notify(0, state), failed);
  }

  /**
   * READY=1: the start is over, or the reload that `reloading` began. Goes out last of all; what comes to its end when
   * the process does is not ready for anything any more.
   */
  ready(status?: string): void {
    if (this.ending) return;
    this.tell('READY=1', statusLine(status));
  }

  /** STATUS=: one sentence on the state, which `systemctl status` shows. */
  status(text: string): void {
    this.tell(statusLine(text));
  }

  /** RELOADING=1 with the time, as Type=notify-reload demands; `ready` ends it. */
  reloading(status?: string): void {
    if (this.ending) return;
    this.tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`, statusLine(status));
  }

  /** STOPPING=1: the end has begun. */
  stopping(status?: string): void {
    this.ending = true;
    this.tell('STOPPING=1', statusLine(status));
  }

  /** WATCHDOG=1: everything that should be alive is. */
  watchdog(): void {
    this.tell('WATCHDOG=1');
  }

  /** WATCHDOG_USEC=: from now on the manager waits so many microseconds for a sign of life. */
  watchdogUsec(microseconds: number): void {
    this.tell(`WATCHDOG_USEC=${wholeUsec(microseconds)}`);
  }

  /** EXTEND_TIMEOUT_USEC=: the start, the reload or the stop takes so many microseconds more, counted from now. */
  extendTimeout(microseconds: number): void {
    this.tell(`EXTEND_TIMEOUT_USEC=${wholeUsec(microseconds)}`);
  }

  private tell(...lines: string[]): void {
    const result = this.send(lines.filter((line) => line !== '').join('\n'));
    if (result >= 0 || this.told) return;
    this.told = true;
    this.failed(
      new SynthError(
        'SYSTEMD_UNAVAILABLE',
        `The service manager could not be told of the state (errno ${-result}).`,
        'Restart the service: systemctl --user restart fw16-synth',
      ).toFault(),
    );
  }
}

/** Every line is an assignment of its own, so that a text may have only one. */
function statusLine(text: string | undefined): string {
  return text === undefined ? '' : `STATUS=${text.replace(/\s+/g, ' ').trim()}`;
}

function wholeUsec(microseconds: number): number {
  return Math.max(0, Math.round(microseconds));
}
