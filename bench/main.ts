/**
 * The benchmark: this program against `fluidsynth` in the same run, as ratios. It judges nothing; what it finds goes
 * to standard output as tables and to bench-results/ as JSON.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine } from './machine.js';
import { type Options, readOptions, type SectionName, usage } from './options.js';
import { stopEverything } from './processes.js';
import { formatReport } from './report.js';
import { requireTools } from './requirements.js';
import type { BenchContext, Section, SectionResult } from './section.js';
import { asleep } from './sections/asleep.js';
import { calls } from './sections/calls.js';
import { cost } from './sections/cost.js';
import { decode } from './sections/decode.js';
import { engine } from './sections/engine.js';
import { flood } from './sections/flood.js';
import { keyToSound } from './sections/keyToSound.js';
import { memory } from './sections/memory.js';
import { service } from './sections/service.js';
import { start } from './sections/start.js';
import { defaultSettings } from './settings.js';
import { fluidsynth } from './subjects/fluidsynth.js';
import { fw16Synth } from './subjects/fw16Synth.js';

const sections: Record<SectionName, Section> = {
  'key-to-sound': keyToSound,
  engine,
  decode,
  cost,
  start,
  memory,
  service,
  calls,
  flood,
  asleep,
};

const resultsDirectory = fileURLToPath(new URL('../../bench-results/', import.meta.url));

function createContext(options: Options): BenchContext {
  const directory = mkdtempSync(`${tmpdir()}/fw16-bench-`);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const peer = fluidsynth(options.peer);
  return {
    settings: defaultSettings(),
    directory,
    pairs: options.pairs,
    strikes: options.strikes,
    quick: options.quick,
    subject: options.itself ? { ...peer, name: 'fluidsynth again' } : fw16Synth,
    peer,
    progress: (text) => process.stderr.write(`${text}\n`),
  };
}

let interrupted = false;

/** A signal stops what was started, the youngest first, before the benchmark ends. */
function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void stopEverything().finally(() => process.exit(130));
    });
  }
}

interface Measured {
  readonly results: Partial<Record<SectionName, SectionResult>>;
  readonly failures: readonly string[];
}

async function measure(context: BenchContext, names: readonly SectionName[]): Promise<Measured> {
  const results: Partial<Record<SectionName, SectionResult>> = {};
  const failures: string[] = [];
  for (const name of names) {
    try {
      results[name] = await sections[name](context);
    } catch (error) {
      // One section that cannot run here does not take the others with it.
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    // What is left of it is the work of the signal's handler, which ends the process.
    if (interrupted) await new Promise<never>(() => undefined);
  }
  return { results, failures };
}

function describeConditions({ settings, pairs, quick }: BenchContext, { peer }: Options): string {
  const { soundFont, sampleRate, period, program, key, gain } = settings;
  return (
    `${quick ? 'A quick look, not a result: ' : ''}${pairs} pairs of runs, jackd with the dummy driver, ${sampleRate} Hz, ` +
    `periods of ${period} frames; both play key ${key} of program ${program} of ${basename(soundFont)} at a gain of ` +
    `${gain}; fluidsynth is played by ${peer === 'midi' ? 'raw MIDI' : 'commands on its standard input'}.`
  );
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  const machine = describeMachine();
  const context = createContext(options);
  endOnSignals();
  if (options.sections.some((name) => name !== 'decode')) requireTools(context.directory);
  const { results, failures } = await measure(context, options.sections);

  const names = { subject: context.subject.name, peer: context.peer.name };
  const conditions = describeConditions(context, options);
  const directory = resolve(options.out ?? resultsDirectory);
  const path = `${directory}/${new Date().toISOString().replace(/:|\.\d+/g, '')}.json`;
  mkdirSync(directory, { recursive: true });
  const { settings } = context;
  const content = { machine, conditions, names, options, settings, results, failures };
  writeFileSync(path, `${JSON.stringify(content, null, 1)}\n`);
  console.log(formatReport(names, machine, conditions, Object.values(results)));
  for (const failure of failures) console.log(`Not measured: ${failure}`);
  console.log(path);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
