/** What a section of the benchmark is and what it hands to the report. */
import type { Settings } from './settings.js';
import type { SubjectFactory } from './subjects/subject.js';

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
  readonly values: readonly number[];
}

export interface SectionResult {
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
  readonly subject: SubjectFactory;
  readonly peer: SubjectFactory;
  /** Tells whoever waits how far it is. */
  progress(text: string): void;
}

export interface Section {
  readonly title: string;
  run(context: BenchContext): Promise<SectionResult>;
}

/** The sides of a pair in the order in which they run: AB, BA, AB, so that neither always follows the other. */
export function orderOfPair(index: number): readonly ('subject' | 'peer')[] {
  return index % 2 === 0 ? ['peer', 'subject'] : ['subject', 'peer'];
}
