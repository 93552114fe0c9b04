/**
 * The last good versions of a configuration file, so that a change can be taken back. They are files of their own below
 * the state folder, numbered in the order in which they were kept. Beside them is the last text that was replaced while
 * it was not valid.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SynthError } from '../errors/errors.js';
import { whileLocked, writeAtomically } from './atomicFile.js';
import { examineConfiguration, type LoadedConfiguration } from './load.js';
import { stateFolder, userConfiguration } from './places.js';

export const keptVersionCount = 10;

export interface KeptVersion {
  /** Where it is kept. */
  readonly path: string;
  readonly text: string;
  readonly keptAt: Date;
}

/** Every good version that is kept of a file, the newest first. What cannot be read or is not valid is left out. */
export function keptVersions(file: string, environment: NodeJS.ProcessEnv): readonly KeptVersion[] {
  return readableVersions(file, environment).filter(({ text }) => isValid(text, file, environment));
}

function readableVersions(file: string, environment: NodeJS.ProcessEnv): readonly KeptVersion[] {
  return numbersIn(folderOf(file, environment))
    .reverse()
    .flatMap((name): KeptVersion[] => {
      const path = join(folderOf(file, environment), name);
      try {
        return [{ path, text: readFileSync(path, 'utf8'), keptAt: statSync(path).mtime }];
      } catch {
        return [];
      }
    });
}

/** By itself, or with what is above and below it: either may lack what the other has. */
function isValid(text: string, file: string, environment: NodeJS.ProcessEnv): boolean {
  const replace = { file, text };
  const alone = { file, environment: { HOME: environment.HOME }, replace };
  const whole = isUserFile(file, environment) ? { environment, replace } : { file, environment, replace };
  return [alone, whole].some((options) => examineConfiguration(options).faults.length === 0);
}

/**
 * The version that was in force so many changes ago.
 * @param steps 1 for the last one that differs from the present text.
 * @throws SynthError CONFIG_VERSION_NOT_FOUND.
 */
export function versionBefore(
  steps: number,
  present: string,
  file: string,
  environment: NodeJS.ProcessEnv,
): KeptVersion {
  const versions = keptVersions(file, environment);
  const before = versions[0]?.text === present ? versions.slice(1) : versions;
  const found = before[steps - 1];
  if (found !== undefined) return found;
  throw new SynthError(
    'CONFIG_VERSION_NOT_FOUND',
    `There is no version ${steps} of ${file}: ${before.length === 0 ? 'none is' : `${before.length} are`} kept.`,
    'See what there is: fw16-synth config versions',
  );
}

/**
 * Keeps a text as the newest version, if it is valid; one that is the same as an older version takes its place. What is
 * older than the tenth goes.
 * @throws SynthError CONFIG_UNWRITABLE.
 */
export function keepVersion(text: string, file: string, environment: NodeJS.ProcessEnv): void {
  const folder = folderOf(file, environment);
  const versions = readableVersions(file, environment);
  if (versions[0]?.text === text || !isValid(text, file, environment)) return;
  const newest = Number.parseInt(numbersIn(folder).at(-1) ?? '0', 10);
  mkdirSafely(folder);
  writeAtomically(join(folder, nameOf(newest + 1)), text);
  let good = 1;
  for (const version of versions) {
    if (version.text === text || good === keptVersionCount) rmSync(version.path, { force: true });
    else if (isValid(version.text, file, environment)) good++;
  }
}

/**
 * Keeps a text that is about to be replaced: as a version, or apart from them if it is not valid. Of those apart only
 * the last is there.
 * @returns Where it is, if it is apart.
 * @throws SynthError CONFIG_UNWRITABLE.
 */
export function keepReplaced(text: string, file: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (isValid(text, file, environment)) {
    keepVersion(text, file, environment);
    return undefined;
  }
  const folder = folderOf(file, environment);
  mkdirSafely(folder);
  const apart = join(folder, 'invalid.yaml');
  writeAtomically(apart, text);
  return apart;
}

/**
 * Keeps the file that a configuration was loaded from: for the daemon, when it has taken the configuration. Without a
 * file there is nothing to keep.
 * @throws SynthError CONFIG_UNWRITABLE; the daemon goes on without.
 */
export function keepLoaded(loaded: LoadedConfiguration, environment: NodeJS.ProcessEnv = process.env): void {
  const { file, text } = loaded.own;
  if (loaded.files.includes(file)) keepVersion(text, file, environment);
}

/**
 * Reads and changes a configuration file while no other process of this user changes any. One lock is for all files: a
 * file may have several paths.
 * @throws SynthError CONFIG_UNWRITABLE; what the change throws.
 */
export function whileUnchanged<Result>(environment: NodeJS.ProcessEnv, change: () => Result): Result {
  const folder = versionsFolder(environment);
  mkdirSafely(folder);
  return whileLocked(join(folder, 'lock'), change);
}

function versionsFolder(environment: NodeJS.ProcessEnv): string {
  return join(stateFolder(environment), 'config-versions');
}

/** The user's file has the folder; others have one in it, named by their paths. */
function folderOf(file: string, environment: NodeJS.ProcessEnv): string {
  const folder = versionsFolder(environment);
  if (isUserFile(file, environment)) return folder;
  return join(folder, createHash('sha256').update(resolve(file)).digest('hex').slice(0, 16));
}

function isUserFile(file: string, environment: NodeJS.ProcessEnv): boolean {
  return resolve(file) === resolve(userConfiguration(environment));
}

function numbersIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{6,}\.yaml$/.test(name))
      .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  } catch {
    return [];
  }
}

function nameOf(number: number): string {
  return `${String(number).padStart(6, '0')}.yaml`;
}

function mkdirSafely(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SynthError(
      'CONFIG_UNWRITABLE',
      `Versions of the configuration cannot be kept: ${reason}.`,
      'Name another folder for what programs remember: XDG_STATE_HOME',
      { cause },
    );
  }
}
