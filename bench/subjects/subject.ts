/** A program that is measured, as the sections see it. */
import type { Settings } from '../settings.js';

export interface StartContext {
  readonly settings: Settings;
  /** A directory for pipes, logs and configurations. */
  readonly directory: string;
  /** The environment that leads to the JACK server. */
  readonly environment: NodeJS.ProcessEnv;
}

export interface RunningSubject {
  readonly pid: number;
  /** From the start of the process until it can be played, in ms, to about 1 ms. */
  readonly startMs: number;
  /** The first three arguments of the onset program: how this program is struck. */
  readonly strikeArguments: readonly string[];
  /** Presses (true) or releases one of a few keys; `index` counts from 0. */
  play(index: number, pressed: boolean): void;
  stop(): Promise<void>;
}

/** Starts the program and resolves when it can be played. */
export interface SubjectFactory {
  readonly name: string;
  start(context: StartContext): Promise<RunningSubject>;
}

let count = 0;

/** A path in the directory that nothing else has. */
export function freshPath(directory: string, suffix: string): string {
  count += 1;
  return `${directory}/${count}${suffix}`;
}
