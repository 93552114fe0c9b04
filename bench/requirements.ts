/** What has to be installed for the benchmark, and the line that installs it. */
import { accessSync, constants } from 'node:fs';
import { compileTool, type ToolName } from './compile.js';

const install =
  'Debian: apt install dbus gcc libc6-dev jackd2 libjack-jackd2-dev fluidsynth timgm6mb-soundfont; ' +
  'NixOS: nix-shell -p gcc jack2 fluidsynth dbus --run "npm run bench"';

function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => {
    try {
      accessSync(`${directory}/${command}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function compiles(tool: ToolName, directory: string): boolean {
  try {
    compileTool(tool, directory);
    return true;
  } catch {
    return false;
  }
}

/** Finds out before the first measurement. Throws one line that names what is missing and how to get it. */
export function requireTools(directory: string): void {
  const missing = ['cc', 'jackd', 'jack_lsp', 'fluidsynth', 'mkfifo', 'dbus-daemon'].filter(
    (command) => !isInstalled(command),
  );
  if (!missing.includes('cc')) {
    if (!compiles('onset', directory)) missing.push('jack/jack.h or libjack');
    if (!compiles('feed', directory)) missing.push('linux/input.h');
    if (!compiles('render', directory)) missing.push('libfluidsynth.so.3');
  }
  if (missing.length > 0) throw new Error(`Missing: ${missing.join(', ')}. ${install}`);
}
