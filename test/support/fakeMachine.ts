/** A machine of facts, for the checks of doctor. */
import type { Answer, FileFacts, Machine } from '../../src/cli/doctor/machine.js';

export interface MachineFacts {
  readonly environment?: Readonly<Record<string, string>>;
  readonly userId?: number;
  readonly groups?: readonly number[];
  readonly nodeVersion?: string;
  /** Files with their texts; they may be read. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files that are there and may not be read. */
  readonly forbidden?: readonly string[];
  /** Files of `files` that may not be written. */
  readonly readOnly?: readonly string[];
  readonly stats?: Readonly<Record<string, FileFacts>>;
  /** What a program says, by its name and arguments as they begin; a text alone is its output with status 0. */
  readonly programs?: Readonly<Record<string, string | Partial<Answer>>>;
}

export interface FakeMachine extends Machine {
  /** Every line that was asked. */
  readonly asked: string[];
}

export function fakeMachine(facts: MachineFacts = {}): FakeMachine {
  const { files = {}, forbidden = [], readOnly = [], programs = {}, stats = {} } = facts;
  const asked: string[] = [];
  return {
    asked,
    environment: facts.environment ?? {},
    userId: facts.userId ?? 1000,
    userName: 'clara',
    groups: facts.groups ?? [1000],
    nodeVersion: facts.nodeVersion ?? '20.19.2',
    exists: (path) => path in files || forbidden.includes(path) || path in stats,
    mayRead: (path) => path in files,
    mayWrite: (path) => path in files && !readOnly.includes(path),
    read: (path) => files[path],
    list: (folder) => Object.keys(files).filter((path) => path.startsWith(`${folder}/`)),
    stat: (path) => stats[path],
    async ask(program, args) {
      const line = [program, ...args].join(' ');
      asked.push(line);
      const known = Object.keys(programs).find((start) => line.startsWith(start));
      const answer = known === undefined ? undefined : programs[known];
      if (answer === undefined) return undefined;
      if (typeof answer === 'string') return { status: 0, stdout: answer, stderr: '' };
      return { status: 0, stdout: '', stderr: '', ...answer };
    },
  };
}
