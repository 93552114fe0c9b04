// npm run test:guest: runs the scripts under nixos-tests/ (all, or those that are named) in Debian machines, emulated ones
// and containers, that have what a build machine has not: input devices, a console, a user's session. See
// test/guest/README.md.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { prepare, root } from './prepare.mjs';

const missing = whatIsMissing();
if (missing.length > 0) {
  process.stderr.write(`The tests in a guest cannot run here: ${missing.join('; ')}.\n`);
  process.exit(1);
}
prepare('play', 'guest');
const options = [`${root}test/guest/run.py`, ...process.argv.slice(2)];
const run = spawn('/usr/bin/python3', options, { stdio: 'inherit' });
// Ends its machines, and then itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => run.kill(signal));
run.on('exit', (status) => process.exit(status ?? 1));

/** What this machine would need to be, and is not. */
function whatIsMissing() {
  const faults = [];
  if (process.arch !== 'x64') faults.push(`the guest is an x86-64 machine, and this is ${process.arch}`);
  if (!/^ID=debian$/m.test(system())) faults.push('the guest is made with the tools of Debian 12 or later');
  if (process.getuid() !== 0) faults.push('making its file system takes root, so use sudo');
  return faults;
}

function system() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
