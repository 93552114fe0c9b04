/** Build step: writes the built-in sound font to the path given as the only argument. */

import { writeFileSync } from 'node:fs';
import { generateBuiltinSoundFont } from './builtinSoundFont.js';

const [path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.length > 0) {
  console.error('usage: node generate.js OUT.sf2');
  process.exitCode = 2;
} else {
  writeFileSync(path, generateBuiltinSoundFont());
}
