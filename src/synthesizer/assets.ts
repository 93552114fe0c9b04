import { fileURLToPath } from 'node:url';

/** The sound font that the build generated, used when none is configured or found. */
export const builtinSoundFontPath = fileURLToPath(new URL('../../assets/builtin.sf2', import.meta.url));
