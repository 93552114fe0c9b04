/**
 * The main thread's handle on the play thread.
 *
 * `start()` once; with `active: false` in the settings the instrument is then loaded and asleep. `activate(devices)` and
 * `deactivate()` turn it on and off as often as wanted, `setDevices` says what is played from now on, `watchToggle` which
 * nodes carry the toggle key, `loadSoundFont` changes the sound font, `send` everything else (`messages.ts`), and
 * `stop()` ends it for good. What the thread tells comes as the event `notification`; of its faults each comes as
 * `fault` too. `heartbeat()` says whether a watchdog may be fed.
 */
import { EventEmitter } from 'node:events';
import { type DeadlineName, deadlines, missedDeadline } from '../errors/deadlines.js';
import { type Fault, faultOf, SynthError } from '../errors/errors.js';
import type { ProgramList } from '../performance/programs.js';
import { AudioWatch } from './audioWatch.js';
import { CounterReader, createCounters } from './counters.js';
import { createDeviceCounters, DeviceCounterReader, type DeviceCounts, noSlot } from './deviceCounters.js';
import { crashed } from './engineErrors.js';
import type { EngineState } from './engineState.js';
import { createEventRing, EventRingReader } from './eventRing.js';
import { type EngineAudio, type Heartbeat, HeartbeatMonitor } from './heartbeat.js';
import type {
  ActivationReport,
  Command,
  DeviceRequest,
  EngineSettings,
  Notification,
  PlayThreadData,
  ReadyReport,
} from './messages.js';
import { CommandAnswers, type PendingAnswers } from './pendingAnswers.js';
import { PlayThreadWorker } from './playThreadWorker.js';
import { SoundFontLoader } from './soundFontLoader.js';

interface EngineEvents {
  /** Something is amiss, and the playing goes on. */
  fault: [Fault];
  notification: [Notification];
  /** `engine.audio` has changed. */
  audio: [EngineAudio];
  /** The thread has ended without having been told to. */
  crashed: [Fault];
}

export class Engine extends EventEmitter<EngineEvents> {
  readonly counters: CounterReader;
  state: EngineState = 'new';
  /** Devices are taken and a driver is open; while that changes, what it was. */
  active = false;

  private readonly data: PlayThreadData;
  private readonly audioWatch: AudioWatch;
  private readonly soundFonts = new SoundFontLoader((command) => this.send(command));
  private readonly monitor = new HeartbeatMonitor();
  private readonly createThread: () => PlayThreadWorker;
  private readonly deviceCounters: DeviceCounterReader;
  private readonly deviceSlots = new Map<string, number>();
  private readonly answers = new CommandAnswers();
  private thread: PlayThreadWorker | undefined;
  private failure: Fault | undefined;

  /** @param createThread Makes the thread, or hands over one that is waiting to be told what to play. */
  constructor(settings: EngineSettings, createThread = () => new PlayThreadWorker()) {
    super();
    this.data = {
      settings,
      counters: createCounters(),
      events: createEventRing(),
      deviceCounters: createDeviceCounters(),
    };
    this.counters = new CounterReader(this.data.counters);
    this.deviceCounters = new DeviceCounterReader(this.data.deviceCounters);
    this.createThread = createThread;
    this.audioWatch = new AudioWatch(settings.audio, {
      changed: (audio) => this.emit('audio', audio),
      serverAnswers: () => this.send({ type: 'reopen-audio' }),
      fault: (fault) => this.emit('fault', fault),
    });
  }

  /** What is known of the audio driver and its server. */
  get audio(): EngineAudio {
    return this.audioWatch.audio;
  }

  /** A reader of the musical events from now on. */
  events(): EventRingReader {
    return new EventRingReader(this.data.events);
  }

  /** What a device has brought since the start, deactivations included; zeros for one that was never opened. */
  deviceCounts(path: string): DeviceCounts {
    return this.deviceCounters.get(this.deviceSlots.get(path) ?? noSlot);
  }

  /**
   * Whether everything that should be alive is: to be asked a few times within the deadline of a watchdog, which is fed
   * while the answer is yes. Two looks within half a second give one answer.
   */
  heartbeat(): Heartbeat {
    return this.monitor.look({
      nowMs: performance.now(),
      active: this.active,
      waitedMs: this.answers.turned.waitedMs,
      turns: this.counters.get('heartbeat'),
      audio: this.audio,
      audioClockMs: this.counters.get('audioClockMs'),
    });
  }

  /**
   * Starts the thread and waits until a key sounds or, with `active: false`, until it can be activated.
   * @throws SynthError for whatever kept it from that.
   */
  async start(): Promise<ReadyReport> {
    this.state = 'starting';
    const thread = this.createThread();
    this.thread = thread;
    if (thread.over) throw SynthError.from(this.ended());
    const { worker } = thread;
    thread.play(this.data);
    return await new Promise<ReadyReport>((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.state = 'failed';
        reject(missedDeadline('start'));
      }, deadlines.start.ms);
      worker.on('message', (notification: Notification) => {
        this.receive(notification);
        if (notification.type !== 'ready') return;
        clearTimeout(deadline);
        resolve(notification.report);
      });
      worker.on('exit', () => {
        clearTimeout(deadline);
        reject(SynthError.from(this.ended()));
      });
    });
  }

  /**
   * Opens the audio driver and these devices. Devices that do not open are faults and are tried again; active already,
   * it plays these devices from now on.
   * @throws SynthError AUDIO_… when no driver opens, and everything is as before; ENGINE_NOT_RESPONDING after 15 s, and
   *   it is turned off again as soon as the thread answers after all; ENGINE_CRASHED.
   */
  async activate(devices: readonly DeviceRequest[]): Promise<ActivationReport> {
    const report = await this.request(this.answers.turned, { type: 'activate', devices }, 'activate');
    // An activation is never answered with anything else.
    if (report === undefined) throw new Error('an activation was answered without a report');
    return report;
  }

  /**
   * Gives the devices back, ends every note and closes the driver. Without effect when it is not active.
   * @throws SynthError ENGINE_NOT_RESPONDING after 5 s, ENGINE_CRASHED.
   */
  async deactivate(): Promise<void> {
    await this.request(this.answers.turned, { type: 'deactivate' }, 'deactivate');
  }

  /**
   * Puts another sound font, which has been checked, in the place of the one that is loaded; what sounds rings out. A
   * chosen program that it has not is a fault PROGRAM_NOT_FOUND, and the nearest that it has plays.
   * @throws SynthError SOUNDFONT_INVALID, SYNTHESIZER_FAILED, and the one before still plays; ENGINE_NOT_RESPONDING after
   *   60 s, ENGINE_CRASHED.
   */
  async loadSoundFont(path: string, programs: ProgramList): Promise<void> {
    const command = { type: 'load-soundfont', soundFont: path, programs } as const;
    await this.request(this.answers.loaded, command, 'loadSoundFont');
  }

  /** What is played from now on, when it is active: new devices are opened, those not named are given back. */
  setDevices(devices: readonly DeviceRequest[]): void {
    this.send({ type: 'set-devices', devices });
  }

  /** The nodes to watch for the toggle key, active or not; one that has gone is watched again when it is named again. */
  watchToggle(paths: readonly string[]): void {
    this.send({ type: 'watch-toggle', paths });
  }

  /** Posts a command and wakes the thread. Commands to a thread that has ended are dropped. */
  send(command: Command): void {
    if (this.over) return;
    this.thread?.send(command);
  }

  /**
   * Ends every note, releases everything and waits for the thread to end. Calling it again does nothing.
   * @throws SynthError ENGINE_NOT_RESPONDING when the thread hangs in a library; only ending the process helps then.
   */
  async stop(): Promise<void> {
    this.audioWatch.stop();
    const worker = this.thread?.worker;
    if (worker === undefined || this.state === 'stopped' || this.state === 'failed') return;
    const ended = await new Promise<boolean>((resolve) => {
      const deadline = setTimeout(resolve, deadlines.stop.ms, false);
      worker.once('exit', () => {
        clearTimeout(deadline);
        resolve(true);
      });
      this.send({ type: 'stop' });
      this.state = 'stopping';
    });
    if (ended) return;
    this.state = 'failed';
    worker.unref();
    throw missedDeadline('stop');
  }

  private get over(): boolean {
    return this.thread === undefined || this.state === 'stopped' || this.state === 'failed';
  }

  private request<Answer>(
    answers: PendingAnswers<Answer>,
    command: Command,
    deadline: DeadlineName,
  ): Promise<Answer> {
    if (this.over) return Promise.reject(SynthError.from(this.failure ?? crashed('it does not run')));
    const answer = answers.expect(deadlines[deadline].ms, () => missedDeadline(deadline));
    this.send(command);
    return answer;
  }

  private receive(notification: Notification): void {
    this.audioWatch.follow(notification);
    switch (notification.type) {
      case 'started':
        this.thread?.wakeBy(notification.wakeFd);
        break;
      case 'ready':
        // It may have been told to stop meanwhile, or given up.
        if (this.state === 'starting') this.state = 'running';
        this.active = this.data.settings.active;
        break;
      case 'failed':
        this.failure = notification.fault;
        break;
      case 'fault':
      case 'device-lost':
      case 'audio-lost':
        this.emit('fault', notification.fault);
        break;
      case 'device-opened':
        this.deviceSlots.set(notification.path, notification.slot);
        break;
      case 'prepare-soundfont':
        this.soundFonts.load(notification.soundFont);
        break;
      case 'activated':
        this.active = true;
        break;
      case 'deactivated':
        this.active = false;
        break;
      case 'stopped':
        this.state = 'stopping';
    }
    if (!this.answers.take(notification)) this.undoActivation();
    this.emit('notification', notification);
  }

  /** Whoever asked for it has been told that it failed: nobody's keyboard may stay taken. */
  private undoActivation(): void {
    this.deactivate().catch((error: unknown) => {
      this.emit('fault', faultOf(error, 'ENGINE_NOT_RESPONDING', 'Restart fw16-synth.'));
    });
  }

  /** The thread is gone: as it was told to, or not. */
  private ended(): Fault {
    this.audioWatch.end();
    this.active = false;
    this.thread?.close();
    if (this.thread?.failure !== undefined) this.failure ??= crashed(this.thread.failure.message);
    const fault = this.endedAs();
    this.answers.failAll(fault);
    return fault;
  }

  private endedAs(): Fault {
    if (this.state === 'stopping' && this.failure === undefined) {
      this.state = 'stopped';
      return crashed('it was stopped');
    }
    const wasRunning = this.state === 'running' || this.state === 'stopping';
    this.state = 'failed';
    const fault = this.failure ?? crashed('it ended by itself');
    if (wasRunning) this.emit('crashed', fault);
    return fault;
  }
}
