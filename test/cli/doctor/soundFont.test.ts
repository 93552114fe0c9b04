import { join } from 'node:path';
import t from 'tap';
import type { Finding } from '../../../src/cli/doctor/check.js';
import { configurationChecks, configuredSoundFont } from '../../../src/cli/doctor/soundFont.js';
import { SynthError } from '../../../src/errors/errors.js';
import { builtinSoundFontPath } from '../../../src/synthesizer/assets.js';
import { fakeMachine } from '../../support/fakeMachine.js';

async function look(read: () => string): Promise<readonly Finding[]> {
  return await Promise.all(configurationChecks(read).map((check) => check.look(fakeMachine())));
}

t.test('configuration and sound font', async (t) => {
  t.match(await look(() => ''), [
    { status: 'ok', found: 'valid' },
    { status: 'ok', found: /built-in/ },
  ]);
  const [, font] = await look(() => builtinSoundFontPath);
  t.match(font, { status: 'ok', found: /builtin\.sf2: .*, \d+ programs, \d+\.\d MiB$/ });
  const [valid, missing] = await look(() => '/nonexistent/a.sf2');
  t.equal(valid?.status, 'ok');
  t.match(missing, { status: 'fault', found: /\/nonexistent\/a\.sf2/, nixos: /audio\.soundfont = / });
});

t.test('a configuration that is not valid', async (t) => {
  const broken = () => {
    throw new SynthError('CONFIG_INVALID', 'audio.driver is wrong.', 'fw16-synth check-config');
  };
  t.match(await look(broken), [
    { status: 'fault', found: 'audio.driver is wrong.', remedy: 'fw16-synth check-config' },
    { status: 'unknown' },
  ]);
});

t.test('the real configuration is read', async (t) => {
  const folder = t.testdir({ 'a.yaml': 'audio:\n  soundfont: /fonts/x.sf2\n', 'b.yaml': 'audo: 1\n' });
  const environment = { XDG_CONFIG_HOME: '/nonexistent' };
  t.equal(configuredSoundFont({ file: join(folder, 'a.yaml'), environment })(), '/fonts/x.sf2');
  t.throws(configuredSoundFont({ file: join(folder, 'b.yaml'), environment }), { code: 'CONFIG_INVALID' });
});
