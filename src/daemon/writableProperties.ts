/** What a client of the bus may set: what the setting of the same thing allows, and the command that sets it. */
import { settingFault } from '../config/settingFault.js';
import type { WritableProperty } from '../dbus/instrument.js';
import type { Command } from '../engine/messages.js';
import { SynthError } from '../errors/errors.js';
import type { ArpeggiatorMode } from '../performance/arpeggiatorSettings.js';
import type { VelocityMode, VelocitySettings } from '../performance/velocity/settings.js';

/** The type of a property, the setting that it begins as, and the command that sets it. */
interface Row<Value> {
  readonly type: 'number' | 'string' | 'boolean';
  readonly setting: string;
  command(value: Value, velocity: () => VelocitySettings): Command;
}

interface Values {
  Octave: number;
  Transpose: number;
  VelocityMode: VelocityMode;
  Layer: boolean;
  Arpeggiator: ArpeggiatorMode;
  Tempo: number;
  Gain: number;
}

const rows: { readonly [Name in WritableProperty]: Row<Values[Name]> } = {
  Octave: {
    type: 'number',
    setting: 'input.keyboard.base_octave',
    command: (octave) => ({ type: 'set-octave', octave }),
  },
  Transpose: {
    type: 'number',
    setting: 'input.keyboard.transpose',
    command: (transpose) => ({ type: 'set-transpose', transpose }),
  },
  VelocityMode: {
    type: 'string',
    setting: 'velocity.mode',
    command: (mode, velocity) => ({ type: 'set-velocity', velocity: { ...velocity(), mode } }),
  },
  Layer: {
    type: 'boolean',
    setting: 'layer.enabled',
    command: (layer) => ({ type: 'set-layer', layer }),
  },
  Arpeggiator: {
    type: 'string',
    setting: 'arpeggiator.mode',
    command: (arpeggiator) => ({ type: 'set-arpeggiator', arpeggiator }),
  },
  Tempo: {
    type: 'number',
    setting: 'arpeggiator.tempo',
    command: (tempo) => ({ type: 'set-tempo', tempo }),
  },
  Gain: {
    type: 'number',
    setting: 'audio.gain_db',
    command: (gainDb) => ({ type: 'set-gain', gainDb }),
  },
};

/**
 * The command that sets a property.
 * @param velocity The velocity settings that are in force, of which the mode is one.
 * @throws SynthError INVALID_ARGUMENTS, and nothing has changed.
 */
export function commandFor(
  property: WritableProperty,
  value: unknown,
  velocity: () => VelocitySettings,
): Command {
  const row = rows[property] as Row<unknown>;
  const fault =
    typeof value === row.type
      ? settingFault(property, row.setting, value)
      : `${property}: must be a ${row.type}: value was ${JSON.stringify(value)}`;
  if (fault === undefined) return row.command(value, velocity);
  throw new SynthError('INVALID_ARGUMENTS', `${fault}.`, 'Set it to what is allowed; it is as it was.');
}
