/** Puts a kept version of a configuration file back. */
import { SynthError } from '../errors/errors.js';
import { writeAtomically } from './atomicFile.js';
import { examineConfiguration } from './load.js';
import { keepReplaced, keepVersion, whileUnchanged } from './versions.js';

/**
 * What is replaced is kept: as a version, so that it can be put back the same way, or apart if it is not valid.
 * @param present What the file said when this was decided.
 * @returns Where it is, if it is apart.
 * @throws SynthError CONFIG_UNWRITABLE, for a file that says something else by now too; it is as it was then.
 */
export function restoreVersion(
  text: string,
  present: { readonly file: string; readonly text: string },
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const { file } = present;
  return whileUnchanged(environment, () => {
    if (examineConfiguration({ file, environment }).own.text !== present.text) throw changedMeanwhile(file);
    const keptApart = keepReplaced(present.text, file, environment);
    writeAtomically(file, text);
    keepVersion(text, file, environment);
    return keptApart;
  });
}

function changedMeanwhile(file: string): SynthError {
  return new SynthError(
    'CONFIG_UNWRITABLE',
    `${file} was left as it is: something else has changed it meanwhile.`,
    'Go back from what it says now: fw16-synth config rollback',
  );
}
