/** What the libraries of sound servers print is swallowed; each opening runs in a process, whose output is read. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { silenceDriver } from '../../src/synthesizer/libraryMessages.js';

const driverProcess = `
  import { createConfiguration } from '${new URL('../../src/config/schema.js', import.meta.url)}';
  import { engineSettings } from '${new URL('../../src/config/engineSettings.js', import.meta.url)}';
  import { loadFluidLibrary } from '${new URL('../../src/synthesizer/fluidLibrary.js', import.meta.url)}';
  import { FluidSynthesizer } from '${new URL('../../src/synthesizer/fluidSynthesizer.js', import.meta.url)}';
  const { audio } = engineSettings(createConfiguration({}), { devices: [], soundFont: '', programs: [] });
  const synthesizer = new FluidSynthesizer(loadFluidLibrary(), audio);
  for (let attempt = 0; attempt < 2; attempt++) console.log(synthesizer.openDriver(process.argv[1]));
  synthesizer.close();
`;

/** Tries to open a driver where no server is and no sound card. */
function open(folder: string, driver: string): { output: string; errors: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', driverProcess, driver],
    {
      encoding: 'utf8',
      timeout: 20_000,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        XDG_RUNTIME_DIR: folder,
        // Without a configuration ALSA has no devices, and says so.
        ALSA_CONFIG_PATH: join(folder, 'asound.conf'),
        JACK_NO_START_SERVER: '1',
        JACK_DEFAULT_SERVER: 'fw16-test-nobody',
        PULSE_SERVER: `unix:${folder}/nobody`,
      },
    },
  );
  return { output: stdout, errors: stderr, status };
}

for (const driver of ['jack', 'alsa', 'pulseaudio', 'pipewire']) {
  t.test(`${driver} does not open, and prints nothing`, async (t) => {
    t.same(open(t.testdir(), driver), { output: 'false\nfalse\n', errors: '', status: 0 });
  });
}

t.test('a library that is not there is left alone, and so is one that prints nothing', async (t) => {
  t.equal(silenceDriver('pulseaudio'), false);
  t.equal(silenceDriver('ours', { ours: { object: 'libof-nobody.so.0', setters: ['ours_set'] } }), false);
  t.equal(silenceDriver('ours', { ours: { object: 'libc.so.6', setters: ['nothing_has_this'] } }), false);
});
