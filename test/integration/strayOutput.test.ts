/** A daemon that finds no sound server: its standard error holds the lines of its log, and nothing else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { DaemonClient } from '../../src/dbus/client.js';
import { synthesizer } from '../../src/dbus/interfaces.js';
import { parseRecord } from '../../src/logging/record.js';
import { DbusServer } from '../support/dbusServer.js';
import { makeFifo } from '../support/fifo.js';
import { ForegroundProgram } from '../support/foregroundProgram.js';

/** Where no server is, no sound card, and no configuration of whoever runs the tests. */
function nowhere(folder: string): Readonly<Record<string, string>> {
  return {
    DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${folder}/no-system-bus`,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    ALSA_CONFIG_PATH: join(folder, 'asound.conf'),
    JACK_DEFAULT_SERVER: 'fw16-test-nobody',
    PULSE_SERVER: `unix:${folder}/nobody`,
  };
}

for (const driver of ['jack', 'alsa', 'pulseaudio', 'portaudio']) {
  t.test(`the driver ${driver} does not open, and only the log says so`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'fw16-stray-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const bus = await DbusServer.start();
    t.teardown(() => bus.stop());
    const input = { devices: [{ path: makeFifo(folder), kind: 'keyboard' }], activate_on_start: true };
    const environment = { ...nowhere(folder), ...bus.environment };
    const program = new ForegroundProgram(folder, { audio: { driver }, input }, environment, ['daemon']);
    t.teardown(() => program.stop());
    // Once at the start, and once more when it is asked.
    await program.writes(/AUDIO_UNAVAILABLE/);
    const client = await DaemonClient.connect({ environment: bus.environment });
    t.teardown(() => client.close());
    await t.rejects(client.call(synthesizer, 'Activate', []), { code: 'AUDIO_UNAVAILABLE' });
    t.match(await program.stop(), { status: 0 });

    const lines = program.errors.split('\n').filter((line) => line !== '');
    t.ok(lines.length > 2, `${lines.length} lines`);
    for (const line of lines) t.doesNotThrow(() => parseRecord(line), line);
    t.equal(program.output, '');
  });
}
