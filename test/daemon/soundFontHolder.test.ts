import t from 'tap';
import type { SoundFontChoice } from '../../src/daemon/soundFontChoice.js';
import { SoundFontHolder } from '../../src/daemon/soundFontHolder.js';
import { SynthError } from '../../src/errors/errors.js';

function choice(path: string): SoundFontChoice {
  const builtin = path === '';
  return {
    path: builtin ? '/package/builtin.sf2' : path,
    name: 'Font',
    programs: [{ bank: 0, program: 4 }],
    builtin,
    presetName: () => 'Piano',
  };
}

function holder() {
  const told: string[] = [];
  const engine = {
    async loadSoundFont(path: string) {
      told.push(path);
      if (path === '/broken.sf2')
        throw new SynthError('SOUNDFONT_INVALID', 'It does not load.', 'Take another.');
    },
  };
  const fonts = new SoundFontHolder(choice(''), engine, async (path) => {
    if (path === '/missing.sf2')
      throw new SynthError('SOUNDFONT_NOT_FOUND', 'There is none.', 'Correct the path.');
    return choice(path);
  });
  return { fonts, told };
}

t.test('another sound font takes the place of the first', async (t) => {
  const { fonts, told } = holder();
  t.equal(fonts.path, '', 'the built-in one');
  await fonts.load('/a.sf2');
  t.equal(fonts.path, '/a.sf2');
  await fonts.load('');
  t.equal(fonts.path, '');
  t.same(told, ['/a.sf2', '/package/builtin.sf2']);
});

t.test('one that is no good leaves the one before', async (t) => {
  const { fonts, told } = holder();
  await fonts.load('/a.sf2');
  await t.rejects(fonts.load('/missing.sf2'), { code: 'SOUNDFONT_NOT_FOUND' });
  await t.rejects(fonts.load('/broken.sf2'), { code: 'SOUNDFONT_INVALID' });
  t.equal(fonts.path, '/a.sf2');
  t.same(told, ['/a.sf2', '/broken.sf2'], 'what does not pass the check is not loaded');
});

t.test('one at a time, the last one stays', async (t) => {
  const { fonts } = holder();
  const loads = [fonts.load('/a.sf2'), fonts.load('/missing.sf2'), fonts.load('/b.sf2')];
  const [first, second, third] = await Promise.allSettled(loads);
  t.same([first?.status, second?.status, third?.status], ['fulfilled', 'rejected', 'fulfilled']);
  t.equal(fonts.path, '/b.sf2');
});

t.test('only programs of the sound font', async (t) => {
  const { fonts } = holder();
  fonts.requireProgram(0, 4);
  t.throws(() => fonts.requireProgram(0, 5), { code: 'PROGRAM_NOT_FOUND' });
  t.throws(() => fonts.requireProgram(1, 4), { code: 'PROGRAM_NOT_FOUND' });
});
