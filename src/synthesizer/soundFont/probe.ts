/**
 * Lets a process that may crash be the first to load a sound font. libfluidsynth trusts its files: a font that kills
 * it would kill the instrument, and again at every start.
 */
import { resolve } from 'node:path';
import { deadlines } from '../../errors/deadlines.js';
import { SynthError } from '../../errors/errors.js';
import {
  checkSoundFontAccess,
  checkSoundFontFile,
  defaultMaxMb,
  mebibyte,
  type SoundFontSummary,
} from './check.js';
import { soundFontError, unreadableSoundFont } from './errors.js';
import {
  cacheFile,
  defaultCacheDir,
  type FileIdentity,
  identify,
  type ProbeVerdict,
  recall,
  remember,
  sameFile,
} from './probeCache.js';
import type { ProbeLimits } from './probeLimits.js';
import { type ProbeStarter, runProbe, startProbe } from './probeRun.js';
import { judgeProbe } from './probeVerdict.js';

/** How a probe is run. */
export interface ProbeOptions {
  /** Milliseconds until the probe is killed; see `probeDeadlineMs`. */
  readonly deadlineMs?: number;
  /** Ends the probe; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** The folder of the cache, `$XDG_CACHE_HOME/fw16-synth` by default. */
  readonly cacheDir?: string;
  /**
   * What `checkSoundFontFile` said: remembered with the verdict. A SoundFont 3 needs more time and memory than its size
   * tells.
   */
  readonly summary?: SoundFontSummary;
  /** Starts the process; a test gives another. */
  readonly start?: ProbeStarter;
}

/**
 * How long a probe may take: 5 s, and as long again as reading (10 ms a MiB) or decompressing (200 ms a MiB) takes
 * on a slow machine; 20 s at most.
 */
export function probeDeadlineMs(fileBytes: number, compressed: boolean): number {
  return Math.min(
    deadlines.probeSoundFont.ms,
    Math.round(5_000 + (fileBytes / mebibyte) * (compressed ? 200 : 10)),
  );
}

/**
 * What a probe may use: room for the samples, which in a SoundFont 3 grow about tenfold, with a margin of half a
 * gigabyte; and twice its deadline of processor time, as decompression has two threads.
 */
export function probeLimits(fileBytes: number, compressed: boolean, deadlineMs: number): ProbeLimits {
  return {
    memoryBytes: Math.ceil(fileBytes * (compressed ? 24 : 3) + 512 * mebibyte),
    cpuSeconds: Math.ceil((2 * deadlineMs) / 1000) + 1,
  };
}

/** Identity of the font before and after, which have to be the same for the verdict to mean anything. */
function identifyFont(path: string): FileIdentity {
  try {
    return identify(path);
  } catch (thrown) {
    throw unreadableSoundFont(path, thrown);
  }
}

function throwUnlessSafe(verdict: ProbeVerdict, hint: string): void {
  if (!verdict.safe) throw new SynthError(verdict.code, verdict.message, `${verdict.remedy}${hint}`);
}

/**
 * Makes sure that libfluidsynth can load and play a sound font, in a process of its own the first time, from memory
 * as long as neither the font nor the library changes. Only a file that passed `checkSoundFontFile` should come here.
 * @throws SynthError
 * - SOUNDFONT_INVALID: the library declines to load it
 * - SOUNDFONT_UNSAFE: it makes the library crash, hang, or use up memory or processor time
 * - SOUNDFONT_NOT_FOUND, SOUNDFONT_UNREADABLE: it vanished, or changed while it was tried
 * - LIBRARY_MISSING: there is no libfluidsynth
 * - SYNTHESIZER_FAILED: no process could be started
 */
export async function probeSoundFont(path: string, options: ProbeOptions = {}): Promise<void> {
  const absolute = resolve(path);
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const font = identifyFont(absolute);
  const known = recall(cacheDir, font);
  if (known !== undefined) {
    throwUnlessSafe(
      known,
      ` It is not tried again until it changes, or until ${cacheFile(cacheDir, absolute)} is deleted.`,
    );
    return;
  }
  const compressed = options.summary?.compressed ?? false;
  const deadlineMs = options.deadlineMs ?? probeDeadlineMs(Number(font.size), compressed);
  const limits = probeLimits(Number(font.size), compressed, deadlineMs);
  const start = options.start ?? startProbe;
  const end = await runProbe(() => start(absolute, limits), deadlineMs, options.signal);
  if (!sameFile(font, identifyFont(absolute)))
    throw soundFontError(
      'SOUNDFONT_UNREADABLE',
      path,
      'changed while it was tried',
      'Wait until the file is completely written, then try again.',
    );
  const { verdict, provenBy } = judgeProbe(path, end, { deadlineMs, limits, summary: options.summary });
  if (provenBy !== undefined) remember(cacheDir, font, provenBy, verdict);
  throwUnlessSafe(verdict, '');
}

/** What is remembered of a font that passed and has not changed since. */
function recallSafe(path: string, options: ProbeOptions): SoundFontSummary | undefined {
  try {
    const known = recall(options.cacheDir ?? defaultCacheDir(), identify(resolve(path)));
    return known?.safe === true ? known.summary : undefined;
  } catch {
    // There is no such file: the check says so better.
    return undefined;
  }
}

/**
 * The whole examination of a sound font that is about to be loaded: the check of the file, then the probe. Of a font
 * that passed both before and has not changed since, no more than its size is looked at.
 * @param options `maxMb`: the largest file to accept, in MiB
 * @throws SynthError whatever `checkSoundFontFile` and `probeSoundFont` throw.
 */
export async function ensureSoundFontSafe(
  path: string,
  options: Omit<ProbeOptions, 'summary'> & { readonly maxMb?: number } = {},
): Promise<SoundFontSummary> {
  const maxBytes = (options.maxMb ?? defaultMaxMb) * mebibyte;
  const known = path === '' ? undefined : recallSafe(path, options);
  if (known !== undefined) {
    checkSoundFontAccess(path, maxBytes);
    return known;
  }
  const summary = checkSoundFontFile(path, { maxBytes });
  await probeSoundFont(path, { ...options, summary });
  return summary;
}
