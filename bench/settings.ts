/** What both programs play with. Every value is given to both, so that no default of either makes the difference. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Settings {
  readonly soundFont: string;
  /** Frames per second. */
  readonly sampleRate: number;
  /** Frames. */
  readonly period: number;
  /** Voices. */
  readonly polyphony: number;
  /** Linear, 0 to 10. */
  readonly gain: number;
  /** Whether reverberation and chorus are on, with FluidSynth's own values. */
  readonly effects: boolean;
  /** General MIDI program, 0 to 127, in bank 0. */
  readonly program: number;
  /** MIDI key that is struck. */
  readonly key: number;
  /** The keyboard's key for it: KEY_Q, which plays C3 in the default layout. */
  readonly keyCode: number;
  /** MIDI velocity. */
  readonly velocity: number;
}

/** The sound font that the project generates. */
export const builtinSoundFont = fileURLToPath(new URL('../assets/builtin.sf2', import.meta.url));

/** TimGM6mb where distributions put it; `FW16_BENCH_SOUNDFONT` overrides; the built-in font is the last resort. */
function findSoundFont(): string {
  const { FW16_BENCH_SOUNDFONT: override = '' } = process.env;
  const candidates = [
    override,
    '/usr/share/sounds/sf2/TimGM6mb.sf2',
    '/usr/share/soundfonts/TimGM6mb.sf2',
    builtinSoundFont,
  ];
  const found = candidates.find((path) => path !== '' && existsSync(path));
  if (found === undefined) throw new Error('no SoundFont: apt install timgm6mb-soundfont');
  return found;
}

export function defaultSettings(): Settings {
  return {
    soundFont: findSoundFont(),
    sampleRate: 48000,
    period: 64,
    polyphony: 256,
    gain: 0.5,
    // Off where single notes are heard: a note must be silent before the next one is struck, and a room takes long.
    effects: false,
    // A synthesizer bass that speaks at once and stops soon, and so can be struck often.
    program: 87,
    key: 48,
    keyCode: 16,
    velocity: 100,
  };
}
