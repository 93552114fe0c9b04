/** What the end of a probe process says about the sound font. */
import { SynthError } from '../../errors/errors.js';
import type { SoundFontSummary } from './check.js';
import { printable, type SoundFontErrorCode, soundFontError } from './errors.js';
import type { ProbeVerdict } from './probeCache.js';
import type { ProbeLimits } from './probeLimits.js';
import type { ProbedLibrary } from './probeReport.js';
import type { ProbeEnd } from './probeRun.js';

/** What the probe was given. */
export interface GivenProbe {
  readonly deadlineMs: number;
  readonly limits: ProbeLimits;
  readonly summary: SoundFontSummary | undefined;
}

/** A verdict on a font. */
export interface Judgement {
  readonly verdict: ProbeVerdict;
  /** The library that would judge so again, or undefined when the verdict may be due to the moment. */
  readonly provenBy: ProbedLibrary | undefined;
}

const chooseAnother = 'Choose another sound font, or download this one again.';
const maxReasonChars = 300;

/** Errors that only say that the library's DLS loader, which it asks next, does not know the file either. */
const followUp = /^(?:Failed to load SoundFont|ipatch_)/;

/** The library's last words: its errors without their prefix, or whatever else was written when it wrote none. */
function lastWords(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const marked = /^fluidsynth: (?:error|panic): /;
  const own = lines
    .filter((line) => marked.test(line))
    .map((line) => line.replace(marked, ''))
    .filter((line) => !followUp.test(line));
  const words = (own.length > 0 ? own : lines).map((line) => printable(line).trim());
  return words.slice(-3).join('; ').slice(-maxReasonChars);
}

/** Signals that come from a person, a service manager or the kernel short of memory, not from a crash. */
function isFromOutside(signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGKILL' || signal === 'SIGTERM';
}

function withReason(sentence: string, reason: string): string {
  return reason === '' ? sentence : `${sentence}: ${reason}`;
}

/** Where the probe was when it ended: " while it was loaded", " while preset 0:3 Piano was played". */
function whereabouts(end: ProbeEnd): string {
  const last = end.lines.at(-1);
  if (last?.kind === 'loading') return ' while it was loaded';
  const playing = end.lines.findLast((line) => line.kind === 'playing');
  return playing === undefined ? '' : ` while preset ${printable(playing.preset)} was played`;
}

/** Why a font is refused. */
interface Failure {
  readonly code: SoundFontErrorCode;
  /** Completes the sentence "Sound font x …". */
  readonly what: string;
  readonly remedy?: string;
}

function unsafe(what: string, remedy = chooseAnother): Failure {
  return { code: 'SOUNDFONT_UNSAFE', what, remedy };
}

/** The failure when the process was ended by a signal. */
function failureBySignal(end: ProbeEnd): Failure {
  const how = `(${end.signal}${whereabouts(end)})`;
  if (isFromOutside(end.signal))
    return unsafe(
      `could not be tried to the end: the trial was killed ${how}`,
      'Free memory, then try again, or choose another sound font.',
    );
  return unsafe(withReason(`makes libfluidsynth crash ${how}`, lastWords(end.errors)));
}

/** What is wrong with the font according to the end of the probe, or undefined when it passed. */
function failureOf(end: ProbeEnd, given: GivenProbe): Failure | undefined {
  if (end.overdue)
    return unsafe(
      `makes the synthesizer hang: the trial was stopped after ${(given.deadlineMs / 1000).toFixed(1)} s${whereabouts(end)}`,
    );
  if (end.signal === 'SIGXCPU' || end.lines.some((line) => line.kind === 'slow'))
    return unsafe(`takes far too long to compute${whereabouts(end)}`);
  const last = end.signal === null && end.status === 0 ? end.lines.at(-1)?.kind : undefined;
  if (last === 'safe') return undefined;
  if (/out of memory/i.test(end.errors)) {
    const megabytes = Math.floor(given.limits.memoryBytes / 1_048_576);
    return unsafe(`needs too much memory: more than ${megabytes} MiB${whereabouts(end)}`);
  }
  if (end.signal !== null) return failureBySignal(end);
  if (last === 'refused') {
    const reason = lastWords(end.errors) || 'it gives no reason';
    return { code: 'SOUNDFONT_INVALID', what: withReason('is not accepted by libfluidsynth', reason) };
  }
  const where = `(status ${end.status ?? 'unknown'}${whereabouts(end)})`;
  return unsafe(withReason(`could not be tried to the end ${where}`, lastWords(end.errors)));
}

/** @throws SynthError when the probe could not even begin, which says nothing about the font. */
function requireBegun(path: string, end: ProbeEnd): void {
  if (end.startError !== undefined)
    throw new SynthError(
      'SYNTHESIZER_FAILED',
      `No process could be started to try sound font ${printable(path)} (${printable(end.startError.message)}).`,
      'Free memory or processes, then try again.',
      { cause: end.startError },
    );
  const missing = end.lines.find((line) => line.kind === 'library');
  if (missing !== undefined)
    throw new SynthError(
      'LIBRARY_MISSING',
      `Sound font ${printable(path)} could not be tried without libfluidsynth (${printable(missing.reason)}).`,
      'Install it with: sudo apt install libfluidsynth3',
    );
}

function verdictOf(
  path: string,
  failure: Failure | undefined,
  summary: SoundFontSummary | undefined,
): ProbeVerdict {
  if (failure === undefined) return summary === undefined ? { safe: true } : { safe: true, summary };
  const { code, what, remedy = chooseAnother } = failure;
  return { safe: false, code, message: soundFontError(code, path, what, remedy).message, remedy };
}

/**
 * Judges how a probe ended.
 * @param path as the person gave it
 * @throws SynthError LIBRARY_MISSING or SYNTHESIZER_FAILED when the end says nothing about the font.
 */
export function judgeProbe(path: string, end: ProbeEnd, given: GivenProbe): Judgement {
  requireBegun(path, end);
  const library = end.lines.find((line) => line.kind === 'loading')?.library;
  // What says more about the moment than about the font is tried again next time.
  const lasting = library !== undefined && !end.overdue && !isFromOutside(end.signal);
  return {
    verdict: verdictOf(path, failureOf(end, given), given.summary),
    provenBy: lasting ? library : undefined,
  };
}
