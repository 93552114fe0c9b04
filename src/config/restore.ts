/** Puts a kept version of a configuration file back. */
import { writeAtomically } from './atomicFile.js';
import { keepVersion } from './versions.js';

/**
 * What is replaced is kept whether it is valid or not, so that it can be put back the same way.
 * @throws SynthError CONFIG_UNWRITABLE; the file is as it was then.
 */
export function restoreVersion(
  text: string,
  present: { readonly file: string; readonly text: string },
  environment: NodeJS.ProcessEnv,
): void {
  keepVersion(present.text, present.file, environment);
  writeAtomically(present.file, text);
  keepVersion(text, present.file, environment);
}
