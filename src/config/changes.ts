/** What differs between two configurations, for a reload and for a person. */
import type { SourcedValue } from './merge.js';
import { settings } from './schema.js';
import type { Applies } from './setting.js';

export interface Change {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly applies: Applies;
}

export interface ConfigurationChanges {
  /** In the order of the schema. */
  readonly changes: readonly Change[];
  /** Keys of those that take effect at once. */
  readonly live: readonly string[];
  /** Keys of those that take effect at the next start. */
  readonly needRestart: readonly string[];
}

/** Values by full keys, as a loaded configuration has them. */
interface WithValues {
  readonly values: ReadonlyMap<string, SourcedValue>;
}

/** The defaults, to compare with. */
export const defaultValues: WithValues = {
  values: new Map(
    [...settings.values()].map(({ key, default: value }) => [key, { value, source: { kind: 'default' } }]),
  ),
};

/** Settings whose values differ; that one is from another place now does not count. */
export function compareConfigurations(before: WithValues, after: WithValues): ConfigurationChanges {
  const changes = [...settings.values()].flatMap(({ key, applies }): Change[] => {
    const old = before.values.get(key)?.value;
    const now = after.values.get(key)?.value;
    // Values are what JSON can say.
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ key, before: old, after: now, applies }];
  });
  const keysOf = (wanted: Applies) =>
    changes.filter(({ applies }) => applies === wanted).map(({ key }) => key);
  return { changes, live: keysOf('live'), needRestart: keysOf('restart') };
}
