/** The benchmark's results as Markdown. */
import type { Machine } from './machine.js';
import type { Comparison, Figure, SectionResult } from './section.js';
import { median, pairRatios, selfRatios, spreadOf } from './statistics.js';

/** What was compared with what. */
export interface ComparedNames {
  readonly subject: string;
  readonly peer: string;
}

type Row = readonly string[];

/** Three significant digits, and no more decimals than that needs. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(decimals);
}

function ratio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '–';
}

function range(low: number, high: number, format: (value: number) => string): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `${format(low)}–${format(high)}` : '–';
}

function rowOfComparison({ name, unit, subject, peer }: Comparison): Row {
  const ratios = spreadOf(pairRatios(subject, peer));
  const noise = spreadOf(selfRatios(peer));
  return [
    name,
    unit,
    amount(median(peer)),
    amount(median(subject)),
    ratio(ratios.median),
    range(ratios.lowerQuartile, ratios.upperQuartile, ratio),
    range(ratios.min, ratios.max, ratio),
    range(noise.lowerQuartile, noise.upperQuartile, ratio),
  ];
}

function rowOfFigure({ name, unit, values }: Figure): Row {
  const { median: middle, min, max } = spreadOf(values);
  return [name, unit, amount(middle), range(min, max, amount), String(values.length)];
}

/** Columns aligned for a terminal, the first two to the left and the others to the right. */
function table(header: Row, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row): string => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < 2 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line), ''];
}

function formatSection(names: ComparedNames, result: SectionResult): string[] {
  const { subject, peer } = result.names ?? names;
  const compared = ['', 'unit', peer, subject, 'ratio', 'quartiles', 'range', `${peer} to itself`];
  return [
    `### ${result.title}`,
    '',
    ...table(compared, result.comparisons.map(rowOfComparison)),
    ...table(['', 'unit', subject, 'range', 'runs'], result.figures.map(rowOfFigure)),
    ...result.notes.map((note) => `- ${note}`),
    '',
  ];
}

function formatMachine(machine: Machine): string {
  const load = machine.loadAverage.map((value) => value.toFixed(2)).join(' ');
  return (
    `${machine.cores} × ${machine.cpu} (governor ${machine.governor}), ${machine.memory} GiB, ${machine.system}, ` +
    `Linux ${machine.kernel}, Node ${machine.node}, fluidsynth ${machine.fluidsynth}, jackd ${machine.jackd}, ` +
    `load ${load}, real-time ${machine.realtime ? 'granted' : 'not granted'}, revision ${machine.revision}.`
  );
}

/** Tables with the names of what was compared, and notes. */
export function formatReport(
  names: ComparedNames,
  machine: Machine,
  conditions: string,
  results: readonly SectionResult[],
): string {
  return [
    `## ${names.subject} against ${names.peer}`,
    '',
    formatMachine(machine),
    conditions,
    '',
    'Amounts are medians of the runs. The ratio is the median of the ratios of the pairs, whose runs alternated, with its',
    `quartiles and its range; below 1 it is in favour of ${names.subject}. "${names.peer} to itself" is the ratio of each run of`,
    'it to the one before, quartiles: what noise does to two equal programs here.',
    '',
    ...results.flatMap((result) => formatSection(names, result)),
  ].join('\n');
}
