/** Node and libfluidsynth. */
import { fileURLToPath } from 'node:url';
import type { Fault } from '../../errors/errors.js';
import type { LibraryFacts } from '../../synthesizer/libraryFactsProcess.js';
import { type Check, fault, ok, unknown } from './check.js';
import type { Machine } from './machine.js';

const oldestNode = 20;
const process_ = fileURLToPath(new URL('../../synthesizer/libraryFactsProcess.js', import.meta.url));

export const nodeCheck: Check = {
  name: 'Node.js',
  look({ nodeVersion }) {
    const major = Number.parseInt(nodeVersion, 10);
    if (major >= oldestNode) return ok(nodeVersion);
    return fault(
      `${nodeVersion} is too old; ${oldestNode} or later is required`,
      `Install Node.js ${oldestNode} or later: https://nodejs.org/en/download`,
      '# The package brings its own Node.js:\nprograms.fw16-synth.enable = true;',
    );
  },
};

type Reading = LibraryFacts | { readonly fault: Fault } | undefined;
const readings = new WeakMap<Machine, Promise<Reading>>();

/** Loaded once, in a process of its own, for all checks of a machine. */
export function readLibrary(machine: Machine): Promise<Reading> {
  const known = readings.get(machine);
  if (known !== undefined) return known;
  const reading = load(machine);
  readings.set(machine, reading);
  return reading;
}

async function load(machine: Machine): Promise<Reading> {
  const answer = await machine.ask(process.execPath, [process_], { NODE_OPTIONS: '' });
  if (answer?.status !== 0) return undefined;
  try {
    return JSON.parse(answer.stdout) as Reading;
  } catch {
    return undefined;
  }
}

const notLoaded = unknown('libfluidsynth was loaded in a process that did not end as it should');
const nixos = '# The package brings FluidSynth:\nprograms.fw16-synth.enable = true;';

export const libraryCheck: Check = {
  name: 'libfluidsynth',
  async look(machine) {
    const reading = await readLibrary(machine);
    if (reading === undefined) return notLoaded;
    if ('fault' in reading) return fault(reading.fault.message, reading.fault.remedy, nixos);
    return ok(`${reading.version}, with the drivers ${reading.drivers.join(', ')}`);
  },
};
