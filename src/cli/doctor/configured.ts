/** What the configuration says of driver and devices, for the checks that judge what it names. */
import { type LoadOptions, loadConfiguration } from '../../config/load.js';
import { createConfiguration } from '../../config/schema.js';
import type { DeviceRequest } from '../../engine/messages.js';
import { SynthError } from '../../errors/errors.js';
import type { AudioDriverName } from '../../synthesizer/audioDrivers.js';

export interface Configured {
  readonly driver: AudioDriverName;
  /** The devices of `input.devices`; none when every keyboard that is found is played. */
  readonly devices: readonly DeviceRequest[];
}

export type ReadConfigured = () => Configured;

/**
 * Reads at the first call, and once. A configuration that is not valid counts as the defaults: a check of its own tells
 * of that, and the others are still to say something.
 */
export function readConfigured(load: LoadOptions): ReadConfigured {
  let known: Configured | undefined;
  return () => {
    known ??= configuredBy(load);
    return known;
  };
}

function configuredBy(load: LoadOptions): Configured {
  const configuration = validOrDefault(load);
  return { driver: configuration.get('audio.driver'), devices: configuration.get('input.devices') };
}

function validOrDefault(load: LoadOptions): ReturnType<typeof createConfiguration> {
  try {
    return loadConfiguration(load);
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    return createConfiguration();
  }
}
