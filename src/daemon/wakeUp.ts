/** After the death of a process: what the instrument was before, it becomes again. */
import type { Instrument, InstrumentProperties, WritableProperty } from '../dbus/instrument.js';

/** What a player has set, and would miss. The rest follows from it, or is of the moment. */
const remembered = ['Octave', 'Transpose', 'VelocityMode', 'Layer', 'Arpeggiator', 'Tempo', 'Gain'] as const;

/** The part of the properties that outlives the process. */
export function rememberedState(properties: InstrumentProperties): Readonly<Record<string, unknown>> {
  const { SoundFont, Bank, Program } = properties;
  return {
    SoundFont,
    Bank,
    Program,
    ...Object.fromEntries(remembered.map((name) => [name, properties[name]])),
  };
}

/**
 * Sets what was remembered, as far as it can be set: a sound font may have gone meanwhile.
 * @param failed Told of each thing that could not be set.
 */
export async function restoreState(
  instrument: Pick<Instrument, 'loadSoundFont' | 'selectProgram' | 'set' | 'properties'>,
  state: Readonly<Record<string, unknown>>,
  failed: (error: unknown) => void,
): Promise<void> {
  const attempt = async (change: () => Promise<void>): Promise<void> => {
    try {
      await change();
    } catch (error) {
      failed(error);
    }
  };
  const { SoundFont, Bank, Program } = state;
  const { properties } = instrument;
  if (typeof SoundFont === 'string' && SoundFont !== properties.SoundFont) {
    await attempt(() => instrument.loadSoundFont(SoundFont));
  }
  const moved = Bank !== properties.Bank || Program !== properties.Program;
  if (typeof Bank === 'number' && typeof Program === 'number' && moved) {
    await attempt(() => instrument.selectProgram(Bank, Program));
  }
  for (const name of remembered) {
    const value = state[name];
    if (value === undefined || value === properties[name]) continue;
    await attempt(() => instrument.set(name satisfies WritableProperty, value as number | string | boolean));
  }
}
