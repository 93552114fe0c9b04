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
  /** The first four arguments of the onset program: how this program is struck. */
  readonly strikeArguments: readonly string[];
  /** Presses (true) or releases one of ten keys; `index` counts from 0 and goes round. */
  play(index: number, pressed: boolean): void;
  /** Starts so many notes a semitone apart, which then sound on. `lowest` is the MIDI key of a C. */
  hold(lowest: number, count: number): Promise<void>;
  /** Ends the program. Resolves with the voices that sounded until then. */
  stop(): Promise<number>;
}

/** Starts the program and resolves when it can be played. */
export interface SubjectFactory {
  readonly name: string;
  start(context: StartContext): Promise<RunningSubject>;
}

/** Ten neighbours on the letter row, KEY_Q to KEY_P, and as many semitones. */
export const playedKeys = 10;

let count = 0;

/** A path in the directory that nothing else has. */
export function freshPath(directory: string, suffix: string): string {
  count += 1;
  return `${directory}/${count}${suffix}`;
}
