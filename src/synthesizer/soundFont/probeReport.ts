/** What the probe process tells its parent: one JSON object a line on standard output. */

/** The libfluidsynth that the probe used. */
export interface ProbedLibrary {
  /** As the library reports it, such as `2.3.1`. */
  readonly version: string;
  /** The file that was loaded, or an empty string when that could not be found out. */
  readonly path: string;
}

/** The libfluidsynth that the environment names in place of the installed one, or an empty string. */
export function chosenLibrary(): string {
  const { FW16_SYNTH_LIBFLUIDSYNTH: chosen = '' } = process.env;
  return chosen;
}

/** One line of the report. */
export type ProbeLine =
  /** The library is there; the font is being loaded. */
  | { readonly kind: 'loading'; readonly library: ProbedLibrary }
  /** The font is loaded; this preset is being played. */
  | { readonly kind: 'playing'; readonly preset: string }
  /** Everything went well. */
  | { readonly kind: 'safe' }
  /** The library declined to load the font, for the reason that it wrote to standard error. */
  | { readonly kind: 'refused' }
  /** The preset that was being played takes far longer to compute than it sounds. */
  | { readonly kind: 'slow' }
  /** There is no libfluidsynth, or it cannot be used. */
  | { readonly kind: 'library'; readonly reason: string };

const kinds: readonly string[] = ['loading', 'playing', 'safe', 'refused', 'slow', 'library'];

function isLine(value: unknown): value is ProbeLine {
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(String(value.kind));
}

/** The lines of a report; what is not one, such as a last line that a crash cut off, is left out. */
export function parseReport(text: string): ProbeLine[] {
  const lines: ProbeLine[] = [];
  for (const line of text.split('\n')) {
    try {
      const value: unknown = JSON.parse(line);
      if (isLine(value)) lines.push(value);
    } catch {
      // Not a line of the report.
    }
  }
  return lines;
}

/** The form in which a line is sent. */
export function formatLine(line: ProbeLine): string {
  return `${JSON.stringify(line)}\n`;
}
