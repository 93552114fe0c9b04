import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createConfiguration } from '../../src/config/schema.js';
import { chooseSoundFont } from '../../src/daemon/soundFontChoice.js';
import { builtinSoundFontPath } from '../../src/synthesizer/assets.js';

function choose(path: string, maxMb = 2048) {
  const configuration = createConfiguration({});
  configuration.set('audio.soundfont', path);
  configuration.set('audio.soundfont_max_mb', maxMb);
  return chooseSoundFont(configuration);
}

t.test('without one configured it is the built-in one, and says so', async (t) => {
  const choice = await choose('');
  t.match(choice, { path: builtinSoundFontPath, builtin: true, name: 'fw16-synth built-in' });
  t.same(
    choice.programs.filter(({ bank }) => bank === 0).map(({ program }) => program),
    [0, 14, 19, 25, 33, 48, 81],
  );
  t.equal(choice.presetName(0, 25), 'Plucked String');
  t.equal(choice.presetName(7, 3), '7:3', 'a preset that it does not have goes by its numbers');
});

t.test('a configured one is that one, spaces in its name or not', async (t) => {
  const path = join(t.testdir(), 'my own font.sf2');
  copyFileSync(builtinSoundFontPath, path);
  const choice = await choose(path);
  t.match(choice, { path, builtin: false });
  t.ok(choice.programs.length >= 7);
});

t.test('a configured one that is no good is an error, and never another font', async (t) => {
  const folder = t.testdir({ 'bad.sf2': 'RIFF, more or less' });
  await t.rejects(choose(join(folder, 'bad.sf2')), { code: 'SOUNDFONT_INVALID', message: /bad\.sf2/ });
  await t.rejects(choose(join(folder, 'none.sf2')), { code: 'SOUNDFONT_NOT_FOUND', message: /none\.sf2/ });
  const large = join(folder, 'large.sf2');
  writeFileSync(large, Buffer.alloc(2 * 2 ** 20));
  await t.rejects(choose(large, 1), { code: 'SOUNDFONT_TOO_LARGE' });
});
