/** The synthesizer that sounds: one `fluid_synth_t`, its settings and the sequencer whose tick is the audio clock. */
import { SynthError } from '../errors/errors.js';
import { EventQueue } from './eventQueue.js';
import { fileDriverPeriod } from './fileDriverPeriod.js';
import type {
  DriverHandle,
  FluidLibrary,
  Handle,
  SettingsHandle,
  SoundFontAddress,
  SynthHandle,
} from './fluidLibrary.js';
import { fluidFailed } from './fluidLibrary.js';
import { FluidSequencer } from './fluidSequencer.js';
import { silenceDriver } from './libraryMessages.js';
import { initializePipeWire } from './pipeWire.js';
import { type AudioSettings, gainOf } from './settings.js';
import type { Synthesizer } from './synthesizer.js';

const allChannels = -1;
/** The library counts channels in steps of 16; the second 16 are for `inaudibleChannel`. */
const libraryChannels = 32;
/** A channel without a program, beyond those of MIDI: the library takes its notes and refuses them. */
export const inaudibleChannel = 31;
/** The library renders in blocks of this many frames (FLUID_BUFSIZE); events take effect between them. */
const blockFrames = 64;

export class FluidSynthesizer implements Synthesizer {
  /** For notes that begin and end by the audio clock. */
  readonly sequencer: FluidSequencer;

  private readonly library: FluidLibrary;
  private audio: AudioSettings;
  private readonly settings: SettingsHandle;
  private readonly synth: SynthHandle;
  private readonly queue: EventQueue;
  private driver: DriverHandle | undefined;
  private font = fluidFailed;
  private closed = false;

  /**
   * @param clientName What a JACK server calls it.
   * @throws SynthError SYNTHESIZER_FAILED when the library refuses the settings.
   */
  constructor(library: FluidLibrary, audio: AudioSettings, clientName = 'fw16-synth') {
    this.library = library;
    this.audio = audio;
    this.settings = created(library.new_settings(), 'settings');
    this.configure(audio);
    library.settings_setstr(this.settings, 'audio.jack.id', clientName);
    this.synth = created(library.new_synth(this.settings), 'synthesizer');
    this.sequencer = new FluidSequencer(library, this.synth);
    this.queue = new EventQueue(audio.polyphony, () => this.sequencer.nowMs());
  }

  /**
   * Loads a sound font that has been checked, in place of the one before. It takes as long as reading the file does,
   * and what renders waits meanwhile.
   * @throws SynthError SOUNDFONT_INVALID; the one before stays.
   */
  loadSoundFont(path: string): void {
    const font = this.library.sfload(this.synth, path, 1);
    if (font === fluidFailed) throw refusedSoundFont(path);
    this.unloadSoundFont(this.takeSoundFont(font));
  }

  /**
   * Takes a sound font that another synthesizer has loaded and let go of: what begins from now on sounds from it.
   * @returns The one before, for `unloadSoundFont`.
   */
  adoptSoundFont(address: SoundFontAddress): number {
    return this.takeSoundFont(this.library.add_sfont(this.synth, address));
  }

  /** Lets go of a sound font. Notes that sound from it ring out first; the library frees its memory after the last. */
  unloadSoundFont(font: number): void {
    if (font !== fluidFailed) this.library.sfunload(this.synth, font, 0);
  }

  /** Changes what can be changed while it plays: gain, polyphony, reverberation and chorus. */
  apply({ gainDb, polyphony, reverb, chorus }: AudioSettings): void {
    this.audio = { ...this.audio, gainDb, polyphony, reverb, chorus };
    this.configure(this.audio);
  }

  /**
   * Opens an audio driver; from then on its thread renders.
   * @returns False when it did not open.
   */
  openDriver(name: string): boolean {
    this.closeDriver();
    silenceDriver(name);
    if (name === 'pipewire') initializePipeWire();
    this.library.settings_setstr(this.settings, 'audio.driver', name);
    const { bufferSize, sampleRate } = this.audio;
    const period = name === 'file' ? fileDriverPeriod(bufferSize, sampleRate) : bufferSize;
    this.library.settings_setint(this.settings, 'audio.period-size', period);
    this.driver = this.library.new_driver(this.settings, this.synth) ?? undefined;
    this.queue.drained = this.driver !== undefined;
    return this.driver !== undefined;
  }

  /**
   * Closes the audio driver. It waits for the driver's thread: with a sound server that has stopped answering it may
   * never return.
   */
  closeDriver(): void {
    if (this.driver === undefined) return;
    const driver = this.driver;
    this.driver = undefined;
    this.queue.drained = false;
    this.library.delete_driver(driver);
  }

  /** The audio clock in milliseconds: it advances while audio is rendered, and only then. */
  audioClockMs(): number {
    return this.sequencer.nowMs();
  }

  /** How long a block is that is rendered at once, in milliseconds, by the configured sample rate. */
  get blockMs(): number {
    return (blockFrames * 1000) / this.audio.sampleRate;
  }

  /** Renders interleaved stereo without a driver: for files, and for drivers outside the library. */
  render(interleaved: Int16Array, frames: number): void {
    this.library.write_s16(this.synth, frames, interleaved, 0, 2, interleaved, 1, 2);
  }

  noteOn(channel: number, key: number, velocity: number): void {
    this.queue.add();
    this.library.noteon(this.synth, channel, key, velocity);
  }

  noteOff(channel: number, key: number): void {
    this.queue.add();
    this.library.noteoff(this.synth, channel, key);
  }

  controlChange(channel: number, controller: number, value: number): void {
    this.queue.add();
    this.library.cc(this.synth, channel, controller, value);
  }

  pitchBend(channel: number, value: number): void {
    this.queue.add();
    this.library.pitch_bend(this.synth, channel, value);
  }

  channelPressure(channel: number, value: number): void {
    this.queue.add();
    this.library.channel_pressure(this.synth, channel, value);
  }

  selectProgram(channel: number, bank: number, program: number): boolean {
    return this.library.program_select(this.synth, channel, this.font, bank, program) !== fluidFailed;
  }

  setPitchBendRange(channel: number, semitones: number): void {
    this.library.pitch_wheel_sens(this.synth, channel, semitones);
  }

  allNotesOff(): void {
    this.library.all_notes_off(this.synth, allChannels);
  }

  allSoundOff(): void {
    this.library.all_sounds_off(this.synth, allChannels);
  }

  /** As after `loadSoundFont`: no voice, controllers and programs at their defaults. Reverb and chorus ring on. */
  reset(): void {
    this.library.system_reset(this.synth);
    this.library.unset_program(this.synth, inaudibleChannel);
  }

  activeVoices(): number {
    return this.library.active_voices(this.synth);
  }

  setGain(gain: number): void {
    this.library.set_gain(this.synth, gain);
  }

  programName(channel: number): string {
    const preset = this.library.channel_preset(this.synth, channel);
    return preset === null ? '' : (this.library.preset_name(preset) ?? '');
  }

  /** Releases driver, sequencer, synthesizer and settings, in this order. Calling it again does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.closeDriver();
    this.sequencer.close();
    this.library.delete_synth(this.synth);
    this.library.delete_settings(this.settings);
  }

  private takeSoundFont(font: number): number {
    const before = this.font;
    this.font = font;
    this.library.unset_program(this.synth, inaudibleChannel);
    return before;
  }

  private configure(audio: AudioSettings): void {
    const { reverb, chorus } = audio;
    const number = (name: string, value: number): number =>
      this.library.settings_setnum(this.settings, name, value);
    const integer = (name: string, value: number): number =>
      this.library.settings_setint(this.settings, name, value);
    const text = (name: string, value: string): number =>
      this.library.settings_setstr(this.settings, name, value);
    number('synth.sample-rate', audio.sampleRate);
    number('synth.gain', gainOf(audio.gainDb));
    integer('synth.polyphony', audio.polyphony);
    integer('synth.midi-channels', libraryChannels);
    integer('synth.reverb.active', reverb.enabled ? 1 : 0);
    number('synth.reverb.room-size', reverb.roomSize);
    number('synth.reverb.damp', reverb.damping);
    number('synth.reverb.width', reverb.width);
    number('synth.reverb.level', reverb.level);
    integer('synth.chorus.active', chorus.enabled ? 1 : 0);
    integer('synth.chorus.nr', chorus.voices);
    number('synth.chorus.level', chorus.level);
    number('synth.chorus.speed', chorus.speedHz);
    number('synth.chorus.depth', chorus.depthMs);
    // Locking fails beyond a small limit for ordinary users, and then only warns.
    integer('synth.lock-memory', 0);
    integer('audio.periods', audio.periodCount);
    integer('audio.jack.autoconnect', 1);
    text('audio.pulseaudio.media-role', 'production');
    if (audio.file !== undefined) {
      text('audio.file.name', audio.file);
      text('audio.file.type', 'wav');
    }
  }
}

/** The library does not take a file that has been checked. */
export function refusedSoundFont(path: string): SynthError {
  return new SynthError(
    'SOUNDFONT_INVALID',
    `FluidSynth refuses the sound font ${path}.`,
    'Use another sound font, or none for the built-in one.',
  );
}

function created<Name extends string>(object: Handle<Name> | null, what: string): Handle<Name> {
  if (object !== null) return object;
  throw new SynthError(
    'SYNTHESIZER_FAILED',
    `FluidSynth could not create its ${what}.`,
    'Set audio.sample_rate to 48000 and audio.polyphony to 256, and free some memory.',
  );
}
