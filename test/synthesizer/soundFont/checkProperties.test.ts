import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { SynthError } from '../../../src/errors/errors.js';
import { checkSoundFontFile } from '../../../src/synthesizer/soundFont/check.js';
import { tinySoundFont } from '../../support/tinySoundFont.js';
import { folder } from './refusals.js';

t.test('whatever the bytes, there is a summary or a refusal, soon', (t) => {
  const whole = tinySoundFont();
  const path = join(folder, 'mutant.sf2');
  const offset = fc.nat({ max: whole.length - 1 });
  let slowestMs = 0;
  let accepted = 0;
  let refused = 0;
  const examine = (bytes: Buffer): void => {
    writeFileSync(path, bytes);
    const start = performance.now();
    try {
      const summary = checkSoundFontFile(path, { maxBytes: 1 << 20 });
      if (summary.presets.length === 0 || summary.sampleCount === 0) throw new Error('an empty summary');
      accepted++;
    } catch (thrown) {
      if (!(thrown instanceof SynthError) || !thrown.code.startsWith('SOUNDFONT_')) throw thrown;
      refused++;
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
  };
  const bytePatch = fc.tuple(offset, fc.uint8Array({ minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(bytePatch, { maxLength: 12 }), fc.option(offset), (patches, cut) => {
      const bytes = Buffer.from(whole);
      for (const [at, patch] of patches) bytes.set(patch.subarray(0, bytes.length - at), at);
      examine(cut === null ? bytes : bytes.subarray(0, cut));
    }),
    { numRuns: 2000 },
  );
  // Behind the sample data, with the outer sizes intact: deeper than most random bytes get.
  const hydra = whole.indexOf('phdr');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: hydra, max: whole.length - 1 }), fc.nat(255)), { maxLength: 4 }),
      (patches) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of patches) bytes[at] = value;
        examine(bytes);
      },
    ),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
      examine(Buffer.concat([whole.subarray(0, 12), noise]));
      examine(Buffer.from(noise));
    }),
    { numRuns: 500 },
  );
  t.ok(accepted > 100, `${accepted} accepted`);
  t.ok(refused > 1000, `${refused} refused`);
  t.ok(slowestMs < 1000, `the slowest took ${slowestMs.toFixed(1)} ms`);
  t.end();
});
