/** The benchmark's results as text. */
import type { Machine } from './machine.js';
import type { Comparison, Figure, SectionResult } from './section.js';
import { median, pairRatios, type Spread, selfRatios, spreadOf } from './statistics.js';

type Row = readonly string[];

const header: Row = ['', 'unit', 'peer', 'this', 'ratio', 'quartiles', 'range', 'peer to itself'];

/** Three significant digits, and no more decimals than that needs. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(decimals);
}

function range(low: number, high: number): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `${low.toFixed(2)}–${high.toFixed(2)}` : '–';
}

function rowOfComparison({ name, unit, subject, peer }: Comparison): Row {
  const ratio: Spread = spreadOf(pairRatios(subject, peer));
  const noise = spreadOf(selfRatios(peer));
  return [
    name,
    unit,
    amount(median(peer)),
    amount(median(subject)),
    Number.isFinite(ratio.median) ? ratio.median.toFixed(2) : '–',
    range(ratio.lowerQuartile, ratio.upperQuartile),
    range(ratio.min, ratio.max),
    range(noise.lowerQuartile, noise.upperQuartile),
  ];
}

function rowOfFigure({ name, unit, values }: Figure): Row {
  return [name, unit, '', amount(median(values)), '', '', '', ''];
}

/** Columns, the first to the left and the others to the right. */
function align(rows: readonly Row[]): string[] {
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** The table with the names of what was compared, and the notes. */
export function formatReport(
  names: { readonly subject: string; readonly peer: string },
  machine: Machine,
  results: readonly SectionResult[],
): string {
  const rows = results.flatMap((result) => [
    ...result.comparisons.map(rowOfComparison),
    ...result.figures.map(rowOfFigure),
  ]);
  const notes = results.flatMap((result) => result.notes);
  return [
    `${names.subject} ("this") against ${names.peer} ("peer"), medians of runs that alternated. A ratio below 1 is in`,
    'favour of "this". "Peer to itself" is the ratio of each peer run to the one before, quartiles: what noise does.',
    `${machine.cores} × ${machine.cpu}, Node ${machine.node}, libfluidsynth ${machine.libfluidsynth}, load ${machine.loadAverage
      .map((load) => load.toFixed(2))
      .join(' ')}, real-time ${machine.realtime ? 'granted' : 'not granted'}.`,
    '',
    ...align([header, ...rows]),
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}
