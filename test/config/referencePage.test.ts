import { readFileSync } from 'node:fs';
import t from 'tap';
import { aliases } from '../../src/config/aliases.js';
import { referencePage } from '../../src/config/referencePage.js';
import { settings } from '../../src/config/schema.js';
import { sourcePath } from '../support/sourceTree.js';

const page = referencePage();

/** The row of a key by the titles of its table. */
function rowOf(key: string): Record<string, string> {
  const row = page.split('\n').findIndex((line) => line.startsWith(`| \`${key}\` |`));
  const lines = page.split('\n');
  const head = lines.slice(0, row).findLastIndex((line) => line.startsWith('| key |'));
  const cells = (line = ''): string[] => line.slice(2, -2).split(' | ');
  return Object.fromEntries(
    cells(lines[head]).map((title, index) => [title, cells(lines[row])[index] ?? '']),
  );
}

t.test('docs/configuration.md is up to date', async (t) => {
  const file = readFileSync(sourcePath('docs/configuration.md'), 'utf8');
  t.equal(file, page, 'make it anew: npm run build && node scripts/config-page.mjs');
});

t.test('every setting has one row, and every other name', async (t) => {
  for (const key of settings.keys()) t.equal(page.split(`\n| \`${key}\` |`).length, 2, key);
  for (const [name, key] of aliases) t.match(page, `| \`${name}\` | \`${key}\` |`);
});

t.test('a row says what the schema does', async (t) => {
  t.strictSame(rowOf('audio.gain_db'), {
    key: '`audio.gain_db`',
    what: 'Output level; 0 is the gain of 1 of FluidSynth.',
    allowed: '-60 to 20',
    unit: 'dB',
    default: '`-11`',
    environment: '',
    'a change applies': 'live',
  });
  t.strictSame(rowOf('input.toggle_key')['a change applies'], 'restart');
  t.match(rowOf('audio.driver'), { environment: '`FW16_SYNTH_AUDIO_DRIVER`', default: '`"auto"`' });
  t.match(rowOf('input.keyboard.base_octave').allowed, '0 to 9, whole');
  t.match(rowOf('metrics.enabled').what, /^\*Planned\.\* /);
  t.notMatch(rowOf('layer.enabled').what, 'Planned');
});

t.test('columns that would be empty are left out, and every table is even', async (t) => {
  t.notOk('unit' in rowOf('production.enabled'));
  const columns = (line: string): number => line.replaceAll('\\|', '').split('|').length;
  for (const text of page.split('\n\n').filter((part) => part.startsWith('|'))) {
    const [head = '', ...rows] = text.split('\n');
    for (const row of rows.filter((line) => line.startsWith('|'))) t.equal(columns(row), columns(head), row);
  }
});
