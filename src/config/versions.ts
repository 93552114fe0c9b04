/**
 * The last good versions of a configuration file, so that a change can be taken back. They are files of their own below
 * the state folder, numbered in the order in which they were kept.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SynthError } from '../errors/errors.js';
import { writeAtomically } from './atomicFile.js';
import type { LoadedConfiguration } from './load.js';
import { stateFolder, userConfiguration } from './places.js';

export const keptVersionCount = 10;

export interface KeptVersion {
  /** Where it is kept. */
  readonly path: string;
  readonly text: string;
  readonly keptAt: Date;
}

/** Every kept version of a file, the newest first. What cannot be read is left out. */
export function keptVersions(file: string, environment: NodeJS.ProcessEnv): readonly KeptVersion[] {
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
 * Keeps a text as the newest version; one that is the same as an older version takes its place. The oldest beyond ten
 * goes.
 * @throws SynthError CONFIG_UNWRITABLE.
 */
export function keepVersion(text: string, file: string, environment: NodeJS.ProcessEnv): void {
  const folder = folderOf(file, environment);
  const versions = keptVersions(file, environment);
  if (versions[0]?.text === text) return;
  const newest = Number.parseInt(numbersIn(folder).at(-1) ?? '0', 10);
  mkdirSafely(folder);
  writeAtomically(join(folder, nameOf(newest + 1)), text);
  const others = versions.filter((version) => version.text !== text);
  const kept = new Set(others.slice(0, keptVersionCount - 1));
  for (const version of versions) if (!kept.has(version)) rmSync(version.path, { force: true });
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

/** The user's file has the folder; others have one in it, named by their paths. */
function folderOf(file: string, environment: NodeJS.ProcessEnv): string {
  const folder = join(stateFolder(environment), 'config-versions');
  const path = resolve(file);
  if (path === resolve(userConfiguration(environment))) return folder;
  return join(folder, createHash('sha256').update(path).digest('hex').slice(0, 16));
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
