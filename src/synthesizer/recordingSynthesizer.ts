/** A synthesizer that remembers instead of sounding: what was asked of it, and what it would be sounding now. */
import { channelCount, keyCount } from '../midi/messages.js';
import type { Synthesizer } from './synthesizer.js';

/** One call, with its numbers in the order of the arguments. */
export interface RecordedCall {
  readonly method: keyof Synthesizer;
  readonly values: readonly number[];
}

export class RecordingSynthesizer implements Synthesizer {
  readonly calls: RecordedCall[] = [];
  /** Presets that `selectProgram` accepts, as `bank:program`; undefined accepts all. */
  private readonly presets: ReadonlySet<string> | undefined;
  private readonly sounding = new Uint8Array(channelCount * keyCount);

  constructor(presets?: Iterable<string>) {
    this.presets = presets === undefined ? undefined : new Set(presets);
  }

  noteOn(channel: number, key: number, velocity: number): void {
    this.record('noteOn', channel, key, velocity);
    this.sounding[channel * keyCount + key] = 1;
  }

  noteOff(channel: number, key: number): void {
    this.record('noteOff', channel, key);
    this.sounding[channel * keyCount + key] = 0;
  }

  controlChange(channel: number, controller: number, value: number): void {
    this.record('controlChange', channel, controller, value);
  }

  pitchBend(channel: number, value: number): void {
    this.record('pitchBend', channel, value);
  }

  channelPressure(channel: number, value: number): void {
    this.record('channelPressure', channel, value);
  }

  selectProgram(channel: number, bank: number, program: number): boolean {
    this.record('selectProgram', channel, bank, program);
    return this.presets?.has(`${bank}:${program}`) ?? true;
  }

  setPitchBendRange(channel: number, semitones: number): void {
    this.record('setPitchBendRange', channel, semitones);
  }

  allNotesOff(): void {
    this.record('allNotesOff');
    this.sounding.fill(0);
  }

  allSoundOff(): void {
    this.record('allSoundOff');
    this.sounding.fill(0);
  }

  /** Notes that are on; this synthesizer has no releases that ring. */
  activeVoices(): number {
    return this.sounding.reduce((sum, on) => sum + on, 0);
  }

  setGain(gain: number): void {
    this.record('setGain', gain);
  }

  programName(_channel: number): string {
    return '';
  }

  private record(method: keyof Synthesizer, ...values: number[]): void {
    this.calls.push({ method, values });
  }
}
