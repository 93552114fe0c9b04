import { join } from 'node:path';
import t from 'tap';
import { installedSoundFonts, soundFontFolders, soundFontSources } from '../../src/cli/soundFontSources.js';
import { printed } from '../support/printed.js';

t.test('where fonts are looked for', async (t) => {
  const folders = soundFontFolders({ HOME: '/home/clara' });
  t.equal(folders[0], '/home/clara/.local/share/soundfonts');
  t.ok(folders.includes('/run/current-system/sw/share/soundfonts'));
  t.equal(soundFontFolders({ HOME: '/h', XDG_DATA_HOME: '/d' })[0], '/d/soundfonts');
});

t.test('what is installed, and how to get more', async (t) => {
  const folder = t.testdir({ 'b.SF2': '', 'a.sf3': '', 'readme.txt': '' });
  const fonts = [join(folder, 'a.sf3'), join(folder, 'b.SF2')];
  t.same(installedSoundFonts(['/nonexistent', folder]), fonts);
  let status: number | undefined;
  const text = await printed(() => {
    status = soundFontSources(false, [folder]);
  });
  t.equal(status, 0);
  t.match(text, /^Nothing is downloaded/);
  t.match(text, /sudo apt-get install fluid-soundfont-gm/);
  t.ok(text.includes(`Play one: fw16-synth --soundfont ${fonts[0]}\n`));
  const json = JSON.parse(await printed(() => soundFontSources(true, [folder]))) as object;
  t.match(json, { downloaded: [], installed: fonts, packages: [{ system: /Debian/ }, { system: 'NixOS' }] });
});

t.test('none: status 1', async (t) => {
  let status: number | undefined;
  const text = await printed(() => {
    status = soundFontSources(false, ['/nonexistent']);
  });
  t.equal(status, 1);
  t.match(text, /None is installed in \/nonexistent\./);
});
