/** How many kernel events a second become musical events, in one process and one thread, and what heap that takes. */
import { fileURLToPath } from 'node:url';
import type { DecodeRates, DecodeResult } from '../decodeRun.js';
import { createFifo } from '../fifo.js';
import { runToEnd } from '../processes.js';
import type { Figure, Section } from '../section.js';
import { freshPath } from '../subjects/subject.js';

const program = fileURLToPath(new URL('../decodeRun.js', import.meta.url));

function figures(name: string, rates: DecodeRates): Figure[] {
  return [
    { name: `${name}: kernel events`, unit: '1/s', values: rates.records },
    { name: `${name}: musical events`, unit: '1/s', values: rates.notes },
    { name: `${name}: heap for a kernel event`, unit: 'bytes', values: rates.bytesPerRecord },
  ];
}

export const decode: Section = async ({ directory, quick, progress }) => {
  progress('events per second');
  const fifo = createFifo(freshPath(directory, '.keyboard'));
  const flags = ['--expose-gc', '--min-semi-space-size=64'];
  const args = [...flags, program, fifo.path, quick ? '5' : '20'];
  const log = freshPath(directory, '.decode');
  try {
    const output = await runToEnd(process.execPath, args, { log }, 300_000);
    const { waiting, oneByOne } = JSON.parse(output) as DecodeResult;
    return {
      title: 'Events per second',
      comparisons: [],
      figures: [...figures('waiting in the pipe', waiting), ...figures('one by one', oneByOne)],
      notes: [
        'A key stroke is four kernel events (press, report, release, report) and two musical ones. "One by one" wakes the loop for every press and release, and includes writing them.',
      ],
    };
  } finally {
    fifo.close();
  }
};
