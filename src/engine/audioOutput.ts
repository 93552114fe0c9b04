/** Opens an audio driver by the plan and watches over the audio clock. Belongs to the play thread. */
import { type Fault, SynthError } from '../errors/errors.js';
import { type AudioDriverName, type DriverPlan, noDriverError } from '../synthesizer/audioDrivers.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { PeriodMeter } from './periodMeter.js';
import type { SoundingOutput } from './soundingOutput.js';

/** The clock of a driver that runs never stands still for this long, however large its period. */
const stallUs = 1e6;
/** Frames that are rendered to nowhere when a lost driver is replaced, so that no old event sounds. */
const drainFrames = 4096;

/**
 * - `closed`: no driver
 * - `running`: the audio clock advances
 * - `lost`: it stands still; notes are muted
 */
export type AudioState = 'closed' | 'running' | 'lost';

export class AudioOutput {
  state: AudioState = 'closed';
  driver: AudioDriverName = 'none';
  /** Times that audio was lost and came back. */
  interruptions = 0;
  readonly meter = new PeriodMeter();

  private readonly synthesizer: FluidSynthesizer;
  private readonly output: SoundingOutput;
  private readonly plan: DriverPlan;
  private clockMs = -1;
  private advancedUs = 0;

  constructor(synthesizer: FluidSynthesizer, output: SoundingOutput, plan: DriverPlan) {
    this.synthesizer = synthesizer;
    this.output = output;
    this.plan = plan;
  }

  /**
   * Opens the first driver of the plan that opens.
   * @throws SynthError AUDIO_UNAVAILABLE when none does.
   */
  open(nowUs: number): void {
    for (const candidate of this.plan.candidates) {
      if (!this.openOne(candidate)) continue;
      this.driver = candidate;
      this.begin(nowUs);
      return;
    }
    throw noDriverError(this.plan);
  }

  /** Closes a driver that was lost, which a probe has found to be safe, and opens the same one again. */
  reopen(nowUs: number): boolean {
    if (this.state !== 'lost') return true;
    this.synthesizer.closeDriver();
    this.synthesizer.allSoundOff();
    this.synthesizer.render(new Int16Array(drainFrames * 2), drainFrames);
    if (!this.openOne(this.driver)) return false;
    this.restored(nowUs);
    return true;
  }

  /**
   * Looks at the audio clock; to be called a few times a second.
   * @returns What changed: `lost`, `restored` by itself, or undefined.
   */
  watch(nowUs: number): 'lost' | 'restored' | undefined {
    if (this.state === 'closed') return undefined;
    const clockMs = this.synthesizer.audioClockMs();
    if (clockMs !== this.clockMs) {
      this.clockMs = clockMs;
      this.advancedUs = nowUs;
      if (this.state !== 'lost') return undefined;
      // A server that was only held up goes on with the driver that it knows.
      this.synthesizer.allSoundOff();
      this.restored(nowUs);
      return 'restored';
    }
    if (this.state !== 'running' || nowUs - this.advancedUs < stallUs) return undefined;
    this.state = 'lost';
    this.output.muted = true;
    return 'lost';
  }

  /** What a lost driver means to a person. */
  lostFault(): Fault {
    return new SynthError(
      'AUDIO_SERVER_LOST',
      `The ${this.driver} sound server has stopped taking audio; notes are silent until it is back.`,
      'Restart it: systemctl --user restart pipewire pipewire-pulse wireplumber',
    ).toFault();
  }

  private openOne(candidate: AudioDriverName): boolean {
    if (candidate === 'none') return true;
    return this.synthesizer.openDriver(candidate);
  }

  private begin(nowUs: number): void {
    this.state = this.driver === 'none' ? 'closed' : 'running';
    this.output.muted = this.driver === 'none';
    this.clockMs = -1;
    this.advancedUs = nowUs;
    this.meter.restart();
  }

  private restored(nowUs: number): void {
    this.interruptions++;
    this.begin(nowUs);
  }
}
