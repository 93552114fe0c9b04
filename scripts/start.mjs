// npm start: makes the checkout ready and plays the demo; options are those of `fw16-synth demo`.
import { spawn } from 'node:child_process';
import { prepare, root } from './prepare.mjs';

prepare('play');
const options = ['demo', ...process.argv.slice(2)];
const demo = spawn(process.execPath, [`${root}dist/src/cli/main.js`, ...options], { stdio: 'inherit' });
// A signal of the terminal reaches the demo twice, which does no harm; one that is meant for npm reaches it from here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => demo.kill(signal));
demo.on('exit', (status) => process.exit(status ?? 1));
