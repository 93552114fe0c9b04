/** One run of the engine in a terminal: started, watched, stopped by a signal, summed up. */
import { writeFileSync } from 'node:fs';
import { HealthFile, healthFilePath } from '../daemon/healthFile.js';
import { LastResort } from '../daemon/lastResort.js';
import { Engine } from '../engine/engine.js';
import type { EngineSettings, Notification, ReadyReport } from '../engine/messages.js';
import { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { describeFault, type Fault, faultOf, SynthError } from '../errors/errors.js';
import { engineHealth } from './engineHealth.js';
import { type SessionStatistics, sessionStatistics } from './summary.js';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Session {
  readonly engine: Engine;
  private readonly settings: EngineSettings;
  /** Devices that were opened, by their paths; one that is lost may come back. Recordings are over when they end. */
  private readonly openDevices = new Set<string>();
  private measuredPeriodMs: number | null = null;
  private report: ReadyReport | undefined;
  private crash: Fault | undefined;
  private healthFile: HealthFile | undefined;
  private readonly lastResort: LastResort;
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });

  /** @param thread One that is waiting to be told what to play; without it a new one is made. */
  constructor(settings: EngineSettings, thread?: PlayThreadWorker) {
    // libjack would start a server of its own otherwise. It reads the real environment, of which a worker thread has
    // only a copy: so it is set here.
    process.env.JACK_NO_START_SERVER = '1';
    this.settings = settings;
    this.engine = new Engine(settings, () => thread ?? new PlayThreadWorker());
    this.lastResort = new LastResort(
      () => this.engine.heartbeat(),
      (reason) => {
        process.stderr.write(`The keyboard has to be given back: ${reason}. The program ends.\n`);
        process.kill(process.pid, 'SIGKILL');
      },
    );
    this.engine.on('fault', tell);
    this.engine.on('notification', (notification) => this.follow(notification));
    this.engine.on('crashed', (fault) => {
      this.crash = fault;
      this.end();
    });
  }

  /** Starts the engine. @throws SynthError when it cannot play. */
  async start(): Promise<ReadyReport> {
    this.report = await this.engine.start();
    // They are heard to the end of the process: one Ctrl+C comes several times where npm passes it on, and the second
    // must not cut off what the first began. Stopping has a deadline, so that nobody has to insist.
    for (const signal of endingSignals) process.on(signal, this.end);
    this.lastResort.begin();
    return this.report;
  }

  /** Keeps the health of the engine in a file, for `fw16-synth --health-check`, until it has finished. */
  keepHealth(path: string = healthFilePath()): void {
    const file = new HealthFile(path, (sentence) => process.stderr.write(`${sentence}\n`), silentSeconds);
    this.healthFile = file;
    const write = (): void => file.write(engineHealth(this.engine));
    write();
    this.engine.on('audio', write);
    setInterval(write, renewEveryMs).unref();
  }

  /**
   * Waits for a signal, for the panic key to be held, for the end of the recordings when there is nothing else to
   * play, or for a crash; then ends every note and releases everything.
   * @throws SynthError ENGINE_CRASHED, ENGINE_NOT_RESPONDING.
   */
  async finish(): Promise<SessionStatistics> {
    await this.ended;
    const snapshot = this.engine.counters.snapshot();
    this.healthFile?.end();
    await this.engine.stop();
    if (this.crash !== undefined) throw SynthError.from(this.crash);
    if (this.report === undefined) throw new Error('finish() was called before start()');
    return sessionStatistics(snapshot, this.report, this.measuredPeriodMs);
  }

  private follow(notification: Notification): void {
    switch (notification.type) {
      case 'audio-period':
        this.measuredPeriodMs = notification.periodMs;
        return;
      case 'audio-restored':
        process.stderr.write(`Audio is back (${notification.driver}).\n`);
        return;
      case 'device-opened':
        this.openDevices.add(notification.path);
        return;
      case 'recording-ended':
        this.openDevices.delete(notification.path);
        if (this.openDevices.size === 0) setTimeout(this.end, ringOutMs).unref();
        return;
      case 'deactivation-requested':
        this.end();
        return;
      case 'toggle-requested':
        this.toggle().catch((error: unknown) =>
          tell(faultOf(error, 'ENGINE_NOT_RESPONDING', 'Press Ctrl+C.')),
        );
    }
  }

  /** Gives the keyboard back, or takes it again. */
  private async toggle(): Promise<void> {
    if (this.engine.active) {
      await this.engine.deactivate();
      process.stderr.write('Asleep: the keyboard is yours. The same key wakes the instrument.\n');
    } else {
      await this.engine.activate(this.settings.devices);
      process.stderr.write('Awake: the keyboard is an instrument.\n');
    }
  }
}

/** How often the health is written anew: nothing else tells of a play thread that hangs. */
const renewEveryMs = 5_000;
/** Whoever has not written it for so long hangs. */
const silentSeconds = 20;

/** How long the last notes of a recording may ring. */
const ringOutMs = 1500;

/** Writes statistics as JSON. @throws SynthError OUTPUT_UNWRITABLE. */
export function writeStatistics(path: string, statistics: SessionStatistics): void {
  try {
    writeFileSync(path, `${JSON.stringify(statistics, undefined, 2)}\n`);
  } catch (cause) {
    throw new SynthError(
      'OUTPUT_UNWRITABLE',
      `${path} cannot be written.`,
      'Give a path in a folder of yours.',
      {
        cause,
      },
    );
  }
}

function tell(fault: Fault): void {
  process.stderr.write(`${describeFault(fault)}\n`);
}
