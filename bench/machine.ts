/** What a figure has to be read with: the machine that it was measured on. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import koffi from 'koffi';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  /** The frequency governor of the first core; "none" in most virtual machines. */
  readonly governor: string;
  /** GiB. */
  readonly memory: number;
  readonly system: string;
  readonly kernel: string;
  readonly node: string;
  readonly fluidsynth: string;
  readonly jackd: string;
  /** The revision of this program. */
  readonly revision: string;
  /** Over 1, 5 and 15 minutes, before the benchmark began. */
  readonly loadAverage: readonly number[];
  /** Whether this process may have a real-time priority. */
  readonly realtime: boolean;
}

function realtimeGranted(): boolean {
  const scheduler: (pid: number, policy: number, parameters: Int32Array) => number = koffi
    .load('libc.so.6')
    .func('int sched_setscheduler(int pid, int policy, void *parameters)');
  // Tried for a moment on the benchmark itself: limits, capabilities and control groups all have a say in it.
  const granted = scheduler(0, 1, Int32Array.of(1)) === 0;
  scheduler(0, 0, Int32Array.of(0));
  return granted;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The first group of a pattern in what a program prints, or "unknown". */
function ask(command: string, args: readonly string[], pattern: RegExp): string {
  try {
    const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return pattern.exec(output)?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    governor: read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor').trim() || 'none',
    memory: Math.round(totalmem() / 2 ** 30),
    system: /^PRETTY_NAME="?([^"\n]*)/m.exec(read('/etc/os-release'))?.[1] ?? 'unknown',
    kernel: release(),
    node: process.version,
    fluidsynth: ask('fluidsynth', ['--version'], /runtime version (\S+)/),
    jackd: ask('jackd', ['--version'], /version (\d\S*)/),
    revision: ask('git', ['describe', '--always', '--dirty'], /^(\S+)/),
    loadAverage: loadavg(),
    realtime: realtimeGranted(),
  };
}
