// Makes a checkout ready to run: the version of Node, system packages, npm modules and the build. What is already as
// it should be is left alone, so that a second run takes no time. Everything it says goes to standard error.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const oldestNode = 20;
/** In jackd2 before Debian 13. */
const jackTools = ['jack-example-tools', 'jack_lsp'];

/**
 * What has to be on the system for something: the Debian package, and a file of it, by which it is known where it has
 * another name. A file without a slash is looked for in PATH, one that begins with "lib" among the libraries.
 */
const needs = {
  play: [
    ['libfluidsynth3', 'libfluidsynth.so.3'],
    ['libsystemd0', 'libsystemd.so.0'],
    ['dbus-daemon', 'dbus-daemon'],
    ['dbus-session-bus-common', '/usr/share/dbus-1/session.conf'],
  ],
  test: [
    ['fluidsynth', 'fluidsynth'],
    ['jackd2', 'jackd'],
    jackTools,
    ['pipewire', 'pipewire'],
    ['pipewire-bin', 'pw-record'],
    ['pipewire-pulse', 'pipewire-pulse'],
    ['wireplumber', 'wireplumber'],
    ['systemd', 'busctl'],
    ['python3-dbusmock', '/usr/lib/python3/dist-packages/dbusmock/__init__.py'],
    ['pipewire-alsa', '/usr/share/alsa/alsa.conf.d/50-pipewire.conf'],
    ['timgm6mb-soundfont', '/usr/share/sounds/sf2/TimGM6mb.sf2'],
    ['sox', 'sox'],
    ['libglib2.0-bin', 'gdbus'],
    ['groff-base', 'groff'],
  ],
  bench: [
    ['fluidsynth', 'fluidsynth'],
    ['jackd2', 'jackd'],
    jackTools,
    ['timgm6mb-soundfont', '/usr/share/sounds/sf2/TimGM6mb.sf2'],
    ['gcc', 'cc'],
    ['libc6-dev', '/usr/include/stdio.h'],
    ['libjack-jackd2-dev', '/usr/include/jack/jack.h'],
    ['libfluidsynth-dev', '/usr/include/fluidsynth.h'],
  ],
  guest: [
    ['qemu-system-x86', 'qemu-system-x86_64'],
    ['qemu-utils', 'qemu-img'],
    ['mmdebstrap', 'mmdebstrap'],
    ['debian-archive-keyring', '/usr/share/keyrings/debian-archive-keyring.gpg'],
    ['e2fsprogs', '/sbin/mke2fs'],
    ['busybox-static', '/bin/busybox'],
    ['cpio', 'cpio'],
    ['xz-utils', 'xz'],
    ['kmod', '/sbin/modprobe'],
    ['python3', '/usr/bin/python3'],
    ['python3-pyflakes', '/usr/lib/python3/dist-packages/pyflakes/__init__.py'],
    ['systemd-container', 'systemd-nspawn'],
    ['util-linux', 'unshare'],
  ],
};

/**
 * @param {('play' | 'test' | 'bench' | 'guest')[]} purposes what is to be done with the checkout
 */
export function prepare(...purposes) {
  checkNode();
  installPackages(purposes.flatMap((purpose) => needs[purpose]));
  installModules();
  build();
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    fail(`Node ${oldestNode} or later is needed, and this is ${process.version}.`);
  }
}

function installPackages(wanted) {
  const debian = inPath('dpkg-query') && inPath('apt-get');
  const missing = missingOf(wanted, debian);
  if (missing.length === 0) return;
  if (!debian)
    fail(
      `These are missing, by their names in Debian: ${missing.join(' ')}. Install them as your system does.`,
    );
  if (process.getuid() !== 0) {
    const command = `apt-get install -y --no-install-recommends ${missing.filter(isOffered).join(' ')}`;
    fail(`System packages are missing. Install them with:\n\n  sudo ${command}\n`);
  }
  say(`Installing ${missing.join(' ')} …`);
  // Without recent lists a package may be looked for where it no longer is.
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...missing.filter(isOffered));
  const still = missingOf(wanted, debian);
  if (still.length > 0)
    fail(`These packages are needed, and this system does not have them: ${still.join(' ')}.`);
}

/** Whether the distribution has a package of this name. */
function isOffered(name) {
  return spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0;
}

function apt(...options) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...options], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) fail(`apt-get ${options.join(' ')} failed:\n${stdout}${stderr}`);
}

/** The names of packages that are not installed and whose files are not there in any other way. */
function missingOf(wanted, debian) {
  const installed = debian ? installedPackages(wanted.map(([name]) => name)) : new Set();
  const missing = wanted.filter(([name, file]) => !installed.has(name) && !isThere(file));
  return [...new Set(missing.map(([name]) => name))];
}

function installedPackages(names) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names], {
    encoding: 'utf8',
  });
  const begin = 'installed ';
  const lines = stdout.split('\n').filter((line) => line.startsWith(begin));
  return new Set(lines.map((line) => line.slice(begin.length)));
}

function isThere(file) {
  if (file.startsWith('/')) return existsSync(file);
  if (!file.startsWith('lib')) return inPath(file);
  const folders = (process.env.LD_LIBRARY_PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  if (folders.some((folder) => existsSync(join(folder, file)))) return true;
  const { stdout } = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' });
  return (stdout ?? '').includes(`${file} `);
}

function inPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function installModules() {
  const stamp = join(root, 'node_modules/.fw16-synth');
  const state = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.versions.modules)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  say('Installing npm modules …');
  // No module needs its install script but the optional one, which is compiled below where that is possible.
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund');
  buildPortAudio();
  writeFileSync(stamp, state);
}

/** naudiodon is for the `portaudio` driver only; without a compiler or the headers of Node it stays as it is. */
function buildPortAudio() {
  const prefix = fileURLToPath(new URL('..', `file://${process.execPath}`));
  const headers = existsSync(join(prefix, 'include/node/node_api.h'));
  const tools = ['g++', 'make', 'python3'].every(inPath) && existsSync('/usr/include/alsa/asoundlib.h');
  if (!headers || !tools) return;
  say('Compiling the portaudio driver …');
  const { status } = spawnSync('npm', ['rebuild', 'naudiodon', 'segfault-handler', `--nodedir=${prefix}`], {
    cwd: root,
    stdio: 'ignore',
  });
  if (status !== 0) say('The portaudio driver could not be compiled; the other drivers do not need it.');
}

function npm(...options) {
  const { status, stdout, stderr } = spawnSync('npm', options, { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`npm ${options.join(' ')} failed:\n${stdout}${stderr}`);
}

function build() {
  const built = join(root, 'dist/.built');
  const sources = ['src', 'test', 'bench', 'scripts', 'tsconfig.json', 'package-lock.json'];
  const newest = Math.max(...sources.map((source) => newestIn(join(root, source))));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  say('Building …');
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  } catch {
    fail('The build failed; what is wrong stands above.');
  }
}

/** When anything in a folder was last changed, in milliseconds; a file that went changes its folder. */
function newestIn(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
