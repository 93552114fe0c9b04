/** What a terminal, npm and a service manager send to end the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { makeFifo } from '../support/fifo.js';
import { ForegroundProgram } from '../support/foregroundProgram.js';

t.test('a signal that comes twice, as npm passes on Ctrl+C, ends it once and in order', async (t) => {
  const folder = t.testdir();
  const keyboard = makeFifo(folder);
  const file = join(folder, 'recording.wav');
  // Its header says how long it is only when the driver was closed.
  const audio = { driver: 'file', file };
  for (const gapMs of [0, 1, 2]) {
    const program = new ForegroundProgram(
      folder,
      { audio, input: { devices: [{ path: keyboard, kind: 'keyboard' }] } },
      {},
    );
    t.teardown(() => program.stop());
    await program.writes(/^Ready/m);
    program.send('SIGINT');
    await delay(gapMs);
    program.send('SIGINT');
    // Not how it ended: on a busy machine the second finds it when everything is done and Node no longer listens.
    await program.ends();
    t.match(program.output, /\n {2}notes +0\n/, `${gapMs} ms apart: the summary is there`);
    const recording = readFileSync(file);
    t.equal(recording.readUInt32LE(4), recording.length - 8, 'and the header of the recording is true');
  }
});
