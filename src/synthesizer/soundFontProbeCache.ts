/**
 * Remembers which sound fonts passed or failed the probe, so that a start with a known font costs nothing. The file
 * is a convenience: whatever is wrong with it, or with writing it, is as if it were not there.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { SoundFontErrorCode } from './soundFontErrors.js';
import { chosenLibrary, type ProbedLibrary } from './soundFontProbeReport.js';

/** What tells one state of a file from another. Numbers beyond 2^53 are kept as text. */
export interface FileIdentity {
  readonly path: string;
  readonly size: string;
  readonly mtimeNs: string;
  readonly ino: string;
}

/** How a probe ended, when it would end so again. */
export type ProbeVerdict =
  | { readonly safe: true }
  | {
      readonly safe: false;
      readonly code: SoundFontErrorCode;
      readonly message: string;
      readonly remedy: string;
    };

interface Entry {
  readonly font: FileIdentity;
  /** The file of the library, and how it was chosen: another libfluidsynth may judge otherwise. */
  readonly library: FileIdentity & { readonly version: string; readonly chosen: string };
  readonly verdict: ProbeVerdict;
}

/** Grows when the probe becomes stricter, so that older verdicts lose their force. */
const format = 1;
const maxEntries = 200;

/** Where the cache is: `$XDG_CACHE_HOME/fw16-synth`, by default in `~/.cache` (XDG base directories, 0.8). */
export function defaultCacheDir(): string {
  const { XDG_CACHE_HOME: configured = '' } = process.env;
  return join(isAbsolute(configured) ? configured : join(homedir(), '.cache'), 'fw16-synth');
}

/** The cache's file in its folder. */
export function cacheFile(cacheDir: string): string {
  return join(cacheDir, 'soundfonts.json');
}

/**
 * The present state of a file.
 * @param path absolute
 * @throws Error the system's error when there is none.
 */
export function identify(path: string): FileIdentity {
  const { size, mtimeNs, ino } = statSync(path, { bigint: true });
  return { path, size: String(size), mtimeNs: String(mtimeNs), ino: String(ino) };
}

/** True when both stand for the same state of the same file. */
export function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.path === b.path && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino;
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return names.every((name) => typeof fields[name] === 'string');
}

const identityFields = ['path', 'size', 'mtimeNs', 'ino'];

function isVerdict(value: unknown): value is ProbeVerdict {
  if (typeof value !== 'object' || value === null || !('safe' in value)) return false;
  return value.safe === true || (value.safe === false && hasTexts(value, ['code', 'message', 'remedy']));
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  if (!('font' in value && 'library' in value && 'verdict' in value)) return false;
  return (
    hasTexts(value.font, identityFields) &&
    hasTexts(value.library, [...identityFields, 'version', 'chosen']) &&
    isVerdict(value.verdict)
  );
}

function readEntries(cacheDir: string): Entry[] {
  try {
    const content: unknown = JSON.parse(readFileSync(cacheFile(cacheDir), 'utf8'));
    if (typeof content !== 'object' || content === null) return [];
    if (!('format' in content && 'entries' in content) || content.format !== format) return [];
    return Array.isArray(content.entries) ? content.entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

/** The verdict on exactly this font by exactly the installed library, if there is one. */
export function recall(cacheDir: string, font: FileIdentity): ProbeVerdict | undefined {
  const entry = readEntries(cacheDir).find((candidate) => sameFile(candidate.font, font));
  if (entry === undefined || entry.library.chosen !== chosenLibrary()) return undefined;
  try {
    return sameFile(identify(entry.library.path), entry.library) ? entry.verdict : undefined;
  } catch {
    return undefined;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing can have been left.
  }
}

/** Keeps a verdict; the file is replaced as a whole, so that a reader never sees half of it. */
export function remember(
  cacheDir: string,
  font: FileIdentity,
  library: ProbedLibrary,
  verdict: ProbeVerdict,
): void {
  const temporary = `${cacheFile(cacheDir)}.${process.pid}.tmp`;
  try {
    const used = { ...identify(library.path), version: library.version, chosen: chosenLibrary() };
    const others = readEntries(cacheDir).filter((entry) => entry.font.path !== font.path);
    const entries = [{ font, library: used, verdict }, ...others].slice(0, maxEntries);
    mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify({ format, entries }, null, 1)}\n`, { mode: 0o600 });
    renameSync(temporary, cacheFile(cacheDir));
  } catch {
    // The next start probes again.
    removeQuietly(temporary);
  }
}
