// Writes what the options for NixOS and Home Manager are made of, from the schema of the build: node scripts/nix-options.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeSchema } from '../dist/src/config/schemaDescription.js';
import { settingKeys } from '../dist/src/presets/presetKeys.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = {
  'modules/settings-schema.json': describeSchema(),
  'modules/preset-settings.json': Object.fromEntries(
    Object.values(settingKeys).map(({ key, setting }) => [key, setting]),
  ),
};
for (const [file, content] of Object.entries(files)) {
  writeFileSync(`${root}${file}`, `${JSON.stringify(content, null, 2)}\n`);
}
execFileSync(
  process.execPath,
  [`${root}node_modules/@biomejs/biome/bin/biome`, 'format', '--write', ...Object.keys(files)],
  { cwd: root, stdio: 'inherit' },
);
