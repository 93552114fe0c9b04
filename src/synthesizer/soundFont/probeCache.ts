/**
 * Remembers which sound fonts passed or failed the probe, and what is in those that passed, so that a start with a
 * known font costs nothing. One small file a font; it is a convenience: whatever is wrong with it, or with writing it,
 * is as if it were not there.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isSoundFontSummary, type SoundFontSummary } from './check.js';
import type { SoundFontErrorCode } from './errors.js';
import { chosenLibrary, type ProbedLibrary } from './probeReport.js';

/**
 * What tells one state of a file from another. A copy can be given the old size and time of modification, but not the
 * old time of its last change (ctime). Numbers beyond 2^53 are kept as text.
 */
export interface FileIdentity {
  readonly path: string;
  readonly size: string;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly ino: string;
}

/** How a probe ended, when it would end so again. */
export type ProbeVerdict =
  /** `summary`: what `checkSoundFontFile` said of the file, if the probe was told. */
  | { readonly safe: true; readonly summary?: SoundFontSummary }
  | {
      readonly safe: false;
      readonly code: SoundFontErrorCode;
      readonly message: string;
      readonly remedy: string;
    };

interface Entry {
  readonly format: number;
  readonly font: FileIdentity;
  /** The file of the library, and how it was chosen: another libfluidsynth may judge otherwise. */
  readonly library: FileIdentity & { readonly version: string; readonly chosen: string };
  readonly verdict: ProbeVerdict;
}

/** Grows when the check or the probe becomes stricter, so that older verdicts lose their force. */
const format = 2;

/** How many fonts are remembered; those that were tried longest ago are forgotten first. */
const maxEntries = 200;

/** The names of its files, and of those that a crash left half written. */
const ownFile = /^[0-9a-f]{32}\.json(?:\.\d+\.tmp)?$/;

/** Where the cache is: `$XDG_CACHE_HOME/fw16-synth/soundfonts`, by default in `~/.cache` (XDG base directories, 0.8). */
export function defaultCacheDir(): string {
  const { XDG_CACHE_HOME: configured = '' } = process.env;
  const base = isAbsolute(configured) ? configured : join(homedir(), '.cache');
  return join(base, 'fw16-synth', 'soundfonts');
}

/**
 * The file that holds the verdict on a font.
 * @param fontPath absolute
 */
export function cacheFile(cacheDir: string, fontPath: string): string {
  return join(cacheDir, `${createHash('sha256').update(fontPath).digest('hex').slice(0, 32)}.json`);
}

/**
 * The present state of a file.
 * @param path absolute
 * @throws Error the system's error when there is none.
 */
export function identify(path: string): FileIdentity {
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
  return {
    path,
    size: String(size),
    mtimeNs: String(mtimeNs),
    ctimeNs: String(ctimeNs),
    ino: String(ino),
  };
}

const identityFields = ['path', 'size', 'mtimeNs', 'ctimeNs', 'ino'] as const;

/** True when both stand for the same state of the same file. */
export function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return identityFields.every((field) => a[field] === b[field]);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return names.every((name) => typeof fields[name] === 'string');
}

function isVerdict(value: unknown): value is ProbeVerdict {
  if (typeof value !== 'object' || value === null || !('safe' in value)) return false;
  if (value.safe === true) return !('summary' in value) || isSoundFontSummary(value.summary);
  return value.safe === false && hasTexts(value, ['code', 'message', 'remedy']);
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  if (!('format' in value && 'font' in value && 'library' in value && 'verdict' in value)) return false;
  return (
    value.format === format &&
    hasTexts(value.font, identityFields) &&
    hasTexts(value.library, [...identityFields, 'version', 'chosen']) &&
    isVerdict(value.verdict)
  );
}

function readEntry(cacheDir: string, fontPath: string): Entry | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(cacheFile(cacheDir, fontPath), 'utf8'));
    return isEntry(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** The verdict on exactly this font by exactly the installed library, if there is one. */
export function recall(cacheDir: string, font: FileIdentity): ProbeVerdict | undefined {
  const entry = readEntry(cacheDir, font.path);
  if (entry === undefined || !sameFile(entry.font, font)) return undefined;
  if (entry.library.chosen !== chosenLibrary()) return undefined;
  try {
    return sameFile(identify(entry.library.path), entry.library) ? entry.verdict : undefined;
  } catch {
    return undefined;
  }
}

/** Does what may fail without harm: the next start probes again. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Where nothing can be written, nothing can have been left.
  }
}

/** Removes the verdicts that were written longest ago, so that the folder does not grow for ever. */
function prune(cacheDir: string): void {
  const names = readdirSync(cacheDir).filter((name) => ownFile.test(name));
  if (names.length <= maxEntries) return;
  const byAge = names
    .map((name) => join(cacheDir, name))
    .map((path) => ({ path, written: statSync(path).mtimeMs }))
    .sort((a, b) => a.written - b.written);
  for (const { path } of byAge.slice(0, names.length - maxEntries)) rmSync(path, { force: true });
}

/** Keeps a verdict; the file is replaced as a whole, so that a reader never sees half of it. */
export function remember(
  cacheDir: string,
  font: FileIdentity,
  library: ProbedLibrary,
  verdict: ProbeVerdict,
): void {
  const file = cacheFile(cacheDir, font.path);
  const temporary = `${file}.${process.pid}.tmp`;
  attempt(() => {
    const used = { ...identify(library.path), version: library.version, chosen: chosenLibrary() };
    const entry: Entry = { format, font, library: used, verdict };
    mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  });
  attempt(() => rmSync(temporary, { force: true }));
  attempt(() => prune(cacheDir));
}
