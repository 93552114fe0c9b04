/** Writes sound fonts that are not in order and asserts how the check refuses them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { SynthError } from '../../../src/errors/errors.js';
import { checkSoundFontFile } from '../../../src/synthesizer/soundFont/check.js';
import {
  generator,
  sampleHeader,
  type TinyParts,
  tinySoundFont,
  words,
} from '../../support/tinySoundFont.js';

/** A folder that lasts as long as the test file. */
export const folder = mkdtempSync(join(tmpdir(), 'sound-font-'));
t.teardown(() => {
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;

/** Writes a file of its own. */
export function write(bytes: Buffer | string): string {
  const path = join(folder, `${files++}.sf2`);
  writeFileSync(path, bytes);
  return path;
}

/** The summary of a font of which parts are changed, and which is let pass all the same. */
export function accepted(change: (parts: TinyParts) => void): ReturnType<typeof checkSoundFontFile> {
  return checkSoundFontFile(write(tinySoundFont(change)));
}

/** The error with which a file is refused. */
export function refusal(path: string, maxBytes?: number): SynthError {
  try {
    checkSoundFontFile(path, maxBytes === undefined ? {} : { maxBytes });
  } catch (thrown) {
    if (thrown instanceof SynthError) return thrown;
    throw thrown;
  }
  throw new Error(`${path} was accepted`);
}

/** Asserts the code and the whole sentence behind "Sound font <path> ", and that there is a remedy. */
export function refuses(test: Test, path: string, code: string, what: string, maxBytes?: number): void {
  const error = refusal(path, maxBytes);
  test.equal(error.code, code);
  test.equal(error.message, `Sound font ${path} ${what}.`);
  test.match(error.remedy, /\w{3,}/);
}

/** Tests, each of one refusal: the file's bytes and what is said of them. */
export function refusesBytes(title: string, what: string, bytes: () => Buffer | string): void {
  t.test(title, (t) => {
    refuses(t, write(bytes()), 'SOUNDFONT_INVALID', what);
    t.end();
  });
}

/** The same for a font of which parts are changed. */
export function refusesParts(title: string, what: string, change: (parts: TinyParts) => void): void {
  refusesBytes(title, what, () => tinySoundFont(change));
}

/** The terminal record of the sample headers. */
export const endOfSamples = sampleHeader('EOS', 0, 0, { type: 0 });

/** An instrument zone with these generators and amounts, and a loop of two words. */
export function tuned(...generators: number[]): (parts: TinyParts) => void {
  return (parts) => {
    const count = generators.length / 2 + 2;
    parts.igen = words(...generators, generator.sampleModes, 1, generator.sampleId, 0, 0, 0);
    parts.ibag = words(0, 0, count, 0);
    parts.shdr.writeUInt32LE(100, 28);
    parts.shdr.writeUInt32LE(102, 32);
  };
}
