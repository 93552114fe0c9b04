/** Finds presets by words. */
import type { PresetSummary } from './preset.js';

/** What a word of the query is worth by where it was found; the best place counts. */
const worth = {
  wholeName: 100,
  nameStart: 60,
  wordOfName: 50,
  inName: 30,
  tag: 40,
  tagStart: 20,
  description: 5,
};

/**
 * Those whose name, tags or description have every word of the query, best first: names before tags before
 * descriptions, then favourites, then by name. All, by name, for an empty query. Capitals and accents do not matter.
 */
export function searchPresets(query: string, presets: readonly PresetSummary[]): readonly PresetSummary[] {
  const words = wordsOf(query);
  const found = presets.flatMap((preset) => {
    const score = scoreOf(words, preset);
    return score === undefined ? [] : [{ preset, score }];
  });
  if (words.length === 0) return presets;
  found.sort(
    (a, b) =>
      b.score - a.score ||
      Number(b.preset.favourite) - Number(a.preset.favourite) ||
      byName(a.preset, b.preset),
  );
  return found.map(({ preset }) => preset);
}

/** The order of names. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return (
    a.name.localeCompare(b.name, 'en', { sensitivity: 'base', numeric: true }) || (a.name < b.name ? -1 : 1)
  );
}

/** Undefined when a word is nowhere. */
function scoreOf(words: readonly string[], preset: PresetSummary): number | undefined {
  const name = folded(preset.name);
  const text = {
    name,
    words: wordsOf(preset.name),
    tags: preset.tags.map(folded),
    description: folded(preset.description),
  };
  let sum = name === words.join(' ') ? worth.wholeName : 0;
  for (const word of words) {
    const best = bestPlace(word, text);
    if (best === 0) return undefined;
    sum += best;
  }
  return sum;
}

interface FoldedText {
  readonly name: string;
  readonly words: readonly string[];
  readonly tags: readonly string[];
  readonly description: string;
}

function bestPlace(word: string, { name, words, tags, description }: FoldedText): number {
  const places: readonly (readonly [found: boolean, worth: number])[] = [
    [name === word, worth.wholeName],
    [name.startsWith(word), worth.nameStart],
    [words.includes(word), worth.wordOfName],
    [tags.includes(word), worth.tag],
    [name.includes(word), worth.inName],
    [tags.some((tag) => tag.startsWith(word)), worth.tagStart],
    [description.includes(word) || tags.some((tag) => tag.includes(word)), worth.description],
  ];
  return places.find(([found]) => found)?.[1] ?? 0;
}

function wordsOf(text: string): readonly string[] {
  return folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
