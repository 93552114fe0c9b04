/** `fw16-synth --health-check` where there is no bus: of the program in the foreground, and of the daemon. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeFifo } from '../support/fifo.js';
import { ForegroundProgram } from '../support/foregroundProgram.js';
import { runProgramBeside } from '../support/runProgram.js';

/** Starts the program where there is no bus; `check` is what the health check ends with. */
function start(t: Test, command: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'fw16-health-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/no-bus`,
    DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${folder}/no-system-bus`,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_RUNTIME_DIR: folder,
  };
  const devices = [{ path: makeFifo(folder), kind: 'keyboard' }];
  const configuration = { audio: { driver: 'none' }, input: { devices } };
  const program = new ForegroundProgram(folder, configuration, environment, command);
  t.teardown(() => program.stop());
  const check = async (): Promise<number | null> =>
    (await runProgramBeside(['--health-check'], { environment })).status;
  return { program, check };
}

for (const [name, command, ready] of [
  ['in the foreground', [], /Ready in/],
  ['the daemon', ['daemon'], /is loaded/],
] as const) {
  t.test(`${name}: well while it runs, and not when it has gone`, async (t) => {
    const { program, check } = start(t, command);
    await program.writes(ready);
    const deadline = Date.now() + 20_000;
    while ((await check()) !== 0 && Date.now() < deadline);
    t.equal(await check(), 0);
    program.send('SIGKILL');
    await program.ends();
    t.equal(await check(), 1, 'what is left behind is not believed');
  });
}
