// Measures this program against fluidsynth in the same run; see bench/main.ts for the options.
import './prepare.mjs';

await import('../dist/bench/main.js');
