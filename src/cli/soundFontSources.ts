/** `fw16-synth --download-soundfonts`: how to get sound fonts, and which there are already. Nothing is downloaded. */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { printJson } from './output.js';

/** Where distributions and people put them. */
export function soundFontFolders(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const home = environment.HOME || homedir();
  const data = environment.XDG_DATA_HOME || join(home, '.local/share');
  return [
    join(data, 'soundfonts'),
    join(data, 'sounds/sf2'),
    '/usr/share/sounds/sf2',
    '/usr/share/sounds/sf3',
    '/usr/share/soundfonts',
    '/usr/local/share/soundfonts',
    '/run/current-system/sw/share/soundfonts',
  ];
}

/** The sound font files in some folders, by their names. */
export function installedSoundFonts(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    try {
      const names = readdirSync(folder).filter((name) => /\.sf[23]$/i.test(name));
      return names.sort().map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
}

const packages = [
  { system: 'Debian, Ubuntu', line: 'sudo apt-get install fluid-soundfont-gm timgm6mb-soundfont' },
  {
    system: 'NixOS',
    line: 'environment.systemPackages = [ pkgs.soundfont-fluid pkgs.soundfont-generaluser-gs ];',
  },
];

/** The exit status: 1 when there is none, for then something is left to do. */
export function soundFontSources(json: boolean, folders = soundFontFolders()): number {
  const installed = installedSoundFonts(folders);
  if (json) printJson({ downloaded: [], installed, packages, folders });
  else process.stdout.write(text(installed, folders));
  return installed.length > 0 ? 0 : 1;
}

function text(installed: readonly string[], folders: readonly string[]): string {
  const [font = 'FILE'] = installed;
  const lines = [
    'Nothing is downloaded: sound fonts come with the distribution, which checks what it gives you.',
    ...packages.map(({ system, line }) => `  ${system}: ${line}`),
    '',
    installed.length === 0 ? `None is installed in ${folders.join(', ')}.` : 'Installed:',
    ...installed.map((path) => `  ${path}`),
    '',
    `Play one: fw16-synth --soundfont ${font}`,
    'Without one the built-in sound font plays.',
  ];
  return `${lines.join('\n')}\n`;
}
