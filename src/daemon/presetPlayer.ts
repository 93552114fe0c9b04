/** What a preset sets, on the instrument; and what of it is set now, for one that is saved. */
import type { Instrument, InstrumentProperties, WritableProperty } from '../dbus/instrument.js';
import type { Command } from '../engine/messages.js';
import type { PresetSettings } from '../presets/preset.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import type { SoundFontHolder } from './soundFontHolder.js';

export interface PresetParts {
  readonly instrument: Pick<Instrument, 'properties' | 'selectProgram' | 'loadSoundFont' | 'set'>;
  readonly soundFonts: SoundFontHolder;
  /** The audio settings that are configured. */
  audio(): AudioSettings;
  send(command: Command): void;
}

/** Settings of a preset that are properties of the instrument. */
const properties: readonly (readonly [keyof PresetSettings, WritableProperty])[] = [
  ['octave', 'Octave'],
  ['transpose', 'Transpose'],
  ['velocityMode', 'VelocityMode'],
  ['layer', 'Layer'],
  ['arpeggiator', 'Arpeggiator'],
  ['tempo', 'Tempo'],
  ['gainDb', 'Gain'],
];

/** Whether any of the properties is one that presets set. */
export function isOfPreset(changed: Partial<InstrumentProperties>): boolean {
  const names = Object.keys(changed);
  const own = ['SoundFont', 'Bank', 'Program', ...properties.map(([, property]) => property)];
  return own.some((property) => names.includes(property));
}

export class PresetPlayer {
  /** True while a preset is being set: what changes then is no change of the preset. */
  applying = false;

  private readonly parts: PresetParts;
  /** Levels that a preset has set, until the next one. */
  private levels: Pick<PresetSettings, 'reverbLevel' | 'chorusLevel'> = {};

  constructor(parts: PresetParts) {
    this.parts = parts;
  }

  /** What is set now. */
  current(): PresetSettings {
    const now = this.parts.instrument.properties;
    return {
      ...(now.SoundFont === '' ? {} : { soundFont: now.SoundFont }),
      bank: now.Bank,
      program: now.Program,
      ...(Object.fromEntries(properties.map(([name, property]) => [name, now[property]])) as PresetSettings),
      ...this.levels,
    };
  }

  /** @throws SynthError SOUNDFONT_…, PROGRAM_NOT_FOUND; nothing has changed then. */
  async apply(settings: PresetSettings): Promise<void> {
    this.applying = true;
    try {
      await this.chooseSound(settings);
      for (const [name, property] of properties) {
        const value = settings[name];
        if (value !== undefined) await this.parts.instrument.set(property, value);
      }
      this.setLevels(settings);
    } finally {
      this.applying = false;
    }
  }

  /** What may fail comes first, so that there is only one thing to take back. */
  private async chooseSound({ soundFont, bank = 0, program }: PresetSettings): Promise<void> {
    const { instrument, soundFonts } = this.parts;
    const before: InstrumentProperties = instrument.properties;
    const change = soundFont !== undefined && soundFont !== before.SoundFont;
    if (change) await instrument.loadSoundFont(soundFont);
    if (program === undefined) return;
    try {
      soundFonts.requireProgram(bank, program);
    } catch (error) {
      if (change) await instrument.loadSoundFont(before.SoundFont);
      throw error;
    }
    await instrument.selectProgram(bank, program);
  }

  private setLevels({ reverbLevel, chorusLevel }: PresetSettings): void {
    if (reverbLevel === undefined && chorusLevel === undefined) return;
    this.levels = {
      ...this.levels,
      ...(reverbLevel === undefined ? {} : { reverbLevel }),
      ...(chorusLevel === undefined ? {} : { chorusLevel }),
    };
    const audio = this.parts.audio();
    this.parts.send({
      type: 'set-audio',
      audio: {
        ...audio,
        gainDb: this.parts.instrument.properties.Gain,
        reverb: { ...audio.reverb, level: this.levels.reverbLevel ?? audio.reverb.level },
        chorus: { ...audio.chorus, level: this.levels.chorusLevel ?? audio.chorus.level },
      },
    });
  }
}
