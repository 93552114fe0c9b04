// Compiles the sources and makes what the program reads at run time: the built-in sound font and the demo recording.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = `${root}dist/assets`;

execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', root], { stdio: 'inherit' });
mkdirSync(assets, { recursive: true });
if (existsSync(`${root}test/traces/demo.evemu`))
  copyFileSync(`${root}test/traces/demo.evemu`, `${assets}/demo.evemu`);
const builtin = `${root}dist/src/synthesizer/builtin/generate.js`;
if (existsSync(builtin))
  execFileSync(process.execPath, [builtin, `${assets}/builtin.sf2`], { stdio: 'inherit' });
