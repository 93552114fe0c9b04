import t from 'tap';
import type { PresetSummary } from '../../src/presets/preset.js';
import { searchPresets } from '../../src/presets/search.js';

function preset(
  name: string,
  tags: readonly string[] = [],
  description = '',
  favourite = false,
): PresetSummary {
  return { name, tags, description, favourite, builtIn: false };
}

const all = [
  preset('Electric Piano', ['keys'], 'Warm, with a tremolo.'),
  preset('Organ', ['sustained', 'warm']),
  preset('Organism', ['pad']),
  preset('Résonance', ['pad'], 'An organ of glass.'),
  preset('Small Organ', [], '', true),
  preset('Warm Pad', ['pad']),
];
const search = (query: string) => searchPresets(query, all).map(({ name }) => name);

t.test('names before tags before descriptions', async (t) => {
  t.same(search('organ'), ['Organ', 'Organism', 'Small Organ', 'Résonance']);
  t.same(search('warm'), ['Warm Pad', 'Organ', 'Electric Piano']);
});

t.test('every word has to be somewhere', async (t) => {
  t.same(search('warm pad'), ['Warm Pad']);
  t.same(search('pad warm'), ['Warm Pad']);
  t.same(search('warm tremolo'), ['Electric Piano']);
  t.same(search('organ violin'), []);
});

t.test('capitals, accents and spaces do not matter', async (t) => {
  t.same(search('  ORGAN  '), search('organ'));
  t.same(search('resonance'), ['Résonance']);
  t.same(search('RÉSON'), ['Résonance']);
});

t.test('nothing finds all, in their order', async (t) => {
  t.same(searchPresets('', all), all);
  t.same(searchPresets(' \n', all), all);
});

t.test('of equals the favourites come first, then the names', async (t) => {
  const equals = [preset('b pad'), preset('a pad'), preset('c pad', [], '', true)];
  t.same(
    searchPresets('pad', equals).map(({ name }) => name),
    ['c pad', 'a pad', 'b pad'],
  );
});

t.test('a query is words, and no pattern', async (t) => {
  for (const query of ['.*', '(', '[a', '\\', '%s']) t.same(search(query), [], query);
});
