/**
 * Whether everything that should be alive is, for a watchdog: while the instrument is active the play thread has to
 * turn, and the audio clock to advance unless the sound server is known to be at fault. An instrument that is not active
 * has nothing to show: then it is enough that whoever asks can ask.
 */

/**
 * The audio of an engine, as far as it is known.
 * - `closed`: there is no driver: not active, or the driver `none`
 * - `running`: the play thread sees the audio clock advance, or a driver that has just been opened begin
 * - `stalled`: the clock stands still, and it is not yet known why
 * - `server-lost`: it stands still because the sound server is gone
 * - `server-hung`: it stands still because the sound server does not answer
 */
export type EngineAudio = 'closed' | 'running' | 'stalled' | 'server-lost' | 'server-hung';

/** What is looked at. */
export interface LifeSample {
  readonly nowMs: number;
  readonly active: boolean;
  /** How long a command has been waiting for its answer. */
  readonly waitedMs: number;
  /** Turns of the play thread. */
  readonly turns: number;
  readonly audio: EngineAudio;
  readonly audioClockMs: number;
}

export type Heartbeat = { readonly alive: true } | { readonly alive: false; readonly reason: string };

/** Both numbers advance four times a second at least: two looks that are nearer than this tell nothing. */
const shortestLookMs = 500;
/** How long a driver may take to open, and the play thread to answer. */
const answerDeadlineMs = 10_000;
/** How long a server may take to link a driver that it has opened. */
const linkDeadlineMs = 6_000;

const alive: Heartbeat = { alive: true };

export class HeartbeatMonitor {
  private last: LifeSample | undefined;
  private activeSinceMs = 0;
  private verdict: Heartbeat = alive;

  /** Looks again. What was found the last time stands when that is less than half a second ago. */
  look(sample: LifeSample): Heartbeat {
    const { last } = this;
    if (last === undefined || sample.active !== last.active) this.begin(sample);
    else if (sample.nowMs - last.nowMs >= shortestLookMs) {
      this.verdict = this.judge(sample, last);
      this.last = sample;
    }
    return this.verdict;
  }

  /** It has just been turned on or off: there is nothing yet to compare with. */
  private begin(sample: LifeSample): void {
    this.last = sample;
    this.activeSinceMs = sample.nowMs;
    this.verdict = alive;
  }

  private judge(now: LifeSample, before: LifeSample): Heartbeat {
    if (now.waitedMs > answerDeadlineMs) return dead('the play thread does not answer');
    // While a driver opens or closes the thread does nothing else.
    if (!now.active || now.waitedMs > 0) return alive;
    if (now.turns === before.turns) return dead('the play thread does not turn');
    if (now.audio === 'stalled') return dead('the audio clock stands still');
    if (now.audio !== 'running' || now.audioClockMs !== before.audioClockMs) return alive;
    return now.nowMs - this.activeSinceMs < linkDeadlineMs ? alive : dead('the audio clock stands still');
  }
}

function dead(reason: string): Heartbeat {
  return { alive: false, reason };
}
