import t from 'tap';
import { checkSoundFontFile } from '../../../src/synthesizer/soundFont/check.js';
import { tinySoundFont, words } from '../../support/tinySoundFont.js';
import { refuses, write } from './refusals.js';

t.test('a modulator of a generator that does not exist', (t) => {
  const modulator = (destination: number): Buffer =>
    tinySoundFont((parts) => {
      parts.imod = Buffer.concat([
        words(0x0502, 8, 100, 0, 0),
        words(2, destination, 1, 0, 0),
        Buffer.alloc(10),
      ]);
      parts.ibag = words(0, 0, 2, 2);
    });
  for (const destination of [63, 64, 255, 0x80ff])
    refuses(
      t,
      write(modulator(destination)),
      'SOUNDFONT_UNSAFE',
      `would crash libfluidsynth: record 1 of 'imod' changes generator ${destination}, which does not exist`,
    );
  for (const destination of [0, 58, 62, 0x8001])
    t.equal(checkSoundFontFile(write(modulator(destination))).sampleCount, 1, `${destination} is accepted`);
  t.end();
});
