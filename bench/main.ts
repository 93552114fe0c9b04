/**
 * The benchmark: this program against `fluidsynth` in the same run, as ratios. It judges nothing; what it finds goes
 * to standard output as a table and to bench-results/ as JSON.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describeMachine } from './machine.js';
import { readOptions, type SectionName, usage } from './options.js';
import { formatReport } from './report.js';
import type { BenchContext, Section, SectionResult } from './section.js';
import { engine } from './sections/engine.js';
import { keyToSound } from './sections/keyToSound.js';
import { memory } from './sections/memory.js';
import { start } from './sections/start.js';
import { synth } from './sections/synth.js';
import { defaultSettings } from './settings.js';
import { fluidsynth } from './subjects/fluidsynth.js';
import { fw16Synth } from './subjects/fw16Synth.js';

// 'decode' is a name on the command line already; its section joins here.
const sections: Partial<Record<SectionName, Section>> = {
  'key-to-sound': keyToSound,
  engine,
  synth,
  start,
  memory,
};

const resultsDirectory = fileURLToPath(new URL('../../bench-results/', import.meta.url));

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  // A signal ends the process the ordinary way, so that what it started ends too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  const directory = mkdtempSync(`${tmpdir()}/fw16-bench-`);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

  const machine = describeMachine();
  const settings = defaultSettings();
  const context: BenchContext = {
    settings,
    directory,
    pairs: options.pairs,
    strikes: options.strikes,
    subject: options.itself ? fluidsynth : fw16Synth,
    peer: fluidsynth,
    progress: (text) => process.stderr.write(`${text}\n`),
  };
  const results: Partial<Record<SectionName, SectionResult>> = {};
  const failures: string[] = [];
  for (const name of options.sections) {
    try {
      const section = sections[name];
      if (section !== undefined) results[name] = await section.run(context);
    } catch (error) {
      // One section that cannot run here does not take the others with it.
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const names = { subject: context.subject.name, peer: context.peer.name };
  const path = `${resultsDirectory}bench-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}.json`;
  mkdirSync(resultsDirectory, { recursive: true });
  const { pairs, strikes } = options;
  writeFileSync(
    path,
    `${JSON.stringify({ machine, settings, names, pairs, strikes, results, failures }, null, 1)}\n`,
  );
  console.log(formatReport(names, machine, Object.values(results)));
  for (const failure of failures) console.log(`not measured: ${failure}`);
  console.log(`\n${path}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
