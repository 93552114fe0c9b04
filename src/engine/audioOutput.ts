/** Opens an audio driver by the plan and watches over the audio clock. Belongs to the play thread. */
import { type Fault, SynthError } from '../errors/errors.js';
import {
  type AudioDriverName,
  type DriverPlan,
  driverRemedy,
  noDriverError,
} from '../synthesizer/audioDrivers.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { type AudioDriver, noDriver } from './audioDriver.js';
import { PeriodMeter } from './periodMeter.js';
import type { SoundingOutput } from './soundingOutput.js';

/** The clock of a driver that runs never stands still for this long, however large its period. */
const stallUs = 1e6;
/** A driver that has just opened does not run before its server has linked it, which takes a busy one seconds. */
const linkUs = 5e6;
/** A clock that goes again for this long belongs to a server that goes on; one that dies may twitch. */
const steadyUs = 500e3;
/** A driver whose clock has not moved for this long, which no period lasts, may never return from being closed. */
const suspectUs = 300e3;
/** Frames that are rendered to nowhere when a lost driver is replaced, so that no old event sounds. */
const drainFrames = 4096;
/** The most that is rendered to nowhere until reverberation has died away. */
const longestTailFrames = 48_000 * 3;

/**
 * - `closed`: no driver
 * - `running`: the audio clock advances
 * - `lost`: it stands still; notes are muted
 * - `abandoned`: it stood still when the driver was no longer needed; closing it might never return
 */
export type AudioState = 'closed' | 'running' | 'lost' | 'abandoned';

/** What became of the driver; undefined when it is as it was. */
export type AudioChange = 'lost' | 'restored' | undefined;

/** Makes the driver of a name; it is opened later. */
export type AudioDriverFactory = (name: AudioDriverName) => AudioDriver;

export class AudioOutput {
  state: AudioState = 'closed';
  driver: AudioDriverName = 'none';
  /** Times that audio was lost and came back. */
  interruptions = 0;
  readonly meter = new PeriodMeter();

  private readonly synthesizer: FluidSynthesizer;
  private readonly output: SoundingOutput;
  private readonly plan: () => DriverPlan;
  private readonly create: AudioDriverFactory;
  private current: AudioDriver = noDriver;
  private clockMs = -1;
  /** The clock has been seen to advance since the driver was opened. */
  private started = false;
  /** When the clock was last seen to have advanced, and to stand still. */
  private advancedUs = 0;
  private stoodUs = 0;

  /** @param plan Which drivers to try; asked for anew each time, for sound servers come and go. */
  constructor(
    synthesizer: FluidSynthesizer,
    output: SoundingOutput,
    plan: () => DriverPlan,
    create: AudioDriverFactory,
  ) {
    this.synthesizer = synthesizer;
    this.output = output;
    this.plan = plan;
    this.create = create;
  }

  /**
   * Opens the first driver of the plan that opens.
   * @throws SynthError AUDIO_UNAVAILABLE when none does, AUDIO_SERVER_HUNG when the only one hangs, AUDIO_SERVER_LOST
   *   while one is abandoned.
   */
  open(nowUs: number): void {
    if (this.state === 'abandoned') throw SynthError.from(this.lostFault());
    const reasons: SynthError[] = [];
    const plan = this.plan();
    for (const candidate of plan.candidates) {
      try {
        this.current = this.create(candidate);
        this.current.open();
        this.driver = candidate;
        this.begin(nowUs);
        return;
      } catch (error) {
        if (!(error instanceof SynthError)) throw error;
        reasons.push(error);
      }
    }
    throw noDriverError(plan, reasons);
  }

  /**
   * Closes a driver that was lost, which a probe has found to be safe, and opens the same one again unless it is
   * abandoned.
   * @returns `lost` when it does not open, undefined when none was lost.
   */
  reopen(nowUs: number): AudioChange {
    if (this.state === 'abandoned') {
      this.close();
      this.drain();
      return 'restored';
    }
    if (this.state !== 'lost') return undefined;
    this.current.close();
    this.synthesizer.allSoundOff();
    this.synthesizer.render(new Int16Array(drainFrames * 2), drainFrames);
    try {
      this.current.open();
    } catch (error) {
      if (!(error instanceof SynthError)) throw error;
      // Rendering moved the clock, which is no sign of life.
      this.clockMs = this.synthesizer.audioClockMs();
      return 'lost';
    }
    this.restored(nowUs);
    return 'restored';
  }

  /** Times that the sound card ran dry since the driver was opened. */
  get underruns(): number {
    return this.current.underruns;
  }

  /** Closes the driver. With a sound server that hangs it may never return. */
  close(): void {
    this.current.close();
    this.state = 'closed';
    this.output.muted = true;
  }

  /**
   * Closes a driver that is no longer needed, or abandons it when its server may hang; `reopen` then closes it.
   * @returns `lost` when that is how it has come to light that it stands still.
   */
  release(nowUs: number): AudioChange {
    if (!this.standsStill(nowUs)) {
      this.close();
      return undefined;
    }
    const known = this.state === 'lost';
    this.state = 'abandoned';
    this.output.muted = true;
    return known ? undefined : 'lost';
  }

  /** Renders to nowhere what still rings, so that it is not heard when a driver is opened again. */
  drain(): void {
    if (this.state !== 'closed') return;
    const block = new Int16Array(drainFrames * 2);
    for (let frames = 0; frames < longestTailFrames; frames += drainFrames) {
      this.synthesizer.render(block, drainFrames);
      if (block.every((sample) => sample === 0)) return;
    }
  }

  /**
   * Looks at the audio clock; to be called a few times a second.
   * @returns What changed: `lost`, `restored` by itself, or undefined.
   */
  watch(nowUs: number): AudioChange {
    if (this.state === 'closed' || this.state === 'abandoned') return undefined;
    const clockMs = this.synthesizer.audioClockMs();
    if (clockMs !== this.clockMs) {
      this.started ||= this.clockMs >= 0;
      this.clockMs = clockMs;
      this.advancedUs = nowUs;
      if (this.state !== 'lost' || nowUs - this.stoodUs < steadyUs) return undefined;
      // A server that was only held up goes on with the driver that it knows.
      this.synthesizer.allSoundOff();
      this.restored(nowUs);
      return 'restored';
    }
    this.stoodUs = nowUs;
    const patienceUs = this.started ? stallUs : linkUs;
    if (this.state !== 'running' || nowUs - this.advancedUs < patienceUs) return undefined;
    this.state = 'lost';
    this.output.muted = true;
    return 'lost';
  }

  /** What a lost driver means to a person. */
  lostFault(): Fault {
    return new SynthError(
      'AUDIO_SERVER_LOST',
      `The ${this.driver} driver no longer plays; notes are silent until it does.`,
      driverRemedy(this.driver, 'restart'),
    ).toFault();
  }

  private standsStill(nowUs: number): boolean {
    // PortAudio is in a process of its own, which is ended.
    if (this.state === 'closed' || this.driver === 'portaudio') return false;
    if (this.state === 'lost') return true;
    const stands = this.synthesizer.audioClockMs() === this.clockMs;
    return stands && this.started && nowUs - this.advancedUs > suspectUs;
  }

  private begin(nowUs: number): void {
    this.state = this.driver === 'none' ? 'closed' : 'running';
    this.output.muted = this.driver === 'none';
    this.clockMs = -1;
    this.started = false;
    this.advancedUs = nowUs;
    this.meter.restart();
  }

  private restored(nowUs: number): void {
    this.interruptions++;
    this.begin(nowUs);
  }
}
