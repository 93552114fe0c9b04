/**
 * The loop of the play thread: waits for devices and commands, and plays. Nothing in a turn of it allocates, logs or
 * waits for a promise. While the instrument is not active it waits for commands and the toggle key, for ever if need be.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { faultOf } from '../errors/errors.js';
import { key } from '../linux/inputEventCodes.js';
import { monotonicUs } from '../linux/monotonicClock.js';
import { PollSet } from '../linux/pollSet.js';
import { type GrantedScheduling, readScheduling } from '../linux/realtime.js';
import { type DriverPlan, planDrivers } from '../synthesizer/audioDrivers.js';
import { availableDrivers, type FluidLibrary } from '../synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { TimedNotes } from '../synthesizer/timedNotes.js';
import { Activation } from './activation.js';
import { audioDriverFactory } from './audioDriverFactory.js';
import { type AudioChange, AudioOutput } from './audioOutput.js';
import { type Commanded, obey } from './commands.js';
import { CounterWriter, counter } from './counters.js';
import { DeviceCounterWriter } from './deviceCounters.js';
import { DeviceTable } from './deviceTable.js';
import { EventRingWriter } from './eventRing.js';
import type { Command, DeviceRequest, Notification, PlayThreadData } from './messages.js';
import { deviceNotices, missingProgramFault } from './notices.js';
import { PlayPath } from './playPath.js';
import { PlayStateWatch } from './playState.js';
import { type CountedParts, updateSlowCounters } from './slowCounters.js';
import { SoundFontChange } from './soundFontChange.js';
import { SoundingOutput } from './soundingOutput.js';
import { ToggleWatch } from './toggleWatch.js';
import { WarmPath } from './warmPath.js';

/** The longest wait: bounds the gap between two heartbeats and how late a lost driver is noticed. */
const longestWaitUs = 200e3;
/** How often the audio clock is looked at while its period is being measured. */
const measuringWaitUs = 250;
/** How often the path is kept warm, and for how long after the last event. */
const warmingWaitUs = 2e3;
const warmUs = 2e6;
/** How often the slower counters are brought up to date. */
const watchUs = 50e3;
/** Two presses of the toggle key that are nearer than this are one, on two nodes or from a worn switch. */
const toggleGapUs = 100e3;
/** Devices that can be read at once, watched nodes included. */
const pollCapacity = 128;

export class PlayLoop implements Commanded {
  readonly path: PlayPath;
  readonly output: SoundingOutput;
  readonly synthesizer: FluidSynthesizer;
  readonly state: PlayStateWatch;
  readonly soundFont: SoundFontChange;
  readonly toggles: ToggleWatch;
  readonly channel: number;

  private readonly port: MessagePort;
  private readonly data: PlayThreadData;
  private readonly startedUs = monotonicUs();
  private readonly poll = new PollSet(pollCapacity);
  private readonly counters: CounterWriter;
  private readonly devices: DeviceTable;
  private readonly audio: AudioOutput;
  private readonly activation: Activation;
  private readonly warm: WarmPath;
  private readonly parts: CountedParts;
  private readonly libraryVersion: string;
  private readonly obeysTests = process.env.FW16_SYNTH_TEST_COMMANDS === '1';
  private heartbeat = 0;
  private events = 0;
  private watchDueUs = 0;
  /** A command has been obeyed since the last watch: what it changed is still to be told. */
  private newsWaits = true;
  private warmUntilUs = 0;
  private warmDueUs = 0;
  private toggledUs = Number.NEGATIVE_INFINITY;
  private stopping = false;

  constructor(port: MessagePort, data: PlayThreadData, library: FluidLibrary) {
    this.port = port;
    this.data = data;
    this.notify({ type: 'started', wakeFd: this.poll.wakeFd });
    const { settings } = data;
    const notify = (what: Notification): void => this.notify(what);
    this.libraryVersion = library.version_str();
    const plan = (): DriverPlan => planDrivers(settings.audio.driver, availableDrivers(library));
    // A driver that the library does not have is known at once.
    plan();
    this.counters = new CounterWriter(data.counters);
    this.synthesizer = new FluidSynthesizer(library, settings.audio);
    const { sequencer, blockMs } = this.synthesizer;
    const timed = new TimedNotes(sequencer, this.synthesizer, blockMs, monotonicUs);
    const ring = new EventRingWriter(data.events);
    this.output = new SoundingOutput(this.synthesizer, this.counters, ring, timed);
    this.path = new PlayPath(settings, settings.programs, this.output);
    this.channel = settings.performer.channel;
    this.warm = new WarmPath(settings, this.synthesizer);
    const drivers = audioDriverFactory(settings.audio, this.synthesizer, this.poll, notify);
    this.audio = new AudioOutput(this.synthesizer, this.output, plan, drivers);
    const deviceCounters = new DeviceCounterWriter(data.deviceCounters);
    this.devices = new DeviceTable(settings, this.path, this.poll, deviceCounters, deviceNotices(notify));
    this.toggles = new ToggleWatch(this.poll, settings.toggleKey ?? key.config);
    const { synthesizer, output, path, channel, devices, audio } = this;
    const { performer } = path;
    this.state = new PlayStateWatch(settings, performer, output.programs, synthesizer);
    this.soundFont = new SoundFontChange({ synthesizer, output, performer, channel, notify });
    this.parts = { path, output, devices, synthesizer, audio };
    this.activation = new Activation({ audio, devices, path, realtime: settings.realtime, notify });
  }

  get active(): boolean {
    return this.activation.active;
  }

  /** Opens everything, plays until it is told to stop, and releases everything but the wake descriptor: see `started`. */
  run(): void {
    try {
      this.open();
      while (!this.stopping) this.turn();
    } finally {
      const nowUs = monotonicUs();
      this.devices.close(nowUs);
      this.toggles.close();
      this.path.panic(nowUs);
      this.warm.close();
      this.audio.close();
      this.synthesizer.close();
    }
    this.notify({ type: 'stopped' });
  }

  stop(): void {
    this.stopping = true;
  }

  activate(requests: readonly DeviceRequest[], nowUs: number): void {
    try {
      let scheduling: GrantedScheduling;
      if (this.active) {
        this.devices.set(requests, nowUs);
        scheduling = readScheduling();
      } else scheduling = this.activation.begin(requests, nowUs);
      const activatedInMs = (monotonicUs() - nowUs) / 1000;
      const { driver } = this.audio;
      const devices = this.devices.opened();
      this.notify({ type: 'activated', report: { driver, devices, scheduling, activatedInMs } });
    } catch (error) {
      const fault = faultOf(error, 'AUDIO_UNAVAILABLE', 'Activate it again; if it fails again, report this.');
      this.notify({ type: 'activation-failed', fault });
    }
  }

  deactivate(nowUs: number): void {
    if (this.active) {
      this.tell(this.activation.end(nowUs));
      this.warmUntilUs = 0;
      updateSlowCounters(this.counters, this.parts);
    }
    this.notify({ type: 'deactivated' });
    // What rings is nobody's business any more, but it must not be heard at the next activation.
    this.audio.drain();
    this.watch(monotonicUs());
  }

  setDevices(requests: readonly DeviceRequest[], nowUs: number): void {
    if (this.active) this.devices.set(requests, nowUs);
  }

  reopenAudio(nowUs: number): void {
    this.tell(this.audio.reopen(nowUs));
  }

  tellScheduling(): void {
    this.notify({ type: 'scheduling', scheduling: readScheduling() });
  }

  hang(): void {
    while (this.obeysTests);
  }

  private open(): void {
    const { settings } = this.data;
    this.synthesizer.loadSoundFont(settings.soundFont);
    this.warm.prepare();
    const { channel, bank, program } = settings.performer;
    if (!this.output.select(channel, bank, program)) this.reportMissingProgram(bank, program);
    const scheduling = settings.active
      ? this.activation.begin(settings.devices, monotonicUs())
      : readScheduling('not active');
    this.notify({
      type: 'ready',
      report: {
        driver: this.audio.driver,
        sampleRate: settings.audio.sampleRate,
        bufferSize: settings.audio.bufferSize,
        programName: this.synthesizer.programName(channel),
        libraryVersion: this.libraryVersion,
        scheduling,
        devices: this.devices.opened(),
        startedInMs: (monotonicUs() - this.startedUs) / 1000,
      },
    });
  }

  private turn(): void {
    this.poll.wait(this.waitUs());
    const nowUs = monotonicUs();
    const woken = this.poll.dispatch(nowUs);
    const { events } = this.path.statistics;
    // Events, and not whatever ended the wait: an audio driver outside the library does so for every block.
    if (events !== this.events) this.warmUntilUs = nowUs + warmUs;
    else if (nowUs < this.warmUntilUs && nowUs >= this.warmDueUs) this.keepWarm(nowUs);
    this.events = events;
    this.devices.advance(nowUs);
    this.path.advance(nowUs);
    this.heartbeat = (this.heartbeat + 1) | 0;
    this.counters.set(counter.heartbeat, this.heartbeat);
    this.counters.set(counter.events, this.path.statistics.events);
    if (this.active && this.audio.meter.measuring) this.measurePeriod(nowUs);
    if (this.path.toggleRequested || this.toggles.requested) this.requestToggle(nowUs);
    if (nowUs >= this.watchDueUs) this.watch(nowUs);
    if (woken) this.drainCommands();
  }

  private waitUs(): number {
    const nowUs = monotonicUs();
    if (!this.active) return this.newsWaits ? this.watchDueUs - nowUs : Number.POSITIVE_INFINITY;
    let longest = nowUs < this.warmUntilUs ? warmingWaitUs : longestWaitUs;
    if (this.newsWaits) longest = Math.min(longest, this.watchDueUs - nowUs);
    if (this.audio.state === 'running' && this.audio.meter.measuring) longest = measuringWaitUs;
    return Math.min(longest, this.path.nextDeadlineUs() - nowUs, this.devices.nextDeadlineUs() - nowUs);
  }

  /** Nothing came: does as if something had, for the sake of what comes next. */
  private keepWarm(nowUs: number): void {
    this.warmDueUs = nowUs + warmingWaitUs / 2;
    this.devices.look(nowUs);
    this.warm.stroke();
  }

  private measurePeriod(nowUs: number): void {
    const periodMs = this.audio.meter.observe(this.synthesizer.audioClockMs(), nowUs);
    if (periodMs !== undefined && periodMs > 0) this.notify({ type: 'audio-period', periodMs });
  }

  private requestToggle(nowUs: number): void {
    this.path.toggleRequested = false;
    this.toggles.requested = false;
    if (nowUs - this.toggledUs < toggleGapUs) return;
    this.toggledUs = nowUs;
    this.notify({ type: 'toggle-requested' });
  }

  /** What need not happen on every turn: counters that are sums, lost devices, the audio clock. */
  private watch(nowUs: number): void {
    this.watchDueUs = nowUs + watchUs;
    this.newsWaits = false;
    updateSlowCounters(this.counters, this.parts);
    const { performer } = this.path;
    if (performer.deactivationRequested) {
      performer.deactivationRequested = false;
      // At once: the player is not to wait for a main thread that may hang.
      this.devices.close(nowUs);
      this.notify({ type: 'deactivation-requested' });
    }
    if (this.output.missingProgram !== undefined) {
      const { bank, program } = this.output.missingProgram;
      this.output.missingProgram = undefined;
      this.reportMissingProgram(bank, program);
    }
    this.tell(this.audio.watch(nowUs));
    const state = this.state.take();
    if (state !== undefined) this.notify({ type: 'play-state', state });
  }

  private tell(change: AudioChange): void {
    const { driver } = this.audio;
    if (change === 'lost') this.notify({ type: 'audio-lost', driver, fault: this.audio.lostFault() });
    else if (change === 'restored') this.notify({ type: 'audio-restored', driver });
  }

  private drainCommands(): void {
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port)) {
      obey(next.message as Command, this, monotonicUs());
    }
    this.newsWaits = true;
  }

  private reportMissingProgram(bank: number, program: number): void {
    this.notify({ type: 'fault', fault: missingProgramFault(bank, program, 'former') });
  }

  private notify(notification: Notification): void {
    this.port.postMessage(notification);
  }
}
