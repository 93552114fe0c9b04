/** Keeps the one sentence on the state that `systemctl --user status` shows. */
import type { Notifier } from '../systemd/notifier.js';
import { type DaemonState, statusLine } from '../systemd/statusLine.js';
import type { Assembly } from './assembly.js';
import { isPlayed } from './deviceRegistry.js';

export class StatusTeller {
  private readonly notifier: Notifier;
  private readonly parts: Assembly;
  private told = '';
  private telling = false;

  constructor(notifier: Notifier, parts: Assembly) {
    this.notifier = notifier;
    this.parts = parts;
    const { instrument, health, registry } = parts;
    instrument.on('propertiesChanged', () => this.tell());
    health.on('raised', () => this.tell());
    health.on('cleared', () => this.tell());
    registry.on('changed', () => this.tell());
  }

  /** The sentence for now. */
  get line(): string {
    return statusLine(this.state());
  }

  /** The same without what is amiss. */
  get summary(): string {
    return statusLine({ ...this.state(), fault: undefined });
  }

  /** Tells of every change from now on. @returns The sentence for now, which is the caller's to tell. */
  begin(): string {
    this.telling = true;
    this.told = this.line;
    return this.told;
  }

  end(): void {
    this.telling = false;
  }

  private tell(): void {
    if (!this.telling) return;
    const { line } = this;
    if (line === this.told) return;
    this.told = line;
    this.notifier.status(line);
  }

  private state(): Extract<DaemonState, { readonly state: 'active' | 'inactive' }> {
    const { instrument, health, registry } = this.parts;
    const { Active, ProgramName, SoundFont, AudioDriver } = instrument.properties;
    // The latest is what somebody waits for; some of the others last as long as the machine.
    const latest = [...health.raised].reverse();
    const { fault } = latest.find(({ severity }) => severity === 'critical') ?? latest[0] ?? {};
    if (!Active) return { state: 'inactive', toggleKey: registry.togglePaths().length > 0, fault };
    const played = [...registry.devices.values()].filter(isPlayed);
    const count = (kind: string): number => played.filter(({ Kind }) => Kind === kind).length;
    return {
      state: 'active',
      programName: ProgramName,
      soundFont: SoundFont,
      driver: AudioDriver,
      devices: { keyboards: count('keyboard'), touchpads: count('touchpad'), midi: count('midi') },
      fault,
    };
  }
}
