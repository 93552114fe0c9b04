/**
 * The play thread: waits for devices and commands, and plays. It never returns to its event loop while it runs, and
 * it is the only thread that calls libfluidsynth. Nothing in a turn of its loop allocates, logs or waits for a promise.
 */
import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import { monotonicUs } from '../linux/monotonicClock.js';
import { PollSet } from '../linux/pollSet.js';
import { readScheduling, requestRealtime } from '../linux/realtime.js';
import { planDrivers } from '../synthesizer/audioDrivers.js';
import { availableDrivers, type FluidLibrary, loadFluidLibrary } from '../synthesizer/fluidLibrary.js';
import { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { gainOf } from '../synthesizer/settings.js';
import { audioDriverFactory } from './audioDriverFactory.js';
import { type AudioChange, AudioOutput } from './audioOutput.js';
import { CounterWriter, counter } from './counters.js';
import { DeviceTable } from './deviceTable.js';
import { EventRingWriter } from './eventRing.js';
import type { Command, Notification, PlayThreadData, ReadyReport } from './messages.js';
import { PlayPath } from './playPath.js';
import { SoundingOutput } from './soundingOutput.js';
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

class PlayThread {
  private readonly port: MessagePort;
  private readonly data: PlayThreadData;
  private readonly startedUs = monotonicUs();
  private readonly poll = new PollSet();
  private readonly counters: CounterWriter;
  private readonly synthesizer: FluidSynthesizer;
  private readonly output: SoundingOutput;
  private readonly path: PlayPath;
  private readonly devices: DeviceTable;
  private readonly audio: AudioOutput;
  private readonly warm: WarmPath;
  private readonly libraryVersion: string;
  private heartbeat = 0;
  private events = 0;
  private watchDueUs = 0;
  private warmUntilUs = 0;
  private warmDueUs = 0;
  private stopping = false;

  constructor(port: MessagePort, data: PlayThreadData, library: FluidLibrary) {
    this.port = port;
    this.data = data;
    this.notify({ type: 'started', wakeFd: this.poll.wakeFd });
    const { settings } = data;
    this.libraryVersion = library.version_str();
    const plan = planDrivers(settings.audio.driver, availableDrivers(library));
    this.counters = new CounterWriter(data.counters);
    this.synthesizer = new FluidSynthesizer(library, settings.audio);
    this.output = new SoundingOutput(this.synthesizer, this.counters, new EventRingWriter(data.events));
    this.path = new PlayPath(settings, settings.programs, this.output);
    this.warm = new WarmPath(settings, this.synthesizer);
    const drivers = audioDriverFactory(settings.audio, this.synthesizer, this.poll, (what) =>
      this.notify(what),
    );
    this.audio = new AudioOutput(this.synthesizer, this.output, plan, drivers);
    this.devices = new DeviceTable(settings.devices, settings, this.path, this.poll, {
      deviceOpened: (path, name, grab) => this.notify({ type: 'device-opened', path, name, grab }),
      deviceLost: (path, fault) => this.notify({ type: 'device-lost', path, fault }),
      recordingEnded: (path) => this.notify({ type: 'recording-ended', path }),
      fault: (fault) => this.fault(fault),
    });
  }

  /** Opens everything, plays until it is told to stop, and releases everything but the wake descriptor: see `started`. */
  run(): void {
    try {
      this.open();
      while (!this.stopping) this.turn();
      this.path.panic(monotonicUs());
    } finally {
      this.devices.close();
      this.warm.close();
      this.audio.close();
      this.synthesizer.close();
    }
    this.notify({ type: 'stopped' });
  }

  private open(): void {
    const { settings } = this.data;
    this.synthesizer.loadSoundFont(settings.soundFont);
    this.warm.prepare();
    const { channel, bank, program } = settings.performer;
    if (!this.synthesizer.selectProgram(channel, bank, program)) this.reportMissingProgram(bank, program);
    this.audio.open(monotonicUs());
    // Only now, so that the threads of the library and of the sound server's are not made with this priority.
    const scheduling = settings.realtime ? requestRealtime() : readScheduling('not asked for');
    this.devices.openAll(monotonicUs());
    const report: ReadyReport = {
      driver: this.audio.driver,
      sampleRate: settings.audio.sampleRate,
      bufferSize: settings.audio.bufferSize,
      programName: this.synthesizer.programName(channel),
      libraryVersion: this.libraryVersion,
      scheduling,
      devices: this.devices.opened(),
      startedInMs: (monotonicUs() - this.startedUs) / 1000,
    };
    this.notify({ type: 'ready', report });
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
    if (this.audio.meter.measuring) this.measurePeriod(nowUs);
    if (nowUs >= this.watchDueUs) this.watch(nowUs);
    if (woken) this.drainCommands();
  }

  private waitUs(): number {
    const nowUs = monotonicUs();
    let longest = nowUs < this.warmUntilUs ? warmingWaitUs : longestWaitUs;
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

  /** What need not happen on every turn: counters that are sums, lost devices, the audio clock. */
  private watch(nowUs: number): void {
    this.watchDueUs = nowUs + watchUs;
    const { counters, path } = this;
    counters.set(counter.malformed, path.statistics.malformed);
    counters.set(counter.backwards, path.statistics.backwards);
    counters.set(counter.resyncs, path.statistics.resyncs);
    counters.set(counter.chatter, path.strokes.chatter);
    counters.set(counter.notesOutOfRange, path.performer.outOfRange);
    counters.set(counter.notesHeld, path.performer.heldNotes);
    counters.set(counter.restamped, this.devices.restamped());
    counters.set(counter.devices, this.devices.count());
    counters.set(counter.voices, this.synthesizer.activeVoices());
    counters.set(counter.audioClockMs, this.synthesizer.audioClockMs());
    counters.set(counter.audioInterruptions, this.audio.interruptions);
    counters.set(counter.audioUnderruns, this.audio.underruns);
    if (path.performer.deactivationRequested) {
      path.performer.deactivationRequested = false;
      this.notify({ type: 'deactivation-requested' });
    }
    if (this.output.missingProgram !== undefined) {
      const { bank, program } = this.output.missingProgram;
      this.output.missingProgram = undefined;
      this.reportMissingProgram(bank, program);
    }
    this.tell(this.audio.watch(nowUs));
  }

  private tell(change: AudioChange): void {
    const { driver } = this.audio;
    if (change === 'lost') this.notify({ type: 'audio-lost', driver, fault: this.audio.lostFault() });
    else if (change === 'restored') this.notify({ type: 'audio-restored', driver });
  }

  private drainCommands(): void {
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port)) {
      this.obey(next.message as Command);
    }
  }

  private obey(command: Command): void {
    const nowUs = monotonicUs();
    switch (command.type) {
      case 'stop':
        this.stopping = true;
        return;
      case 'panic':
        this.path.panic(nowUs);
        return;
      case 'select-program':
        this.path.performer.selectProgram(command.bank, command.program, nowUs);
        return;
      case 'set-gain':
        this.synthesizer.setGain(gainOf(command.gainDb));
        return;
      case 'reopen-audio':
        this.tell(this.audio.reopen(nowUs));
    }
  }

  private reportMissingProgram(bank: number, program: number): void {
    this.fault(
      new SynthError(
        'PROGRAM_NOT_FOUND',
        `The sound font has no program ${program} in bank ${bank}; the program stays as it was.`,
        'Choose one of the sound font, or load another sound font.',
      ).toFault(),
    );
  }

  private fault(fault: Fault): void {
    this.notify({ type: 'fault', fault });
  }

  private notify(notification: Notification): void {
    this.port.postMessage(notification);
  }
}

/** Plays until it is told to stop; the thread's event loop stands still meanwhile. */
function play(port: MessagePort, data: PlayThreadData, library: () => FluidLibrary): void {
  try {
    new PlayThread(port, data, library()).run();
  } catch (error) {
    const fault = faultOf(
      error,
      'ENGINE_CRASHED',
      'Run fw16-synth again; if it fails again, report this message.',
    );
    port.postMessage({ type: 'failed', fault } satisfies Notification);
  }
}

/** Loads the library now, and says what is wrong with it when it is needed. */
function preloadLibrary(): () => FluidLibrary {
  try {
    const library = loadFluidLibrary();
    return () => library;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const library = preloadLibrary();
  port.once('message', (data: PlayThreadData) => play(port, data, library));
}
