// Compiles everything anew and makes what the program reads at run time: the built-in sound font and the recording of
// the demo. dist/.built is written last, so that a build that was interrupted does not count.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = `${root}dist/assets`;

/** Runs a Node program of this checkout. */
function run(file, ...options) {
  execFileSync(process.execPath, [`${root}${file}`, ...options], { stdio: 'inherit' });
}

// Without what an earlier build left, or tests would run whose sources are gone.
rmSync(`${root}dist`, { recursive: true, force: true });
run('node_modules/typescript/bin/tsc', '-p', root);
mkdirSync(assets, { recursive: true });
copyFileSync(`${root}test/traces/demo.evemu`, `${assets}/demo.evemu`);
run('dist/src/synthesizer/builtin/generate.js', `${assets}/builtin.sf2`);
writeFileSync(`${root}dist/.built`, '');
