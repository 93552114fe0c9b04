import t from 'tap';
import { PresetPlayer } from '../../src/daemon/presetPlayer.js';
import type { SoundFontChoice } from '../../src/daemon/soundFontChoice.js';
import { SoundFontHolder } from '../../src/daemon/soundFontHolder.js';
import type { InstrumentProperties, WritableProperty } from '../../src/dbus/instrument.js';
import type { Command } from '../../src/engine/messages.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';
import { initialProperties } from '../support/instrumentProperties.js';

function choice(path: string): SoundFontChoice {
  const program = path === '/small.sf2' ? 7 : 0;
  const programs = [{ bank: 0, program }];
  return { path, name: 'Font', programs, builtin: path === '', presetName: () => 'Piano' };
}

function player() {
  let properties: InstrumentProperties = initialProperties;
  const told: string[] = [];
  const commands: Command[] = [];
  const soundFonts = new SoundFontHolder(choice(''), { loadSoundFont: async () => undefined }, async (path) =>
    choice(path),
  );
  const instrument = {
    get properties() {
      return properties;
    },
    async selectProgram(bank: number, program: number) {
      told.push(`program ${bank}:${program}`);
      properties = { ...properties, Bank: bank, Program: program };
    },
    async loadSoundFont(path: string) {
      told.push(`font ${path}`);
      await soundFonts.load(path);
      properties = { ...properties, SoundFont: path };
    },
    async set(property: WritableProperty, value: number | string | boolean) {
      told.push(`${property} ${value}`);
      properties = { ...properties, [property]: value };
    },
  };
  const presets = new PresetPlayer({
    instrument,
    soundFonts,
    audio: () => defaultAudio,
    send: (command) => commands.push(command),
  });
  return { presets, told, commands };
}

t.test('what a preset names is set, and nothing else', async (t) => {
  const { presets, told, commands } = player();
  await presets.apply({ soundFont: '/small.sf2', program: 7, octave: 3, arpeggiator: 'up', tempo: 90 });
  t.same(told, ['font /small.sf2', 'program 0:7', 'Octave 3', 'Arpeggiator up', 'Tempo 90']);
  t.same(commands, []);
  t.match(presets.current(), {
    soundFont: '/small.sf2',
    bank: 0,
    program: 7,
    octave: 3,
    arpeggiator: 'up',
    tempo: 90,
  });
  t.equal(presets.applying, false);
});

t.test('a program that the sound font does not have changes nothing', async (t) => {
  const { presets, told } = player();
  await t.rejects(presets.apply({ soundFont: '/small.sf2', program: 0, octave: 3 }), {
    code: 'PROGRAM_NOT_FOUND',
  });
  t.same(told, ['font /small.sf2', 'font '], 'the sound font is put back');
  await t.rejects(presets.apply({ program: 9, octave: 3 }), { code: 'PROGRAM_NOT_FOUND' });
  t.match(presets.current(), { program: 0, octave: 4 });
  t.equal(presets.applying, false);
});

t.test('levels of the effects stay until another preset sets them', async (t) => {
  const { presets, commands } = player();
  await presets.apply({ reverbLevel: 0.9 });
  await presets.apply({ chorusLevel: 2 });
  t.match(commands.at(-1), {
    type: 'set-audio',
    audio: {
      gainDb: initialProperties.Gain,
      reverb: { ...defaultAudio.reverb, level: 0.9 },
      chorus: { ...defaultAudio.chorus, level: 2 },
    },
  });
  t.match(presets.current(), { reverbLevel: 0.9, chorusLevel: 2 });
});
