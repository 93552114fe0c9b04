import t from 'tap';
import { builtInPresets } from '../../src/presets/builtInPresets.js';
import { nameKey } from '../../src/presets/presetName.js';
import { presetText, readPreset } from '../../src/presets/presetText.js';
import { builtinSoundFontPath } from '../../src/synthesizer/assets.js';
import { checkSoundFontFile } from '../../src/synthesizer/soundFont/check.js';

t.test('they are valid, and no two have one name', async (t) => {
  for (const preset of builtInPresets) {
    t.same(readPreset('built in', preset.name, presetText(preset)), { preset, faults: [] }, preset.name);
    t.not(preset.description, '', preset.name);
    t.ok(preset.tags.length > 0, preset.name);
  }
  const names = builtInPresets.map(({ name }) => nameKey(name));
  t.equal(new Set(names).size, names.length);
  t.ok(names.length >= 7);
});

t.test('the built-in sound font has all that they play, and they play all of it', async (t) => {
  const { presets } = checkSoundFontFile(builtinSoundFontPath);
  const has = new Set(presets.map(({ bank, program }) => `${bank}:${program}`));
  const played = new Set<string>();
  for (const { name, settings } of builtInPresets) {
    const sound = `${settings.bank}:${settings.program}`;
    played.add(sound);
    t.equal(settings.soundFont, '', name);
    t.ok(has.has(sound), `${name} plays ${sound}`);
  }
  t.same([...has].sort(), [...played].sort());
});
