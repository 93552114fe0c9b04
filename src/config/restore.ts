/** Puts a kept version of a configuration file back. */
import { writeAtomically } from './atomicFile.js';
import { keepReplaced, keepVersion } from './versions.js';

/**
 * What is replaced is kept: as a version, so that it can be put back the same way, or apart if it is not valid.
 * @returns Where it is, if it is apart.
 * @throws SynthError CONFIG_UNWRITABLE; the file is as it was then.
 */
export function restoreVersion(
  text: string,
  present: { readonly file: string; readonly text: string },
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const keptApart = keepReplaced(present.text, present.file, environment);
  writeAtomically(present.file, text);
  keepVersion(text, present.file, environment);
  return keptApart;
}
