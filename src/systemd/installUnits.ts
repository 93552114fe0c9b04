/**
 * `fw16-synth install-units`: writes the unit and the D-Bus activation file of the package into the user's own folders,
 * for machines where no package of the distribution does it.
 */
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SynthError } from '../errors/errors.js';

/** What a template names where the program is to be. */
const programPlaceholder = '@bindir@/fw16-synth';
const unitName = 'fw16-synth.service';

/** The first line of every file that was written here. */
const mark =
  '# Written by fw16-synth install-units; edits belong into a drop-in: systemctl --user edit fw16-synth';

export interface InstallOptions {
  /** Takes back what an earlier call wrote. */
  readonly remove: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** The words that start the program, the first of which is an absolute path; by default this very program. */
  readonly command?: readonly string[];
}

export interface InstallResult {
  /** Files that were written or, by `remove`, taken away. */
  readonly files: readonly string[];
  /** Where files are kept that were in the way and were not the same. */
  readonly kept: readonly string[];
  /** Commands to run next. */
  readonly next: readonly string[];
}

/**
 * Writes both files, or removes them. A file that was there and differs is kept under its name with `~` at the end.
 * @throws SynthError OUTPUT_UNWRITABLE when a file cannot be written or belongs to something else.
 */
export function installUnits(options: InstallOptions): InstallResult {
  const { remove, environment = process.env, command = thisProgram() } = options;
  const targets = filled(environment, command);
  const files: string[] = [];
  const kept: string[] = [];
  try {
    for (const { path } of targets) assertOurs(path);
    for (const { path, text } of targets) {
      if (keepDifferent(path, text)) kept.push(`${path}~`);
      if (remove ? removeFile(path) || kept.includes(`${path}~`) : writeFile(path, text)) files.push(path);
    }
    // What `systemctl --user enable` made would point to nothing.
    if (remove) rmSync(join(unitFolder(environment), 'default.target.wants', unitName), { force: true });
  } catch (cause) {
    if (cause instanceof SynthError) throw cause;
    const { message, path } = cause as NodeJS.ErrnoException;
    throw unwritable(message, `Make ${path ?? 'its folder'} writable for you, and try again.`, cause);
  }
  return { files, kept, next: remove ? afterRemoving : afterWriting };
}

/** What a person reads in the terminal. */
export function describeInstall({ files, kept, next }: InstallResult, remove: boolean): string {
  const verb = remove ? 'removed' : 'wrote';
  const lines = files.map((path) => `${verb} ${path}`);
  if (files.length === 0) lines.push('There was nothing to remove.');
  for (const path of kept) lines.push(`kept what was there as ${path}`);
  return [...lines, 'Next:', ...next.map((line) => `  ${line}`), ''].join('\n');
}

/** The last one tells of what else is amiss: a systemd that is too old, a group that is missing. */
const afterWriting = [
  'systemctl --user daemon-reload',
  `systemctl --user enable --now ${unitName}`,
  'fw16-synth doctor',
];
const afterRemoving = [`systemctl --user stop ${unitName}`, 'systemctl --user daemon-reload'];

interface Target {
  readonly path: string;
  readonly text: string;
}

function filled(environment: NodeJS.ProcessEnv, command: readonly string[]): Target[] {
  if (command.some((word) => /[\p{Cc}]/u.test(word))) {
    throw unwritable(
      `The path of the program cannot be named in a unit: ${JSON.stringify(command.join(' '))}.`,
      'Install the program in a folder whose name has no control characters.',
    );
  }
  const unit = { template: `systemd/user/${unitName}.in`, words: command.map(systemdWord) };
  const service = {
    template: 'dbus-1/services/org.fw16synth.Synth1.service.in',
    words: command.map(dbusWord),
  };
  return [
    { path: join(unitFolder(environment), unitName), text: fill(unit) },
    {
      path: join(dataHome(environment), 'dbus-1/services/org.fw16synth.Synth1.service'),
      text: fill(service),
    },
  ];
}

function fill({ template, words }: { template: string; words: readonly string[] }): string {
  const path = fileURLToPath(new URL(`../../../share/${template}`, import.meta.url));
  const line = words.join(' ');
  // A function, for `$` in a replacement string has a meaning of its own.
  return `${mark}\n${readFileSync(path, 'utf8').replace(programPlaceholder, () => line)}`;
}

/** A word of ExecStart= by systemd.syntax(7): the path of the program knows no variables, its arguments do. */
function systemdWord(word: string, index: number): string {
  const escaped = word.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%');
  return `"${index === 0 ? escaped : escaped.replaceAll('$', '$$$$')}"`;
}

/** A word of Exec= as a shell has it, in a file in which a backslash has to be doubled. */
function dbusWord(word: string): string {
  return `"${word.replace(/[\\"$`]/g, '\\$&')}"`.replaceAll('\\', '\\\\');
}

function thisProgram(): string[] {
  return [process.execPath, fileURLToPath(new URL('../cli/main.js', import.meta.url))];
}

function unitFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CONFIG_HOME || join(home(environment), '.config'), 'systemd/user');
}

function dataHome(environment: NodeJS.ProcessEnv): string {
  return environment.XDG_DATA_HOME || join(home(environment), '.local/share');
}

function home(environment: NodeJS.ProcessEnv): string {
  return environment.HOME || homedir();
}

/** Home Manager and its like link to files of their own; those are theirs to change. */
function assertOurs(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw unwritable(
    `${path} is a link that something else has made.`,
    `See what it belongs to: ls -l ${path}; change it there, or remove the link.`,
  );
}

/** Whether there was a file that differs; it has its other name then. */
function keepDifferent(path: string, text: string): boolean {
  if (!existsSync(path) || readFileSync(path, 'utf8') === text) return false;
  renameSync(path, `${path}~`);
  return true;
}

function writeFile(path: string, text: string): true {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  renameSync(`${path}.new`, path);
  return true;
}

function removeFile(path: string): boolean {
  const there = existsSync(path);
  rmSync(path, { force: true });
  return there;
}

function unwritable(message: string, remedy: string, cause?: unknown): SynthError {
  return new SynthError('OUTPUT_UNWRITABLE', message, remedy, { cause });
}
