/** What the README promises is so: its commands are taken, its configuration is valid, its keys play what it says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { parseCommandLine } from '../src/cli/arguments.js';
import { exitStatuses } from '../src/cli/commandRow.js';
import { commandRows, flagRows } from '../src/cli/commandTable.js';
import { flagTable } from '../src/cli/flagTable.js';
import { loadConfiguration } from '../src/config/load.js';
import { systemConfiguration } from '../src/config/places.js';
import { sections, settings } from '../src/config/schema.js';
import { reactivationLimit, reactivationWindowMs } from '../src/daemon/activationRecord.js';
import { busName, rootPath } from '../src/dbus/names.js';
import { errorCodes } from '../src/errors/errors.js';
import { keyName } from '../src/input/keyCodes.js';
import { arpeggiatorModes } from '../src/performance/arpeggiatorSettings.js';
import { laptopBindings } from '../src/performance/bindings.js';
import { laptopKeymap } from '../src/performance/keymap.js';
import { builtInPresets } from '../src/presets/builtInPresets.js';
import { readPage } from './support/referencePages.js';
import { sourcePath } from './support/sourceTree.js';

const read = (path: string): string => readFileSync(sourcePath(path), 'utf8');
const readme = read('README.md');

/** The text of the code blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, text]) => text ?? '',
  );
}

/** The words of every command line that is shown: those of the blocks, without comments, and those in the text. */
const commandLines: readonly (readonly string[])[] = [
  ...blocks('sh')
    .join('')
    .split('\n')
    .map((line) => line.replace(/ +#.*$/, '')),
  ...[...readme.replace(/^```.*?^```/gms, '').matchAll(/`([^`]+ [^`]+)`/g)].map(([, text = '']) =>
    text.replace(/\s+/g, ' '),
  ),
].map((line) =>
  (line.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2')),
);

/** The command lines of a program, without its name. */
function linesOf(...program: string[]): string[][] {
  return commandLines
    .filter((words) => program.every((word, index) => words[index] === word))
    .map((words) => words.slice(program.length));
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

t.test('keys of the configuration and environment variables exist', (t) => {
  const tops = new Set([...settings.keys()].map((key) => key.split('.')[0]));
  const pattern = new RegExp(`(?<![\\w/.-])(?:${[...tops].join('|')})(?:\\.[a-z_]+)+`, 'g');
  const named = [...readme.matchAll(pattern)].map(([key]) => key);
  t.ok(named.length > 4);
  for (const key of named) t.ok(settings.has(key) || sections.has(key), key);
  t.match(readme, `\`${systemConfiguration}\``);

  const variables = new Set([...readme.matchAll(/FW16_SYNTH_[A-Z_]+/g)].map(([name]) => name));
  const known = new Set([...settings.values()].map(({ env }) => env));
  const sources = readdirSync(sourcePath('src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join('src', file)))
    .join('\n');
  t.ok(variables.size > 0);
  for (const name of variables) t.ok(known.has(name) || sources.includes(name), name);
  t.end();
});

t.test('every command line of the program is one that it takes', (t) => {
  const lines = [...linesOf('fw16-synth'), ...linesOf('npm', 'start', '--')];
  const named = new Set<string>();
  for (const words of lines.filter(([first]) => first !== 'COMMAND')) {
    const { command } = parseCommandLine(words);
    t.ok(
      commandRows.some(({ name }) => name === command),
      words.join(' '),
    );
    named.add(command);
  }
  t.ok(named.size > 15, `${named.size} commands are named`);
  t.throws(() => parseCommandLine(['config', 'put']), { code: 'USAGE' }, 'another one would be refused');
  const builtIn = new Set(builtInPresets.map(({ name }) => name));
  for (const [preset = ''] of linesOf('fw16-synth', 'preset', 'load')) t.ok(builtIn.has(preset), preset);
  t.end();
});

t.test('flags, files, headings and npm scripts exist', (t) => {
  const known = new Set([...Object.keys(flagTable), ...flagRows.map(({ name }) => name)]);
  const flags = [...readme.matchAll(/`(--[a-z-]+)/g)].map(([, flag = '']) => flag);
  t.ok(flags.length > 3);
  for (const flag of flags) t.ok(known.has(flag.slice(2)), flag);
  const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, target = ''] of readme.matchAll(/\]\(([^)]+)\)/g)) {
    const there = target.startsWith('#')
      ? headings.includes(target.slice(1))
      : existsSync(sourcePath(target));
    t.ok(there, target);
  }
  const { scripts, version } = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>;
    version: string;
  };
  const named = [...readme.matchAll(/npm (?:run )?(start|test|bench|build|test:guest)\b/g)];
  t.ok(named.length > 3);
  for (const [, name = ''] of named) t.ok(scripts[name], name);
  t.match(readme, `./fw16-synth-${version}.tgz`, 'what npm pack makes');
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
    layer: /Caps Lock \+ `L` \| layer/,
    arpeggiator: new RegExp(`Caps Lock \\+ \`A\` \\| arpeggiator: ${arpeggiatorModes.join(', ')},`),
    panic: /Esc \| every note ends/,
  };
  for (const [command, pattern] of Object.entries(named)) {
    t.ok(laptopBindings.some((binding) => binding.command === command));
    t.match(readme, pattern);
  }
  t.match(readme, `\`${settings.get('input.toggle_key')?.default}\``);
  t.end();
});

t.test('what busctl calls is on the pages of the interfaces', (t) => {
  const pages = new Map(
    ['synthesizer', 'health', 'presets', 'device'].map((name) => {
      const page = readPage(name);
      return [page.interface, page.members];
    }),
  );
  const lines = linesOf('busctl', '--user');
  t.ok(lines.length > 5);
  for (const [verb = '', name, path, on = '', ...rest] of lines) {
    t.equal(name, busName);
    if (verb === 'monitor') continue;
    t.equal(path, rootPath);
    if (verb === 'introspect') continue;
    const members = pages.get(on);
    const [member = '', signature, ...values] = rest;
    if (verb === 'call') {
      const types = members?.methods[member]?.in.map((argument) => argument.split(' ')[0]) ?? ['no method'];
      t.equal(signature ?? '', types.join(''), `${on}.${member}`);
      t.equal(values.length, types.length, 'a value for each argument');
    } else if (verb === 'get-property') {
      for (const property of rest) t.ok(members?.properties[property], `${on}.${property}`);
    } else {
      t.equal(verb, 'set-property');
      t.same(members?.properties[member], { type: signature, access: 'readwrite' }, `${on}.${member}`);
    }
  }
  t.end();
});

t.test('exit statuses and codes of errors', (t) => {
  const text = readme.replace(/\s+/g, ' ');
  for (const [status, meaning] of Object.entries(exitStatuses)) {
    // What the daemon says of itself is told in the sentence.
    t.match(text, `${status} ${meaning.split(',')[0]}`);
  }
  const codes = [...readme.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
  const others = [...settings.keys(), 'KEY_CONFIG'];
  t.ok(codes.length > 8);
  for (const code of codes.filter((one) => !one.startsWith('FW16_') && !others.includes(one)))
    t.ok((errorCodes as readonly string[]).includes(code), code);
  t.end();
});

t.test('how it is supervised', (t) => {
  const unit = read('share/systemd/user/fw16-synth.service.in');
  const text = readme.replace(/\s+/g, ' ');
  t.match(text, 'without it for ten seconds it is killed');
  t.match(unit, /^WatchdogSec=10s$/m);
  t.match(text, 'at most three times in five minutes');
  t.same([reactivationLimit, reactivationWindowMs], [3, 5 * 60e3]);
  t.match(text, 'ends it with status 78, and is not tried again');
  t.match(unit, /^RestartPreventExitStatus=.*\b78$/m);
  t.match(text, 'systemd 254 or later');
  t.match(unit, 'systemd 254 or later');
  t.end();
});
