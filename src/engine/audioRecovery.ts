/**
 * Brings audio back. Closing a driver whose server hangs never returns, so nothing is closed before a process of its
 * own has opened and closed a driver of the same kind within a deadline: when that succeeds the server answers; when it
 * is refused the server is gone, and waiting goes on; when it hangs the server does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deadlines } from '../errors/deadlines.js';
import { type Fault, SynthError } from '../errors/errors.js';
import { type AudioDriverName, driverRemedy } from '../synthesizer/audioDrivers.js';
import type { AudioSettings } from '../synthesizer/settings.js';

/** Until the probe calls on the server: a busy machine takes its time to start a process, which says nothing of it. */
const probeStartMs = 60_000;
const firstWaitMs = 100;
const lastWaitMs = 4_000;

/** Runs one probe: what the server did. A test may stand in for it. */
export type AudioProbe = (
  driver: AudioDriverName,
  audio: AudioSettings,
  signal: AbortSignal,
) => Promise<'answers' | 'refuses' | 'hangs'>;

export interface RecoveryObserver {
  /** The lost driver may be closed and opened again. */
  serverAnswers(): void;
  /** The server is gone; told after every probe that finds so. */
  serverRefuses(): void;
  /** The server is there and does not answer; told after every probe that finds so, with a fault the first time. */
  serverHangs(fault: Fault | undefined): void;
}

export class AudioRecovery {
  private readonly audio: AudioSettings;
  private readonly observer: RecoveryObserver;
  private readonly probe: AudioProbe;
  private running: AbortController | undefined;

  constructor(audio: AudioSettings, observer: RecoveryObserver, probe: AudioProbe = probeInProcess) {
    this.audio = audio;
    this.observer = observer;
    this.probe = probe;
  }

  /**
   * Probes until the server answers, waiting longer each time, or until `stop`. The driver `file` has no server: a disk
   * that holds it up hangs until it lets it go on, and a probe would write over what has been recorded.
   */
  begin(driver: AudioDriverName): void {
    this.stop();
    if (driver === 'file') {
      this.observer.serverHangs(undefined);
      return;
    }
    const controller = new AbortController();
    this.running = controller;
    void this.attempt(driver, controller.signal);
  }

  /** Ends probing; a probe that runs is killed. */
  stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  private async attempt(driver: AudioDriverName, signal: AbortSignal): Promise<void> {
    let told = false;
    for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(waitMs * 2, lastWaitMs)) {
      const outcome = await this.probe(driver, this.audio, signal);
      if (signal.aborted) return;
      if (outcome === 'answers') {
        this.observer.serverAnswers();
        return;
      }
      if (outcome === 'hangs') {
        this.observer.serverHangs(told ? undefined : hungFault(driver));
        told = true;
      } else this.observer.serverRefuses();
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    }
  }
}

function hungFault(driver: AudioDriverName): Fault {
  return new SynthError(
    'AUDIO_SERVER_HUNG',
    `The ${driver} sound server is there but does not answer.`,
    driverRemedy(driver, 'restart'),
  ).toFault();
}

const probeFile = fileURLToPath(new URL('./audioProbeProcess.js', import.meta.url));

/** Exit statuses of the probe process. */
export const probeStatus = { answers: 0, refuses: 1 } as const;
/** Where the probe process writes a byte before it calls on the server. */
export const probeDescriptor = 3;

const probeInProcess: AudioProbe = (driver, audio, signal) =>
  new Promise((resolve) => {
    let hung = false;
    let child: ChildProcess;
    try {
      child = spawn(process.execPath, [probeFile, driver, JSON.stringify(audio)], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      });
    } catch {
      // Node reports most failures to start a process by an event, and some at once.
      resolve('refuses');
      return;
    }
    const kill = (): void => {
      child.kill('SIGKILL');
    };
    let deadline = setTimeout(kill, probeStartMs);
    child.stdio[probeDescriptor]?.once('data', () => {
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        hung = true;
        kill();
      }, deadlines.probeAudio.ms);
    });
    signal.addEventListener('abort', kill, { once: true });
    child.once('error', () => undefined);
    child.once('close', (status) => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', kill);
      resolve(status === probeStatus.answers ? 'answers' : hung ? 'hangs' : 'refuses');
    });
  });
