/** What a figure has to be read with: the machine that it was measured on. */
import { cpus, loadavg, release, totalmem } from 'node:os';
import koffi from 'koffi';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly kernel: string;
  /** GiB. */
  readonly memory: number;
  readonly node: string;
  readonly libfluidsynth: string;
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

export function describeMachine(): Machine {
  const version: () => string = koffi.load('libfluidsynth.so.3').func('const char *fluid_version_str()');
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    kernel: release(),
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    libfluidsynth: version(),
    loadAverage: loadavg(),
    realtime: realtimeGranted(),
  };
}
