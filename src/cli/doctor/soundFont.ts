/** The configuration, and the sound font that it names. */
import { type LoadOptions, loadConfiguration } from '../../config/load.js';
import { SynthError } from '../../errors/errors.js';
import { checkSoundFontFile } from '../../synthesizer/soundFont/check.js';
import { type Check, type Finding, fault, ok, unknown } from './check.js';

/** The configured sound font, empty for the built-in one. @throws SynthError CONFIG_INVALID. */
export type ReadSoundFontPath = () => string;

/** @param load The configuration to read. */
export function configuredSoundFont(load: LoadOptions): ReadSoundFontPath {
  return () => loadConfiguration(load).get('audio.soundfont');
}

/** The checks, over the configuration that `read` reads. */
export function configurationChecks(read: ReadSoundFontPath): readonly Check[] {
  return [
    { name: 'configuration', look: () => configuration(read) },
    { name: 'sound font', look: () => soundFont(read) },
  ];
}

function configuration(read: ReadSoundFontPath): Finding {
  try {
    read();
    return ok('valid');
  } catch (error) {
    return faultOf(error);
  }
}

function soundFont(read: ReadSoundFontPath): Finding {
  let path: string;
  try {
    path = read();
  } catch {
    return unknown('not known while the configuration is not valid');
  }
  if (path === '') return ok('none is configured: the built-in one plays');
  try {
    const { name, presets, fileBytes } = checkSoundFontFile(path);
    return ok(`${path}: ${name}, ${presets.length} programs, ${(fileBytes / 2 ** 20).toFixed(1)} MiB`);
  } catch (error) {
    return {
      ...faultOf(error),
      nixos:
        'programs.fw16-synth.settings.audio.soundfont = "${pkgs.soundfont-fluid}/share/soundfonts/FluidR3_GM2-2.sf2";',
    };
  }
}

function faultOf(error: unknown): Finding {
  if (!(error instanceof SynthError)) throw error;
  return fault(error.message, error.remedy);
}
