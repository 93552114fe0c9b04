#!/usr/bin/env node
/** The program: finds the command, runs it, and turns what went wrong into words and an exit status. */
import { describeFault, SynthError } from '../errors/errors.js';
import { type CommandLine, parseCommandLine } from './arguments.js';
import { exitStatusOf } from './exitStatus.js';
import { version } from './version.js';

/** The exit status, or nothing for 0. */
async function run(line: CommandLine): Promise<number | undefined> {
  switch (line.command) {
    case 'help': {
      const { helpFor } = await import('./help.js');
      process.stdout.write(helpFor(line.helpRows));
      return;
    }
    case 'version':
      process.stdout.write(`fw16-synth ${version()}\n`);
      return;
    default: {
      const { runners } = await import('./runners.js');
      // Not every command has a status of its own.
      return ((await runners[line.command](line)) as number | undefined) ?? 0;
    }
  }
}

/** A reader that has seen enough (`| head`) is no error; a full disk is one. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  const why = error.code ?? error.message;
  const remedy = 'See whether there is room where it goes: df -h';
  const fault = new SynthError('OUTPUT_UNWRITABLE', `Standard output cannot be written: ${why}.`, remedy);
  process.stderr.write(`${describeFault(fault)}\n`);
  process.exit(exitStatusOf(fault.code));
});

try {
  process.exitCode = (await run(parseCommandLine(process.argv.slice(2)))) ?? 0;
} catch (error) {
  if (!(error instanceof SynthError)) throw error;
  process.stderr.write(`${describeFault(error)}\n`);
  // A thread that hangs in a library keeps the process from ending in any gentler way.
  if (error.code === 'ENGINE_NOT_RESPONDING') process.kill(process.pid, 'SIGKILL');
  process.exitCode = exitStatusOf(error.code);
}
