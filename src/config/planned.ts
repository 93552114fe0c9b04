/** What somebody has set and this version does nothing with: it must not look as if it worked. */
import type { ConfigurationNote } from './fault.js';
import type { ConfiguredDevice } from './listFormats.js';
import type { SourcedValue } from './merge.js';
import { settings } from './schema.js';
import { placed } from './source.js';

/** A note for each setting that was given and has no effect, or not all of it. */
export function plannedNotes(values: ReadonlyMap<string, SourcedValue>): ConfigurationNote[] {
  return [...values].flatMap(([key, { value, source }]): ConfigurationNote[] => {
    if (source.kind === 'default') return [];
    return withoutEffect(key, value).map((what) => {
      return { kind: 'planned', source, key, sentence: `${placed(key, source)} ${what}.` };
    });
  });
}

function withoutEffect(key: string, value: unknown): readonly string[] {
  if (settings.get(key)?.planned) return ['is taken note of, but this version does not act on it yet'];
  if (key === 'velocity.mode' && value === 'pressure') {
    return [
      'is pressure, which no device that this version reads measures: notes play at velocity.fixed.velocity',
    ];
  }
  if (key !== 'input.devices') return [];
  const devices = value as readonly ConfiguredDevice[];
  const silent = devices.filter(({ kind }) => kind !== 'keyboard').map(({ path }) => path);
  return [
    ...(silent.length > 0 ? [`names what this version does not play yet: ${silent.join(', ')}`] : []),
    ...(devices.some(({ grab }) => grab !== undefined)
      ? ['says grab for a single device, where this version acts on input.grab alone']
      : []),
  ];
}
