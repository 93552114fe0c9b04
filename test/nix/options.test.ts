/** What the Nix modules are made of is what the program has; Nix itself is not needed here. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { describeSchema } from '../../src/config/schemaDescription.js';
import { settingKeys } from '../../src/presets/presetKeys.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const remedy = 'run: node scripts/nix-options.mjs';

t.test('the options are those of the schema', (t) => {
  t.same(JSON.parse(read('modules/settings-schema.json')), describeSchema(), remedy);
  t.end();
});

t.test('the settings of presets are those that the program knows', (t) => {
  const keys = Object.fromEntries(Object.values(settingKeys).map(({ key, setting }) => [key, setting]));
  t.same(JSON.parse(read('modules/preset-settings.json')), keys, remedy);
  t.end();
});

t.test('the modules have a type for everything in the schema', (t) => {
  const known = new Set(['integer', 'number', 'boolean', 'enum', 'text', 'list']);
  // What modules/settings.nix takes apart; any other text is a text there.
  const fields =
    /^(one of .+|a number from [\d.-]+ to [\d.-]+|true or false|a path that begins with \/|pitch-bend, channel-pressure, or cc-0 to cc-119)(; may be left out)?$/;
  for (const [key, setting] of Object.entries(describeSchema().settings)) {
    t.ok(known.has(setting.type), key);
    if (setting.type !== 'list') continue;
    for (const [field, allowed] of Object.entries(setting.fields))
      t.match(allowed, fields, `${key}.${field}`);
  }
  t.end();
});

t.test('every script for a machine is a check of the flake, and every Nix test is named', (t) => {
  const checks = read('nixos-tests/default.nix');
  const files = readdirSync(fileURLToPath(new URL('nixos-tests/', root)));
  t.ok(files.filter((file) => file.endsWith('.py')).length > 8);
  t.match(checks, /hasSuffix "\.py"/, 'the scripts are taken from the folder');
  const imported = new Set(['default.nix', 'machine.nix', 'evaluated-modules.nix']);
  for (const file of files.filter((name) => name.endsWith('.nix') && !imported.has(name)))
    t.match(checks, `./${file}`);
  t.end();
});

t.test('flake.lock has the two inputs and no other', (t) => {
  const { nodes } = JSON.parse(read('flake.lock')) as { nodes: Record<string, unknown> };
  t.same(Object.keys(nodes).sort(), ['home-manager', 'nixpkgs', 'root']);
  t.end();
});
