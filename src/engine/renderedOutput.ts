/** Musical events rendered to a WAV file in virtual time. */
import type { MusicalOutput, VelocitySource } from '../performance/musicalOutput.js';
import { loadFluidLibrary } from '../synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { WavFileWriter } from '../synthesizer/wavFile.js';
import type { EngineSettings } from './messages.js';

/** FluidSynth renders in blocks of this many frames (FLUID_BUFSIZE); events take effect between them. */
const blockFrames = 64;
/** How long the last voices may ring, and the reverberation after them, in seconds. */
const longestTail = 10;
const reverberationTail = 1;

export class RenderedOutput implements MusicalOutput {
  private readonly synthesizer: FluidSynthesizer;
  private readonly wav: WavFileWriter;
  private readonly sampleRate: number;
  private readonly block = new Int16Array(blockFrames * 2);
  private renderedFrames = 0;

  /** @throws SynthError LIBRARY_…, SOUNDFONT_INVALID, OUTPUT_UNWRITABLE. */
  constructor(path: string, settings: EngineSettings) {
    this.sampleRate = settings.audio.sampleRate;
    this.wav = new WavFileWriter(path, this.sampleRate);
    try {
      this.synthesizer = new FluidSynthesizer(loadFluidLibrary(), settings.audio);
      this.synthesizer.loadSoundFont(settings.soundFont);
    } catch (error) {
      this.wav.discard();
      throw error;
    }
    const { channel, bank, program } = settings.performer;
    this.synthesizer.selectProgram(channel, bank, program);
  }

  noteOn(channel: number, key: number, velocity: number, _source: VelocitySource, timeUs: number): void {
    this.renderTo(timeUs);
    this.synthesizer.noteOn(channel, key, velocity);
  }

  noteOff(channel: number, key: number, timeUs: number): void {
    this.renderTo(timeUs);
    this.synthesizer.noteOff(channel, key);
  }

  controlChange(channel: number, controller: number, value: number, timeUs: number): void {
    this.renderTo(timeUs);
    this.synthesizer.controlChange(channel, controller, value);
  }

  programChange(channel: number, bank: number, program: number, timeUs: number): void {
    this.renderTo(timeUs);
    this.synthesizer.selectProgram(channel, bank, program);
  }

  pitchBend(channel: number, value: number, timeUs: number): void {
    this.renderTo(timeUs);
    this.synthesizer.pitchBend(channel, value);
  }

  panic(timeUs: number): void {
    this.renderTo(timeUs);
    this.synthesizer.allSoundOff();
  }

  /** Lets the last notes ring out, and completes the file. @returns Its length in seconds. */
  finish(): number {
    const limit = this.renderedFrames + longestTail * this.sampleRate;
    while (this.synthesizer.activeVoices() > 0 && this.renderedFrames < limit) this.renderBlock();
    const end = this.renderedFrames + reverberationTail * this.sampleRate;
    while (this.renderedFrames < end) this.renderBlock();
    this.synthesizer.close();
    this.wav.finish();
    return this.wav.seconds;
  }

  /** Gives up and removes what was written. */
  discard(): void {
    this.synthesizer.close();
    this.wav.discard();
  }

  private renderTo(timeUs: number): void {
    const frames = (timeUs / 1e6) * this.sampleRate;
    while (this.renderedFrames + blockFrames <= frames) this.renderBlock();
  }

  private renderBlock(): void {
    this.synthesizer.render(this.block, blockFrames);
    this.wav.write(this.block, blockFrames);
    this.renderedFrames += blockFrames;
  }
}
