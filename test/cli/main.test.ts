import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { overview } from '../../src/cli/help.js';
import { main, runProgram } from '../support/runProgram.js';
import { sourcePath } from '../support/sourceTree.js';

t.test('help and version', async (t) => {
  t.same(runProgram(['--help']), { status: 0, stdout: overview(), stderr: '' });
  const { version } = JSON.parse(readFileSync(sourcePath('package.json'), 'utf8')) as { version: string };
  t.same(runProgram(['--version']), { status: 0, stdout: `fw16-synth ${version}\n`, stderr: '' });
});

t.test('used wrongly: status 2, and the flag by its name', async (t) => {
  for (const [args, named] of [
    [['--frobnicate'], '--frobnicate'],
    [['--octave', '12'], '--octave'],
    [['replay'], '"replay"'],
  ] as const) {
    const { status, stdout, stderr } = runProgram(args);
    t.equal(status, 2);
    t.equal(stdout, '');
    t.ok(stderr.startsWith('Used wrongly: ') && stderr.includes(named), stderr);
    t.match(stderr, / \[USAGE\]\n {2}remedy: See fw16-synth (replay )?--help\n$/);
  }
});

t.test('a configuration that is not valid: status 78, the file and the key', async (t) => {
  const home = t.testdir();
  mkdirSync(join(home, 'fw16-synth'));
  writeFileSync(join(home, 'fw16-synth/config.yaml'), 'audio:\n  buffer_size: 3\n');
  const { status, stdout, stderr } = runProgram(['replay', sourcePath('test/traces/demo.evemu')], {
    environment: { XDG_CONFIG_HOME: home },
  });
  t.equal(status, 78);
  t.equal(stdout, '');
  t.ok(stderr.includes(`${home}/fw16-synth/config.yaml`));
  t.match(stderr, /audio\.buffer_size: must be an integer from 64 to 8192: value was 3/);
  t.match(stderr, /\[CONFIG_INVALID\]\n {2}remedy: /);
});

t.test('what cannot be done: status 1 and what to do about it', async (t) => {
  const { status, stderr } = runProgram(['replay', '/nonexistent/take.evemu']);
  t.equal(status, 1);
  t.match(stderr, /\/nonexistent\/take\.evemu.*\[RECORDING_NOT_FOUND\]\n {2}remedy: /);
  t.notMatch(stderr, /\n\s+at /, 'no stack');
});

/** Runs `config`, of many lines, with its output put somewhere by the shell; the status is that of the program. */
function configInto(where: string) {
  const script = `set -o pipefail; "$0" "$1" config ${where}`;
  const { status, stderr } = spawnSync('bash', ['--norc', '-c', script, process.execPath, main], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env.PATH, XDG_CONFIG_HOME: '/nonexistent' },
  });
  return { status, stderr };
}

t.test('output that cannot be written: status 1 and why', async (t) => {
  const { status, stderr } = configInto('>/dev/full');
  t.equal(status, 1);
  t.match(stderr, /^Standard output cannot be written: ENOSPC\. \[OUTPUT_UNWRITABLE\]\n {2}remedy: .+\n$/);
});

t.test('a reader that has seen enough is no error', async (t) => {
  // `true` reads nothing: the pipe has no reader when the program comes to write.
  t.same(configInto('| true'), { status: 0, stderr: '' });
});
