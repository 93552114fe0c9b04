/** What the README promises is so: its configuration is valid, its flags exist, its keys play what it says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parse } from 'yaml';
import { flagRows } from '../src/cli/commandTable.js';
import { flagTable } from '../src/cli/flagTable.js';
import { loadConfiguration } from '../src/config/load.js';
import { keyName } from '../src/input/keyCodes.js';
import { laptopBindings } from '../src/performance/bindings.js';
import { laptopKeymap } from '../src/performance/keymap.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The text of the code blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text]) => text ?? '',
  );
}

/** Values by their full keys. */
function flattened(section: object, prefix = ''): [string, unknown][] {
  return Object.entries(section).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? flattened(value, `${prefix}${name}.`)
      : ([[`${prefix}${name}`, value]] as [string, unknown][]),
  );
}

t.test('the configuration is valid, and shows the defaults but for the sound font', (t) => {
  const [yaml = ''] = blocks('yaml');
  const file = join(t.testdir({ 'config.yaml': yaml }), 'config.yaml');
  const environment = { XDG_CONFIG_HOME: '/nonexistent' };
  const shown = loadConfiguration({ file, environment });
  const defaults = loadConfiguration({ environment }) as { get(key: string): unknown };
  t.equal(shown.get('audio.soundfont'), '/usr/share/sounds/sf2/TimGM6mb.sf2');
  const values = flattened(parse(yaml) as object).filter(([key]) => key !== 'audio.soundfont');
  t.ok(values.length > 8);
  for (const [key, value] of values) t.equal(defaults.get(key), value, key);
  t.end();
});

t.test('the flags and commands exist, and so do the files', (t) => {
  const commands = blocks('sh').join('\n');
  const flags = [...commands.matchAll(/ (--[a-z-]+)/g), ...readme.matchAll(/`(--[a-z-]+)/g)];
  t.ok(flags.length > 5);
  const known = new Set([...Object.keys(flagTable), ...flagRows.map(({ name }) => name)]);
  for (const [, flag = ''] of flags) t.ok(known.has(flag.slice(2)), flag);
  for (const [, path = ''] of readme.matchAll(/\]\(([^)]+)\)/g)) t.ok(existsSync(join(root, path)), path);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, name = ''] of readme.matchAll(/npm (?:run )?(start|test|bench)/g)) t.ok(scripts[name], name);
  t.end();
});

t.test('the keys are those of the keymap and the bindings', (t) => {
  const rows = [...readme.matchAll(/^\| (`[^|]+`) \| (white|the octave|two octaves)/gm)];
  const shown = rows.map(([, keys = '']) => keys.replaceAll('`', '').split(' '));
  const black = /with `([^`]+)` as the black ones/.exec(readme)?.[1]?.split(' ') ?? [];
  t.equal(shown.flat().length + black.length, laptopKeymap.length, 'every note key');
  t.equal(shown[0]?.[0], 'Q');
  for (const letter of shown.flat().filter((name) => /^[A-Z]$/.test(name)))
    t.ok(
      laptopKeymap.some(({ code }) => keyName(code) === `KEY_${letter}`),
      letter,
    );
  const named: Readonly<Record<string, RegExp>> = {
    'octave-down': /`-` `=` \| octave down, up/,
    sustain: /Space \| sustain/,
    'program-next': /Page Up, Page Down \| previous, next program/,
    accent: /Shift, Ctrl \| louder, softer/,
    'transpose-up': /Caps Lock \+ `,` `.` \| transpose down, up/,
    panic: /Esc \| every note ends/,
  };
  for (const [command, pattern] of Object.entries(named)) {
    t.ok(laptopBindings.some((binding) => binding.command === command));
    t.match(readme, pattern);
  }
  t.end();
});
