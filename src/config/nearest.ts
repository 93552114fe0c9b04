/** The name that somebody may have meant. */
import { createRequire } from 'node:module';
import type * as Levenshtein from 'fastest-levenshtein';

/** The nearest of the names, or undefined when none is near: at most a quarter of the word may differ, capitals aside. */
export function nearestOf(word: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || word.length > 200) return undefined;
  // Loaded only when something is wrong: a start does without.
  const { closest, distance } = createRequire(import.meta.url)('fastest-levenshtein') as typeof Levenshtein;
  const written = word.toLowerCase();
  const lower = names.map((name) => name.toLowerCase());
  const found = closest(written, lower);
  const allowed = Math.max(1, Math.floor(Math.min(word.length, found.length) / 4));
  return distance(written, found) <= allowed ? names[lower.indexOf(found)] : undefined;
}

/** The nearest key: near as a whole, or the same last part in another section. */
export function nearestKey(key: string, keys: readonly string[]): string | undefined {
  const last = key.slice(key.lastIndexOf('.') + 1);
  const section = key.slice(0, Math.max(0, key.lastIndexOf('.') + 1));
  const siblings = keys.filter((known) => known.startsWith(section) && section !== '');
  const sibling = nearestOf(
    last,
    siblings.map((known) => known.slice(section.length)),
  );
  if (sibling !== undefined) return `${section}${sibling}`;
  const whole = nearestOf(key, keys);
  if (whole !== undefined) return whole;
  const elsewhere = keys.filter((known) => known.endsWith(`.${last}`));
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
}
