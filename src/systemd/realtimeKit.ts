/**
 * A real-time priority for the play thread by RealtimeKit, where the kernel refuses it directly: rtkit-daemon may give it
 * to a user's thread. In return the process bounds how long such a thread may run without waiting.
 */
import { SynthError } from '../errors/errors.js';
import type { RealtimeLimit } from '../linux/realtimeLimit.js';
import { BusCallError, SystemBus } from './systemBus.js';

const service = 'org.freedesktop.RealtimeKit1';
const path = '/org/freedesktop/RealtimeKit1';

/** What is done to this process and its threads; `linux/realtimeLimit.ts` unless a test says otherwise. */
export interface ThreadControl {
  /** Returns 0 or an errno value. */
  lowerRealtimeLimit(limit: RealtimeLimit): number;
  /** Returns 0 or an errno value. */
  endRealtime(threadId: number): number;
}

export interface RealtimeKitOptions {
  readonly connect?: () => Promise<SystemBus>;
  readonly control?: ThreadControl;
  /** A thread ran for too long without waiting, and has lost its priority. */
  readonly lost?: (threadId: number) => void;
}

/** One for a process: it listens for SIGXCPU from the first request to `stop`. */
export class RealtimeKit {
  private readonly connect: () => Promise<SystemBus>;
  private readonly lost: (threadId: number) => void;
  private control: ThreadControl | undefined;
  private readonly threads = new Set<number>();
  private listening = false;
  private readonly tooLong = (): void => this.endAll();

  constructor(options: RealtimeKitOptions = {}) {
    this.connect = options.connect ?? (() => SystemBus.connect());
    this.control = options.control;
    this.lost = options.lost ?? (() => {});
  }

  /**
   * Asks for a priority for a thread of this process. It is granted by the time that this returns: the thread reads
   * it back.
   * @param threadId As the kernel numbers it.
   * @param wanted 1 to 99; RealtimeKit has a maximum of its own, which is 20 by default.
   * @returns The priority that was asked for.
   * @throws SynthError REALTIME_DENIED.
   */
  async request(threadId: number, wanted = 4): Promise<number> {
    let bus: SystemBus | undefined;
    try {
      bus = await this.connect();
      const { MaxRealtimePriority, RTTimeUSecMax } = await this.limits(bus);
      const priority = Math.min(wanted, MaxRealtimePriority);
      if (!(priority >= 1)) throw new Error('its maximum is 0');
      await this.bound(RTTimeUSecMax);
      await bus.call({
        destination: service,
        path,
        interface: service,
        member: 'MakeThreadRealtimeWithPID',
        signature: 'ttu',
        body: [BigInt(process.pid), BigInt(threadId), priority],
      });
      this.threads.add(threadId);
      return priority;
    } catch (error) {
      throw denied(error);
    } finally {
      bus?.close();
    }
  }

  /** Listens no more: the threads have ended, or are about to. */
  stop(): void {
    if (this.listening) process.off('SIGXCPU', this.tooLong);
    this.listening = false;
    this.threads.clear();
  }

  private async limits(bus: SystemBus): Promise<{ MaxRealtimePriority: number; RTTimeUSecMax: bigint }> {
    const [priority, time] = await Promise.all([
      bus.property(service, path, service, 'MaxRealtimePriority'),
      bus.property(service, path, service, 'RTTimeUSecMax'),
    ]);
    return { MaxRealtimePriority: Number(priority), RTTimeUSecMax: BigInt(time as bigint) };
  }

  /**
   * The kernel warns at half of the time that RealtimeKit allows: a thread that would be killed with the whole process
   * at the end of it becomes an ordinary one instead.
   */
  private async bound(hard: bigint): Promise<void> {
    this.control ??= await import('../linux/realtimeLimit.js');
    if (!this.listening) process.on('SIGXCPU', this.tooLong);
    this.listening = true;
    const refused = this.control.lowerRealtimeLimit({ soft: hard / 2n, hard });
    if (refused !== 0) throw new Error(`RLIMIT_RTTIME cannot be set (errno ${refused})`);
  }

  private endAll(): void {
    for (const threadId of this.threads) {
      this.control?.endRealtime(threadId);
      this.lost(threadId);
    }
    this.threads.clear();
  }
}

let ofThisProcess: RealtimeKit | undefined;

/**
 * `RealtimeKit.request` by the one that this process has. Throws like it.
 * @param lost A thread ran for too long without waiting, and has lost its priority; that of the first call stays.
 */
export function requestRealtimeKit(threadId: number, lost?: (threadId: number) => void): Promise<number> {
  ofThisProcess ??= new RealtimeKit(lost === undefined ? {} : { lost });
  return ofThisProcess.request(threadId);
}

const limitsRemedy =
  'Let your user have it directly: a file in /etc/security/limits.d with the line "@audio - rtprio 95", and your user in the group audio; then log in anew.';
const installRemedy =
  'Install RealtimeKit. Debian: apt-get install rtkit; NixOS: security.rtkit.enable = true;';

function denied(cause: unknown): SynthError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const missing =
    cause instanceof BusCallError && /\.(ServiceUnknown|NameHasNoOwner|UnknownObject)$/.test(cause.errorName);
  return new SynthError(
    'REALTIME_DENIED',
    `RealtimeKit did not give the play thread a real-time priority: ${reason}.`,
    missing ? installRemedy : limitsRemedy,
    { cause },
  );
}
