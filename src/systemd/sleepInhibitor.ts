/**
 * The lock that makes logind wait before the machine sleeps: a file descriptor that logind gives out, held for as long as
 * it is open.
 */
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { deadlines } from '../errors/deadlines.js';
import { faultOf, SynthError } from '../errors/errors.js';
import type { DescriptorCall, MethodCall } from '../linux/descriptorCall.js';

/** Begins a call whose answer is a descriptor. */
export type BeginCall = (call: MethodCall) => Promise<Pick<DescriptorCall, 'step' | 'close'>>;

/** How often to look whether logind has answered, in milliseconds. */
const lookEveryMs = 5;
const EACCES = 13;

const inhibit: MethodCall = {
  destination: 'org.freedesktop.login1',
  path: '/org/freedesktop/login1',
  interface: 'org.freedesktop.login1.Manager',
  member: 'Inhibit',
  strings: [
    'sleep',
    'fw16-synth',
    'Every note is ended and the keyboard is given back before sleep',
    'delay',
  ],
};

/** sd-bus is loaded with the first call. */
const beginCall: BeginCall = async (call) => {
  const [{ loadLibSystemd }, { DescriptorCall: Call }] = await Promise.all([
    import('../linux/libsystemd.js'),
    import('../linux/descriptorCall.js'),
  ]);
  return new Call(loadLibSystemd(), call);
};

export class SleepInhibitor {
  private readonly begin: BeginCall;
  private descriptor: number | undefined;
  /** Changes with every call of `take` and `release`, so that an answer that comes too late is given back. */
  private wish = 0;

  constructor(begin: BeginCall = beginCall) {
    this.begin = begin;
  }

  get held(): boolean {
    return this.descriptor !== undefined;
  }

  /**
   * Takes the lock; nothing happens when it is held. Never holds the thread up.
   * @throws SynthError LOGIND_UNAVAILABLE, or SYSTEMD_UNAVAILABLE without the library.
   */
  async take(): Promise<void> {
    if (this.held) return;
    const wish = ++this.wish;
    let call: Awaited<ReturnType<BeginCall>> | undefined;
    try {
      call = await this.begin(inhibit);
      const descriptor = await this.answer(call, wish);
      if (descriptor === undefined) return;
      if (wish === this.wish) this.descriptor = descriptor;
      else closeSync(descriptor);
    } catch (cause) {
      if (cause instanceof SynthError) throw cause;
      throw new SynthError(
        'LOGIND_UNAVAILABLE',
        `Sleep cannot be delayed until the notes have ended: ${faultOf(cause, 'LOGIND_UNAVAILABLE', '').message}.`,
        (cause as { errno?: unknown }).errno === EACCES
          ? 'Install polkit, which lets a user do it. Debian: apt-get install polkitd; NixOS: security.polkit.enable = true;'
          : 'See whether logind answers: systemd-inhibit --list',
        { cause },
      );
    } finally {
      call?.close();
    }
  }

  /** Gives the lock back, or gives up taking it. Calling it again does nothing. */
  release(): void {
    this.wish++;
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  /** Undefined when it is not wanted any more. */
  private async answer(call: Pick<DescriptorCall, 'step'>, wish: number): Promise<number | undefined> {
    for (let waitedMs = 0; waitedMs < deadlines.inhibitSleep.ms; waitedMs += lookEveryMs) {
      if (wish !== this.wish) return undefined;
      const descriptor = call.step();
      if (descriptor !== undefined) return descriptor;
      await delay(lookEveryMs);
    }
    throw new Error('logind does not answer');
  }
}
