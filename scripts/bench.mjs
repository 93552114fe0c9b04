// npm run bench: measures this program against fluidsynth in the same run; see bench/options.ts for the options.
import { prepare } from './prepare.mjs';

prepare('play', 'bench');
await import('../dist/bench/main.js');
