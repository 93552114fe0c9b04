/** The presets that come with the program, for the sounds of the built-in sound font. */
import type { Preset, PresetSettings } from './preset.js';

/** What each sets unless it says otherwise: a preset is to sound the same whatever was played before. */
const plain: PresetSettings = {
  soundFont: '',
  bank: 0,
  octave: 4,
  transpose: 0,
  velocityMode: 'combined',
  layer: false,
  arpeggiator: 'off',
  reverbLevel: 0.3,
  chorusLevel: 0.5,
};

function builtIn(
  name: string,
  description: string,
  tags: readonly string[],
  settings: PresetSettings,
): Preset {
  return { name, description, tags, favourite: false, settings: { ...plain, ...settings } };
}

/** The bank of drum kits, by which FluidSynth and General MIDI go. */
const percussionBank = 128;

export const builtInPresets: readonly Preset[] = [
  builtIn('Keys', 'Struck keys, for nearly everything.', ['keys', 'percussive'], { program: 0 }),
  builtIn('Keys and Strings', 'Struck keys with soft strings behind them.', ['keys', 'strings', 'layer'], {
    program: 0,
    layer: true,
    reverbLevel: 0.5,
  }),
  builtIn('Church Organ', 'As loud for every key, in a large room.', ['organ', 'sustained'], {
    program: 19,
    velocityMode: 'fixed',
    reverbLevel: 0.8,
    chorusLevel: 0,
  }),
  builtIn('Plucked String', 'Dry and close.', ['guitar', 'percussive'], { program: 25, reverbLevel: 0.15 }),
  builtIn('Bass', 'Two octaves down.', ['bass'], { program: 33, octave: 2, reverbLevel: 0, chorusLevel: 0 }),
  builtIn('Strings', 'Wide and slow.', ['strings', 'pad', 'sustained'], {
    program: 48,
    reverbLevel: 0.6,
    chorusLevel: 1.5,
  }),
  builtIn('Lead', 'One octave up, for melodies.', ['lead', 'sustained'], { program: 81, octave: 5 }),
  builtIn('Bells', 'With a long echo of the room.', ['bell', 'percussive'], {
    program: 14,
    octave: 5,
    reverbLevel: 0.8,
  }),
  builtIn('Bell Arpeggio', 'What is held is played up and down.', ['bell', 'arpeggio'], {
    program: 14,
    octave: 5,
    arpeggiator: 'up-down',
    tempo: 110,
    reverbLevel: 0.6,
  }),
  builtIn('Drums', 'Bass drum on the key Q, snare on E.', ['drums', 'percussive'], {
    bank: percussionBank,
    program: 0,
    octave: 3,
    velocityMode: 'timing',
    reverbLevel: 0.1,
    chorusLevel: 0,
  }),
];
