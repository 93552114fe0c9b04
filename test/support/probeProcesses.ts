/** Starts the processes that try sound fonts, real ones and impostors, and asserts how fonts are refused. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type ErrorCode, SynthError } from '../../src/errors/errors.js';
import {
  type ProbeStarter,
  probeArguments,
  probeEnvironment,
} from '../../src/synthesizer/soundFont/probeRun.js';
import { type TinyParts, tinySoundFont } from './tinySoundFont.js';

const folder = mkdtempSync(join(tmpdir(), 'sound-font-probe-'));
t.teardown(() => {
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;

/** A path of its own that does not exist yet. */
export function fresh(name: string): string {
  return join(folder, `${count++}-${name}`);
}

/** Writes the tiny font, possibly changed. */
export function writeFont(change?: (parts: TinyParts) => void): string {
  const path = fresh('tiny.sf2');
  writeFileSync(path, tinySoundFont(change));
  return path;
}

/**
 * The real probe process, without the hooks that the test runner puts into every Node process through NODE_OPTIONS:
 * they catch SIGXCPU, and take longer to load than the probe itself.
 */
export const startUnhooked: ProbeStarter = (path, limits) =>
  spawn('/usr/bin/env', ['-u', 'NODE_OPTIONS', process.execPath, ...probeArguments(path, limits)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: probeEnvironment(),
  });

/** A starter that counts the processes that it started, and keeps the last. */
export interface CountedStarter {
  readonly start: ProbeStarter;
  starts: number;
  last?: ChildProcess;
}

/** Counts what another starter starts. */
export function counted(start: ProbeStarter = startUnhooked): CountedStarter {
  const counter: CountedStarter = {
    starts: 0,
    start: (path, limits) => {
      counter.starts++;
      counter.last = start(path, limits);
      return counter.last;
    },
  };
  return counter;
}

/** A process that runs this shell script in place of the probe; `$1` is the font. It leaves no core file. */
export function scripted(script: string): CountedStarter {
  return counted((path) =>
    spawn('/bin/sh', ['-c', `ulimit -c 0; ${script}`, 'sh', path], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** The shell command that writes a line of the report. */
export function tells(line: object): string {
  return `printf '%s\\n' '${JSON.stringify(line)}';`;
}

/** What the real process writes before it touches the font: only then is the end of a process an answer. */
export const begun =
  tells({ kind: 'loading', library: { version: '0', path: process.execPath } }) +
  tells({ kind: 'playing', preset: '0:3 Bad\u001b' });

/** Asserts that a promise is rejected with this code and a remedy. */
export async function rejection(test: Test, promise: Promise<unknown>, code: ErrorCode): Promise<SynthError> {
  try {
    await promise;
  } catch (thrown) {
    if (!(thrown instanceof SynthError)) throw thrown;
    test.equal(thrown.code, code);
    test.match(thrown.remedy, /\w{3,}/);
    return thrown;
  }
  throw new Error('the font was accepted');
}

/** True when nothing is left of a process, not even the entry that waits for its parent. */
export function isReaped(child: ChildProcess | undefined): boolean {
  return child?.pid !== undefined && !existsSync(`/proc/${child.pid}`);
}
