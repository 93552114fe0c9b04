/** The whole protocol between the play thread and the main thread: what starts it, commands to it, notifications from it. */
import type { Fault } from '../errors/errors.js';
import type { DeviceKind } from '../linux/inputDevice.js';
import type { GrantedScheduling } from '../linux/realtime.js';
import type { ArpeggiatorMode, ArpeggiatorSettings } from '../performance/arpeggiatorSettings.js';
import type { LayerSettings } from '../performance/layerSettings.js';
import type { ProgramList } from '../performance/programs.js';
import type { VelocityMode, VelocitySettings } from '../performance/velocity/settings.js';
import type { AudioDriverName } from '../synthesizer/audioDrivers.js';
import type { SoundFontAddress } from '../synthesizer/fluidLibrary.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import type { PlayPathSettings } from './playPath.js';
import type { PortAudioRequest } from './portAudioProtocol.js';

/** A device to play: an event node, a FIFO or socket of `struct input_event` records, or an evemu recording. */
export interface DeviceRequest {
  readonly path: string;
  readonly kind: DeviceKind;
}

export interface EngineSettings extends PlayPathSettings {
  /** True to open devices and audio at the start; false to wait for `activate` with the sound font loaded. */
  readonly active: boolean;
  readonly devices: readonly DeviceRequest[];
  /** Take event nodes from every other reader while they are played. */
  readonly grab: boolean;
  readonly audio: AudioSettings;
  /** A sound font that has been checked. */
  readonly soundFont: string;
  readonly programs: ProgramList;
  /** Ask for a real-time priority. */
  readonly realtime: boolean;
  /** Milliseconds between the opening of a recording and its first event. */
  readonly recordingDelayMs: number;
}

/** The first message to the play thread: what to play; `undefined` when it is not wanted after all. */
export interface PlayThreadData {
  readonly settings: EngineSettings;
  /** Memory of `counters.ts`. */
  readonly counters: SharedArrayBuffer;
  /** Memory of `eventRing.ts`. */
  readonly events: SharedArrayBuffer;
  /** Memory of `deviceCounters.ts`. */
  readonly deviceCounters: SharedArrayBuffer;
}

/** A device that is open. */
export interface OpenedDevice {
  readonly path: string;
  readonly name: string;
  /** `none`, `waiting`, `held` or `refused`: see `GrabState`. */
  readonly grab: string;
}

/** What a player changes while playing, as it is now. */
export interface PlayState {
  /** 0 to 9. */
  readonly octave: number;
  /** Semitones, −24 to 24. */
  readonly transpose: number;
  readonly bank: number;
  readonly program: number;
  readonly programName: string;
  readonly sustain: boolean;
  readonly layer: boolean;
  readonly arpeggiator: ArpeggiatorMode;
  /** Beats a minute. */
  readonly tempo: number;
  readonly velocityMode: VelocityMode;
  /** Decibels, −60 to 20. */
  readonly gainDb: number;
}

/** Main thread to play thread. A command is seen when the thread is woken: post it, then write to `wakeFd`. */
export type Command =
  /** End every note, release everything, answer `stopped` and end. */
  | { readonly type: 'stop' }
  /** End every note at once. */
  | { readonly type: 'panic' }
  | { readonly type: 'select-program'; readonly bank: number; readonly program: number }
  /** Decibels, −60 to 20. */
  | { readonly type: 'set-gain'; readonly gainDb: number }
  /** Open the audio driver and these devices; answered by `activated` or `activation-failed`. */
  | { readonly type: 'activate'; readonly devices: readonly DeviceRequest[] }
  /** Give back the devices, end every note, close the driver; answered by `deactivated`. The sound font stays. */
  | { readonly type: 'deactivate' }
  /** What is to be played from now on: new devices are opened, those that are not named any more are given back. */
  | { readonly type: 'set-devices'; readonly devices: readonly DeviceRequest[] }
  /** Nodes without letters to watch for the toggle key, active or not; they are never grabbed. */
  | { readonly type: 'watch-toggle'; readonly paths: readonly string[] }
  /** A note from a program instead of a key: key and velocity 0 to 127. */
  | { readonly type: 'note-on'; readonly key: number; readonly velocity: number }
  | { readonly type: 'note-off'; readonly key: number }
  | { readonly type: 'set-octave'; readonly octave: number }
  | { readonly type: 'set-transpose'; readonly transpose: number }
  | { readonly type: 'set-velocity'; readonly velocity: VelocitySettings }
  | { readonly type: 'set-layer'; readonly layer: boolean }
  | { readonly type: 'set-arpeggiator'; readonly arpeggiator: ArpeggiatorMode }
  | { readonly type: 'set-tempo'; readonly tempo: number }
  /** Everything about the layer, `set-layer` included, for the notes to come. */
  | { readonly type: 'configure-layer'; readonly layer: LayerSettings }
  /** Everything about the arpeggiator, `set-arpeggiator` and `set-tempo` included; held notes go on by it. */
  | { readonly type: 'configure-arpeggiator'; readonly arpeggiator: ArpeggiatorSettings }
  /** What of the audio settings changes while it plays: gain, polyphony, reverb, chorus. */
  | { readonly type: 'set-audio'; readonly audio: AudioSettings }
  /** Microseconds; see `PlayPathSettings`. */
  | { readonly type: 'set-chatter-window'; readonly chatterWindowUs: number }
  /** Change the sound font without a dropout; answered by `soundfont-loaded` or `soundfont-failed`. */
  | { readonly type: 'load-soundfont'; readonly soundFont: string; readonly programs: ProgramList }
  /** The sound font of `prepare-soundfont`: the address of a `fluid_sfont_t` that no synthesizer has. */
  | { readonly type: 'adopt-soundfont'; readonly address: SoundFontAddress }
  /** It could not be loaded. */
  | { readonly type: 'abandon-soundfont'; readonly fault: Fault }
  /** A real-time priority has been given to the thread from outside: read back and report `scheduling`. */
  | { readonly type: 'read-scheduling' }
  /** A probe has found that the sound server answers: close the lost driver and, when active, open it anew. */
  | { readonly type: 'reopen-audio' }
  /** Nobody plays, and nobody has for a while: give back memory that is not needed. Ignored while it is active. */
  | { readonly type: 'release-memory' }
  /** For tests of the watchdog: turn in a loop for ever. Ignored unless FW16_SYNTH_TEST_COMMANDS was 1 at the start. */
  | { readonly type: 'hang' };

/** What an activation opened. */
export interface ActivationReport {
  readonly driver: AudioDriverName;
  readonly devices: readonly OpenedDevice[];
  readonly scheduling: GrantedScheduling;
  /** Milliseconds from the command to a running driver. */
  readonly activatedInMs: number;
}

/** What the play thread runs on. */
export interface ReadyReport {
  /** `none` while it is not active. */
  readonly driver: AudioDriverName;
  /** Hertz, as requested; a server's own rate wins. */
  readonly sampleRate: number;
  /** Frames, as requested; `audio-period` tells what it really is. */
  readonly bufferSize: number;
  readonly programName: string;
  readonly libraryVersion: string;
  readonly scheduling: GrantedScheduling;
  readonly devices: readonly OpenedDevice[];
  /** Milliseconds from when the thread was told what to play until it plays. */
  readonly startedInMs: number;
}

/** Play thread to main thread. */
export type Notification =
  /**
   * The first message: writing eight bytes, the integer 1, to this descriptor wakes the thread. It is the main thread's
   * to close, when the other has ended: one that is closed while it may still be written to may be another file by then.
   */
  | { readonly type: 'started'; readonly wakeFd: number }
  /** Everything is open: a key sounds; or, when it is not to be active yet, everything is loaded. */
  | { readonly type: 'ready'; readonly report: ReadyReport }
  /** It could not start; the thread ends. */
  | { readonly type: 'failed'; readonly fault: Fault }
  /** Something is amiss that does not end the playing; the path where it is with a device. */
  | { readonly type: 'fault'; readonly fault: Fault; readonly path?: string }
  /** The slot is that of its numbers in `deviceCounters.ts`; −1 when there is none left. */
  | {
      readonly type: 'device-opened';
      readonly path: string;
      readonly name: string;
      readonly grab: string;
      readonly slot: number;
    }
  | { readonly type: 'device-lost'; readonly path: string; readonly fault: Fault }
  /** It has been given back because `set-devices` does not name it any more. */
  | { readonly type: 'device-released'; readonly path: string }
  /** The player held the panic key: the devices are to be given back. */
  | { readonly type: 'deactivation-requested' }
  /** The toggle key was pressed. */
  | { readonly type: 'toggle-requested' }
  | { readonly type: 'activated'; readonly report: ActivationReport }
  /** Everything is as it was before: nothing is open or grabbed. */
  | { readonly type: 'activation-failed'; readonly fault: Fault }
  /** Devices are given back, the driver is closed. */
  | { readonly type: 'deactivated' }
  /** Sent when something in it has changed, at most every 50 ms. */
  | { readonly type: 'play-state'; readonly state: PlayState }
  | { readonly type: 'soundfont-loaded'; readonly soundFont: string }
  /** The one before still plays. */
  | { readonly type: 'soundfont-failed'; readonly soundFont: string; readonly fault: Fault }
  /** Load this off the play path and hand it over: `adopt-soundfont` or `abandon-soundfont` answers. */
  | { readonly type: 'prepare-soundfont'; readonly soundFont: string }
  /** Real time was refused to this thread of the kernel: whoever can may ask for it from outside. */
  | { readonly type: 'realtime-denied'; readonly threadId: number }
  | { readonly type: 'scheduling'; readonly scheduling: GrantedScheduling }
  /** A grab that was waited for is held or refused, or one that was refused is held. */
  | { readonly type: 'grab-changed'; readonly path: string; readonly grab: string }
  /** A recording is over. */
  | { readonly type: 'recording-ended'; readonly path: string }
  /** How often the driver really renders, measured on the audio clock. */
  | { readonly type: 'audio-period'; readonly periodMs: number }
  | { readonly type: 'audio-lost'; readonly driver: AudioDriverName; readonly fault: Fault }
  /** It plays again; or, when the instrument is no longer active, its server answers again. */
  | { readonly type: 'audio-restored'; readonly driver: AudioDriverName }
  /** Start the process that plays through PortAudio; the descriptor is the main thread's from now on. */
  | { readonly type: 'start-portaudio'; readonly descriptor: number; readonly request: PortAudioRequest }
  /** That process has been told to end: see that it does. */
  | { readonly type: 'end-portaudio' }
  /** The last message. */
  | { readonly type: 'stopped' };
