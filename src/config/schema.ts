/**
 * Every setting: its type, range, unit, default, environment name, documentation, and when a change takes effect. The
 * only place that says so.
 */
import convict from 'convict';
import { formatNamed } from './formats.js';
import { input, midi, touchpad } from './schema/devices.js';
import { arpeggiator, layer, performance } from './schema/performance.js';
import { health, log, metrics, production, recovery, shutdown } from './schema/service.js';
import { audio, velocity } from './schema/sound.js';
import { isSetting, type SchemaSection, type Setting, type ValuesOf } from './setting.js';

export const schema = {
  audio,
  velocity,
  input,
  touchpad,
  midi,
  layer,
  arpeggiator,
  performance,
  production,
  health,
  metrics,
  log,
  recovery,
  shutdown,
} satisfies SchemaSection;

/** A configuration that has been read and checked. */
export type Configuration = convict.Config<ValuesOf<typeof schema>>;

/** The defaults and what an environment says over them; it has been checked if it is empty. */
export function createConfiguration(environment: NodeJS.ProcessEnv = {}): Configuration {
  return convict(schema, { env: environment, args: [] });
}

/** Every setting by its full key, in the order of the schema. */
export const settings: ReadonlyMap<string, Setting> = new Map(
  settingsIn(schema, '').map((setting) => [setting.key, setting]),
);

/** The full keys of the sections. */
export const sections: ReadonlySet<string> = new Set(
  [...settings.keys()].flatMap((key) => {
    const parts = key.split('.');
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
  }),
);

function settingsIn(section: SchemaSection, prefix: string): Setting[] {
  return Object.entries(section).flatMap(([name, declared]) => {
    const key = `${prefix}${name}`;
    if (!isSetting(declared)) return settingsIn(declared, `${key}.`);
    return [{ ...declared, key, format: formatNamed(declared.format) }];
  });
}
