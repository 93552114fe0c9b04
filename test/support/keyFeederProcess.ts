/**
 * A process that plays a FIFO on its own time: `node keyFeederProcess.js FIFO JSON`, the JSON being a list of
 * [milliseconds to wait, key code, 1 for a press or 0 for a release].
 */
import { setTimeout as delay } from 'node:timers/promises';
import { eventType, syn } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { encode } from './deviceEvents.js';
import { FifoWriter } from './fifo.js';

const [path = '', script = '[]'] = process.argv.slice(2);
const writer = new FifoWriter(path);
for (const [waitMs, code, value] of JSON.parse(script) as [number, number, number][]) {
  await delay(waitMs);
  const nowUs = monotonicUs();
  writer.write(
    encode([
      [nowUs, eventType.key, code, value],
      [nowUs, eventType.syn, syn.report, 0],
    ]),
  );
}
writer.close();
