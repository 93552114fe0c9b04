// Writes the reference of the configuration, docs/configuration.md, from the schema of the build: node scripts/config-page.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { referencePage } from '../dist/src/config/referencePage.js';

writeFileSync(fileURLToPath(new URL('../docs/configuration.md', import.meta.url)), referencePage());
