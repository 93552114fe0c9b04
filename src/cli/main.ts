#!/usr/bin/env node
/** The program: finds the command, runs it, and turns what went wrong into words and an exit status. */
import { readFileSync } from 'node:fs';
import { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { describeFault, type ErrorCode, SynthError } from '../errors/errors.js';
import { type CommandLine, parseCommandLine, usage } from './arguments.js';

const exitStatus: Partial<Record<ErrorCode, number>> = { USAGE: 2, CONFIG_INVALID: 78 };

// Commands are loaded when they are called for, and the play thread loads at the same time: starting fast is part of
// playing.
async function run(line: CommandLine): Promise<void> {
  switch (line.command) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'version':
      process.stdout.write(`fw16-synth ${version()}\n`);
      return;
    case 'replay':
      return (await import('./replay.js')).replay(line);
    case 'demo': {
      const thread = new PlayThreadWorker();
      return (await import('./demo.js')).demo(line, thread);
    }
    case 'run': {
      const thread = new PlayThreadWorker();
      return (await import('./run.js')).runInForeground(line, thread);
    }
  }
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** A reader that has seen enough (`| head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  process.stderr.write(`${describeFault(error)}\n`);
  // A thread that hangs in a library keeps the process from ending in any gentler way.
  if (error.code === 'ENGINE_NOT_RESPONDING') process.kill(process.pid, 'SIGKILL');
  process.exitCode = exitStatus[error.code] ?? 1;
}
