/** What the end of a probe process says about the sound font. */
import { SynthError } from '../errors/errors.js';
import type { SoundFontErrorCode } from './soundFontErrors.js';
import { soundFontError } from './soundFontErrors.js';
import type { ProbeVerdict } from './soundFontProbeCache.js';
import type { ProbeLimits } from './soundFontProbeLimits.js';
import type { ProbedLibrary } from './soundFontProbeReport.js';
import type { ProbeEnd } from './soundFontProbeRun.js';
import { printable } from './soundFontText.js';

/** A verdict, and the library that it holds for when the probe came as far as loading one. */
export interface Judgement {
  readonly verdict: ProbeVerdict;
  readonly library: ProbedLibrary | undefined;
}

const chooseAnother = 'Choose another sound font, or download this one again.';
const maxReasonChars = 300;

/** The library's last words: its errors, without its prefix and without the closing line that only repeats the path. */
function lastWords(errors: string): string {
  const words = errors
    .split('\n')
    .map((line) => printable(line.replace(/^fluidsynth: (?:error|panic): /, '')).trim())
    .filter((line) => line !== '' && !line.startsWith('Failed to load SoundFont'));
  return words.slice(-3).join('; ').slice(-maxReasonChars);
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

function ranOutOfMemory(end: ProbeEnd): boolean {
  return /out of memory/i.test(end.errors);
}

/**
 * Judges how a probe ended.
 * @param path as the person gave it
 * @throws SynthError LIBRARY_MISSING or SYNTHESIZER_FAILED when the end says nothing about the font.
 */
export function judgeProbe(
  path: string,
  end: ProbeEnd,
  given: { readonly deadlineMs: number; readonly limits: ProbeLimits },
): Judgement {
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
  const library = end.lines.find((line) => line.kind === 'loading')?.library;
  const failed = (code: SoundFontErrorCode, what: string): Judgement => {
    const { message, remedy } = soundFontError(code, path, what, chooseAnother);
    return { verdict: { safe: false, code, message, remedy }, library };
  };
  if (end.overdue)
    return failed(
      'SOUNDFONT_UNSAFE',
      `makes the synthesizer hang: the trial was stopped after ${given.deadlineMs / 1000} s${whereabouts(end)}`,
    );
  if (end.signal === 'SIGXCPU' || end.lines.some((line) => line.kind === 'slow'))
    return failed('SOUNDFONT_UNSAFE', `takes far too long to compute${whereabouts(end)}`);
  const cleanly = end.signal === null && end.status === 0;
  if (ranOutOfMemory(end) && !(cleanly && end.lines.at(-1)?.kind === 'safe'))
    return failed(
      'SOUNDFONT_UNSAFE',
      `needs too much memory: more than ${Math.floor(given.limits.memoryBytes / 1_048_576)} MiB${whereabouts(end)}`,
    );
  if (end.signal !== null)
    return failed(
      'SOUNDFONT_UNSAFE',
      withReason(`makes libfluidsynth crash (${end.signal}${whereabouts(end)})`, lastWords(end.errors)),
    );
  if (cleanly && end.lines.at(-1)?.kind === 'safe') return { verdict: { safe: true }, library };
  if (cleanly && end.lines.at(-1)?.kind === 'refused')
    return failed(
      'SOUNDFONT_INVALID',
      withReason('is not accepted by libfluidsynth', lastWords(end.errors) || 'it gives no reason'),
    );
  return failed(
    'SOUNDFONT_UNSAFE',
    withReason(
      `could not be tried to the end (status ${end.status ?? 'unknown'}${whereabouts(end)})`,
      lastWords(end.errors),
    ),
  );
}
