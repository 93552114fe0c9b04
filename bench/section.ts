/** What a section of the benchmark is and what it hands to the report. */
import type { ComparedNames } from './report.js';
import type { Settings } from './settings.js';
import type { SubjectFactory } from './subjects/subject.js';

export const sides = ['peer', 'subject'] as const;

export type Side = (typeof sides)[number];

/** A figure of both programs, from runs that alternated: entry i of both lists is a pair. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly subject: readonly number[];
  readonly peer: readonly number[];
}

/** A figure that has no counterpart in the other program. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** One for each run. */
  readonly values: readonly number[];
}

export interface SectionResult {
  readonly title: string;
  /** What was compared, where it is not what the others compare. */
  readonly names?: ComparedNames;
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figure[];
  /** Sentences that belong below the table. */
  readonly notes: readonly string[];
  /** Whatever else is worth keeping in the JSON file: single latencies, threads. */
  readonly details?: unknown;
}

export interface BenchContext {
  readonly settings: Settings;
  /** A directory of the run's own, removed at the end. */
  readonly directory: string;
  /** Pairs of runs. */
  readonly pairs: number;
  /** Strikes in each run. */
  readonly strikes: number;
  /** Whether the runs are short, to look and not to conclude. */
  readonly quick: boolean;
  readonly subject: SubjectFactory;
  readonly peer: SubjectFactory;
  /** Tells whoever waits how far it is. */
  progress(text: string): void;
}

export type Section = (context: BenchContext) => Promise<SectionResult>;

/** The sides of a pair in the order in which they run: AB, BA, AB, so that neither always follows the other. */
export function orderOfPair(index: number): readonly Side[] {
  return index % 2 === 0 ? ['peer', 'subject'] : ['subject', 'peer'];
}

/** Measures both sides of so many pairs, one after the other, and returns what each gave. */
export async function measurePairs<Result>(
  pairs: number,
  measure: (side: Side, pair: number) => Promise<Result>,
): Promise<Record<Side, Result[]>> {
  const results: Record<Side, Result[]> = { subject: [], peer: [] };
  for (let pair = 0; pair < pairs; pair++) {
    for (const side of orderOfPair(pair)) results[side].push(await measure(side, pair));
  }
  return results;
}

/** Compares one number of each run. */
export function compare<Result>(
  results: Record<Side, readonly Result[]>,
  name: string,
  unit: string,
  value: (result: Result) => number,
): Comparison {
  return { name, unit, subject: results.subject.map(value), peer: results.peer.map(value) };
}
