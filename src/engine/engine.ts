/** The main thread's handle on the play thread: start, send, stop, and what becomes of it. */
import { EventEmitter } from 'node:events';
import { closeSync, writeSync } from 'node:fs';
import { type Fault, SynthError } from '../errors/errors.js';
import { AudioRecovery } from './audioRecovery.js';
import { CounterReader, createCounters } from './counters.js';
import { createEventRing, EventRingReader } from './eventRing.js';
import type { Command, EngineSettings, Notification, PlayThreadData, ReadyReport } from './messages.js';
import { PlayThreadWorker } from './playThreadWorker.js';
import { PortAudioProcessStarter } from './portAudioStarter.js';

/** How long a start may take: loading a large sound font from a slow disk is the longest part. */
const startDeadlineMs = 30_000;
const stopDeadlineMs = 5_000;
const bytesOfOne = new BigUint64Array([1n]);

/**
 * - `new`: not started
 * - `starting`: opening devices, sound font and audio
 * - `running`: keys sound
 * - `stopping`: releasing everything
 * - `stopped`: ended as it was told to
 * - `failed`: could not start, or ended by itself
 */
export type EngineState = 'new' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

interface EngineEvents {
  /** Something is amiss, and the playing goes on. */
  fault: [Fault];
  notification: [Notification];
  /** The thread has ended without having been told to. */
  crashed: [Fault];
}

export class Engine extends EventEmitter<EngineEvents> {
  readonly counters: CounterReader;
  state: EngineState = 'new';

  private readonly data: PlayThreadData;
  private readonly recovery: AudioRecovery;
  private readonly portAudio = new PortAudioProcessStarter();
  private readonly createThread: () => PlayThreadWorker;
  private thread: PlayThreadWorker | undefined;
  private wakeFd = -1;
  private failure: Fault | undefined;

  /** @param createThread Makes the thread, or hands over one that is waiting to be told what to play. */
  constructor(settings: EngineSettings, createThread = () => new PlayThreadWorker()) {
    super();
    this.data = { settings, counters: createCounters(), events: createEventRing() };
    this.counters = new CounterReader(this.data.counters);
    this.createThread = createThread;
    this.recovery = new AudioRecovery(settings.audio, {
      serverAnswers: () => this.send({ type: 'reopen-audio' }),
      serverHangs: (fault) => this.emit('fault', fault),
    });
  }

  /** A reader of the musical events from now on. */
  events(): EventRingReader {
    return new EventRingReader(this.data.events);
  }

  /**
   * Starts the thread and waits until a key sounds.
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
        reject(notResponding('did not start'));
      }, startDeadlineMs);
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

  /** Posts a command and wakes the thread. Commands to a thread that has ended are dropped. */
  send(command: Command): void {
    if (this.thread === undefined || this.state === 'stopped' || this.state === 'failed') return;
    this.thread.send(command);
    this.wake();
  }

  /**
   * Ends every note, releases everything and waits for the thread to end. Calling it again does nothing.
   * @throws SynthError ENGINE_NOT_RESPONDING when the thread hangs in a library; only ending the process helps then.
   */
  async stop(): Promise<void> {
    this.recovery.stop();
    const worker = this.thread?.worker;
    if (worker === undefined || this.state === 'stopped' || this.state === 'failed') return;
    const ended = await new Promise<boolean>((resolve) => {
      const deadline = setTimeout(resolve, stopDeadlineMs, false);
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
    throw new SynthError(
      'ENGINE_NOT_RESPONDING',
      'The play thread does not end: the audio driver hangs.',
      'End the process: kill -KILL the process id of fw16-synth. Then restart the sound server.',
    );
  }

  /** The thread sees what was sent. Before it has told how to wake it nothing happens; then it is woken at once. */
  private wake(): void {
    if (this.wakeFd >= 0) writeSync(this.wakeFd, bytesOfOne);
  }

  private receive(notification: Notification): void {
    switch (notification.type) {
      case 'started':
        this.wakeFd = notification.wakeFd;
        this.wake();
        break;
      case 'ready':
        // It may have been told to stop meanwhile, or given up.
        if (this.state === 'starting') this.state = 'running';
        break;
      case 'failed':
        this.failure = notification.fault;
        break;
      case 'fault':
      case 'device-lost':
        this.emit('fault', notification.fault);
        break;
      case 'audio-lost':
        this.emit('fault', notification.fault);
        this.recovery.begin(notification.driver);
        break;
      case 'audio-restored':
        this.recovery.stop();
        break;
      case 'start-portaudio':
        this.portAudio.start(notification.descriptor, notification.request);
        break;
      case 'end-portaudio':
        this.portAudio.end();
        break;
      case 'stopped':
        this.state = 'stopping';
    }
    this.emit('notification', notification);
  }

  /** The thread is gone: as it was told to, or not. */
  private ended(): Fault {
    this.recovery.stop();
    this.portAudio.end();
    if (this.wakeFd >= 0) closeSync(this.wakeFd);
    this.wakeFd = -1;
    if (this.thread?.failure !== undefined) this.failure ??= crashed(this.thread.failure.message);
    if (this.state === 'stopping' && this.failure === undefined) {
      this.state = 'stopped';
      return crashed('it was stopped before it was ready');
    }
    const wasRunning = this.state === 'running' || this.state === 'stopping';
    this.state = 'failed';
    const fault = this.failure ?? crashed('it ended by itself');
    if (wasRunning) this.emit('crashed', fault);
    return fault;
  }
}

function crashed(reason: string): Fault {
  return new SynthError(
    'ENGINE_CRASHED',
    `The play thread has ended: ${reason}.`,
    'Start fw16-synth again; if it happens again, report this message.',
  ).toFault();
}

function notResponding(what: string): SynthError {
  return new SynthError(
    'ENGINE_NOT_RESPONDING',
    `The play thread ${what} within ${startDeadlineMs / 1000} s.`,
    'See whether the sound server answers: pw-cli info 0',
  );
}
