/** The schema as data, for what is generated from it: the options for Nix, documentation, completions. */
import { aliases } from './aliases.js';
import type { FormatDescription } from './formats.js';
import { currentVersion } from './migrations.js';
import { settings } from './schema.js';
import type { Applies } from './setting.js';

export type SettingDescription = FormatDescription & {
  readonly doc: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly default: unknown;
  readonly unit?: string;
  /** The environment variable that sets it. */
  readonly env?: string;
  readonly applies: Applies;
  /** True for a setting that this version does not act on. */
  readonly planned: boolean;
  /** Other names for it in files. */
  readonly otherNames: readonly string[];
};

export interface SchemaDescription {
  /** What the key `version` of a file says. */
  readonly version: number;
  /** By full keys, like `audio.driver`. */
  readonly settings: Readonly<Record<string, SettingDescription>>;
}

export function describeSchema(): SchemaDescription {
  return {
    version: currentVersion,
    settings: Object.fromEntries(
      [...settings.values()].map(({ key, doc, unit, format, default: usual, env, applies, planned }) => [
        key,
        {
          ...format.description,
          doc,
          allowed: format.name,
          default: usual,
          ...(unit === undefined ? {} : { unit }),
          ...(env === undefined ? {} : { env }),
          applies,
          planned: planned ?? false,
          otherNames: [...aliases].filter(([, canonical]) => canonical === key).map(([name]) => name),
        },
      ]),
    ),
  };
}
