/** How each setting that changes live is brought to what runs. */

import { engineSettings } from '../config/engineSettings.js';
import type { LoadedConfiguration } from '../config/load.js';
import type { InstrumentProperties } from '../dbus/instrument.js';
import type { Command, EngineSettings } from '../engine/messages.js';
import type { Log } from '../logging/logger.js';
import { logSettings } from '../logging/settings.js';
import type { DeviceRegistry } from './deviceRegistry.js';
import type { SoundFontHolder } from './soundFontHolder.js';

/** What settings are brought to. */
export interface LiveParts {
  readonly soundFonts: SoundFontHolder;
  readonly registry: Pick<DeviceRegistry, 'configure'>;
  readonly log: Pick<Log, 'apply'>;
  send(command: Command): void;
  /** What runs now: what a player has set stays, unless its setting changes. */
  properties(): InstrumentProperties;
}

/** The settings of the engine that a configuration stands for. */
type Settings = Pick<EngineSettings, 'performer' | 'audio' | 'chatterWindowUs'>;

interface Row {
  /** A key, or with a dot at the end all keys that begin so. */
  readonly keys: readonly string[];
  /** @param changed Tells whether the setting of a key has changed. */
  apply(
    parts: LiveParts,
    settings: Settings,
    loaded: LoadedConfiguration,
    changed: (key: string) => boolean,
  ): void;
}

const rows: readonly Row[] = [
  {
    keys: ['audio.gain_db', 'audio.polyphony', 'audio.reverb.', 'audio.chorus.'],
    apply: (parts, { audio }, _loaded, changed) => {
      const gainDb = changed('audio.gain_db') ? audio.gainDb : parts.properties().Gain;
      parts.send({ type: 'set-audio', audio: { ...audio, gainDb } });
    },
  },
  {
    keys: ['velocity.'],
    apply: (parts, { performer: { velocity } }, _loaded, changed) => {
      const mode = changed('velocity.mode') ? velocity.mode : parts.properties().VelocityMode;
      parts.send({ type: 'set-velocity', velocity: { ...velocity, mode: mode as typeof velocity.mode } });
    },
  },
  {
    keys: ['input.keyboard.base_octave'],
    apply: (parts, { performer: { octave } }) => parts.send({ type: 'set-octave', octave }),
  },
  {
    keys: ['input.keyboard.transpose'],
    apply: (parts, { performer: { transpose } }) => parts.send({ type: 'set-transpose', transpose }),
  },
  {
    keys: ['input.keyboard.chatter_ms'],
    apply: (parts, { chatterWindowUs }) => parts.send({ type: 'set-chatter-window', chatterWindowUs }),
  },
  {
    keys: ['performance.bank', 'performance.program'],
    apply: (parts, { performer: { bank, program } }) => parts.send({ type: 'select-program', bank, program }),
  },
  {
    keys: ['layer.'],
    apply: (parts, { performer: { layer } }, _loaded, changed) => {
      if (layer === undefined) return;
      const enabled = changed('layer.enabled') ? layer.enabled : parts.properties().Layer;
      parts.send({ type: 'configure-layer', layer: { ...layer, enabled } });
    },
  },
  {
    keys: ['arpeggiator.'],
    apply: (parts, { performer: { arpeggiator } }, _loaded, changed) => {
      if (arpeggiator === undefined) return;
      const { Arpeggiator, Tempo } = parts.properties();
      const mode = changed('arpeggiator.mode') ? arpeggiator.mode : (Arpeggiator as typeof arpeggiator.mode);
      const tempo = changed('arpeggiator.tempo') ? arpeggiator.tempo : Tempo;
      parts.send({ type: 'configure-arpeggiator', arpeggiator: { ...arpeggiator, mode, tempo } });
    },
  },
  {
    keys: ['input.devices'],
    apply: (parts, _settings, { configuration }) =>
      parts.registry.configure(configuration.get('input.devices')),
  },
  {
    keys: ['log.'],
    apply: (parts, _settings, { configuration }) => parts.log.apply(logSettings(configuration.get('log'))),
  },
  // Checked when the next sound font is loaded.
  { keys: ['audio.soundfont_max_mb'], apply: () => undefined },
  // Loaded before anything else is changed, for it may fail: see `applyLive`.
  { keys: ['audio.soundfont'], apply: () => undefined },
];

/** Whether there is a way to change a setting live. */
export function isApplied(key: string): boolean {
  return rows.some((row) => covers(row, key));
}

/**
 * Brings changed settings to what runs.
 * @param live The keys of those that have changed.
 * @throws SynthError SOUNDFONT_…; nothing has changed then.
 */
export async function applyLive(
  live: readonly string[],
  loaded: LoadedConfiguration,
  parts: LiveParts,
): Promise<void> {
  if (live.includes('audio.soundfont')) {
    const { configuration } = loaded;
    await parts.soundFonts.load(
      configuration.get('audio.soundfont'),
      configuration.get('audio.soundfont_max_mb'),
    );
  }
  const { path, programs } = parts.soundFonts.current;
  const settings = engineSettings(loaded.configuration, { devices: [], soundFont: path, programs });
  for (const row of rows) {
    const changed = live.filter((key) => covers(row, key));
    if (changed.length > 0) row.apply(parts, settings, loaded, (key) => changed.includes(key));
  }
}

function covers({ keys }: Row, key: string): boolean {
  return keys.some((known) => (known.endsWith('.') ? key.startsWith(known) : key === known));
}
