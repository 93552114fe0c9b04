/** What is known of a setting besides its value. */
import type { Format } from './formats.js';

/**
 * When a change takes effect.
 * - `live`: at the next reload, without a dropout
 * - `restart`: when the daemon starts the next time
 */
export type Applies = 'live' | 'restart';

/** A setting as the schema declares it; convict reads `doc`, `format`, `default` and `env`. */
export interface SettingDeclaration {
  readonly doc: string;
  /** The unit of a number. */
  readonly unit?: string;
  /** The name of a format of `formats.ts`. */
  readonly format: string;
  readonly default: unknown;
  /** The name of the environment variable that sets it, where there is one. */
  readonly env?: string;
  readonly applies: Applies;
  /** This version does nothing with it: what it sets does not exist yet. */
  readonly planned?: true;
}

export interface SchemaSection {
  readonly [name: string]: SettingDeclaration | SchemaSection;
}

/** A setting with its full key, like `audio.driver`. */
export interface Setting extends Omit<SettingDeclaration, 'format'> {
  readonly key: string;
  readonly format: Format;
}

/** The type of the values of a schema. */
export type ValuesOf<S> = {
  -readonly [K in keyof S]: S[K] extends { readonly default: infer Value } ? Value : ValuesOf<S[K]>;
};

export function isSetting(declared: SettingDeclaration | SchemaSection): declared is SettingDeclaration {
  return 'default' in declared;
}
