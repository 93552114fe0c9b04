import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { describeInstall, installUnits } from '../../src/systemd/installUnits.js';
import { sourcePath } from '../support/sourceTree.js';

const unit = '.config/systemd/user/fw16-synth.service';
const service = '.local/share/dbus-1/services/org.fw16synth.Synth1.service';

function line(path: string, key: string): string | undefined {
  return readFileSync(path, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${key}=`));
}

t.test('writes both files with the program that is running', async (t) => {
  const home = t.testdir();
  const { files, kept, next } = installUnits({ remove: false, environment: { HOME: home } });
  t.same(files, [join(home, unit), join(home, service)]);
  t.same(kept, []);
  t.ok(next.includes('systemctl --user daemon-reload'));
  const exec = line(join(home, unit), 'ExecStart') ?? '';
  t.match(exec, /^ExecStart="\/.*" "\/.*\/src\/cli\/main\.js" daemon$/);
  t.ok(exec.includes(process.execPath), 'Node by its path: the manager of a user may not know where it is');
  const [, program = ''] = /" "(.*)" daemon$/.exec(exec) ?? [];
  t.ok(existsSync(program), program);
  t.equal(line(join(home, service), 'Exec')?.replace('Exec=', 'ExecStart='), exec);
  t.equal(line(join(home, service), 'SystemdService'), 'SystemdService=fw16-synth.service');
  for (const path of files) t.notMatch(readFileSync(path, 'utf8'), /@[a-z]+@/, 'nothing is left to fill in');
});

t.test('a package fills both files by its folder alone', async (t) => {
  for (const template of [
    'systemd/user/fw16-synth.service',
    'dbus-1/services/org.fw16synth.Synth1.service',
  ]) {
    const text = readFileSync(sourcePath(`share/${template}.in`), 'utf8');
    t.equal(text.split('@bindir@/fw16-synth daemon').length, 2, 'once');
    t.same(text.match(/@\w+@/g), ['@bindir@']);
  }
});

t.test('words that need quoting', async (t) => {
  const home = t.testdir();
  const command = ['/opt/my $node/50%/no"de', '/opt/$HOME/a\\b %h.js'];
  installUnits({ remove: false, environment: { HOME: home }, command });
  t.equal(
    line(join(home, unit), 'ExecStart'),
    'ExecStart="/opt/my $node/50%%/no\\"de" "/opt/$$HOME/a\\\\b %%h.js" daemon',
  );
  t.equal(
    line(join(home, service), 'Exec'),
    'Exec="/opt/my \\\\$node/50%/no\\\\"de" "/opt/\\\\$HOME/a\\\\\\\\b %h.js" daemon',
  );
  t.throws(
    () => installUnits({ remove: false, environment: { HOME: home }, command: ['/opt/a\nExecStop=b'] }),
    { code: 'OUTPUT_UNWRITABLE' },
  );
});

t.test('the folders of the user', async (t) => {
  const home = t.testdir();
  const environment = {
    HOME: join(home, 'home'),
    XDG_CONFIG_HOME: join(home, 'c'),
    XDG_DATA_HOME: join(home, 'd'),
  };
  t.same(installUnits({ remove: false, environment }).files, [
    join(home, 'c/systemd/user/fw16-synth.service'),
    join(home, 'd/dbus-1/services/org.fw16synth.Synth1.service'),
  ]);
});

t.test('what was there and differs is kept', async (t) => {
  const home = t.testdir();
  const environment = { HOME: home };
  const path = join(home, unit);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'mine');
  t.same(installUnits({ remove: false, environment }).kept, [`${path}~`]);
  t.equal(readFileSync(`${path}~`, 'utf8'), 'mine');
  t.match(readFileSync(path, 'utf8'), /Type=notify-reload/);
  t.same(installUnits({ remove: false, environment }).kept, [], 'the same again is no loss');
});

t.test('removing undoes it', async (t) => {
  const home = t.testdir();
  const environment = { HOME: home };
  const { files } = installUnits({ remove: false, environment });
  const wants = join(home, '.config/systemd/user/default.target.wants/fw16-synth.service');
  mkdirSync(dirname(wants));
  symlinkSync(join(home, unit), wants);
  writeFileSync(join(home, unit), 'edited');
  const removed = installUnits({ remove: true, environment });
  t.same(removed.files, files);
  for (const path of [...files, wants]) t.notOk(existsSync(path), path);
  t.same(removed.kept, [`${join(home, unit)}~`]);
  t.equal(readFileSync(`${join(home, unit)}~`, 'utf8'), 'edited');
  t.same(installUnits({ remove: true, environment }).files, [], 'nothing is left');
});

t.test('a link belongs to something else', async (t) => {
  const home = t.testdir();
  mkdirSync(dirname(join(home, unit)), { recursive: true });
  symlinkSync('/nix/store/unit', join(home, unit));
  for (const remove of [false, true]) {
    t.throws(() => installUnits({ remove, environment: { HOME: home } }), {
      code: 'OUTPUT_UNWRITABLE',
      message: /fw16-synth\.service is a link/,
    });
  }
  t.notOk(existsSync(join(home, service)), 'nothing was done by halves');
});

t.test('a folder that cannot be written', async (t) => {
  const home = t.testdir({ '.config': 'a file' });
  t.throws(() => installUnits({ remove: false, environment: { HOME: home } }), { code: 'OUTPUT_UNWRITABLE' });
});

t.test('what a person reads', async (t) => {
  t.equal(
    describeInstall({ files: ['/a'], kept: ['/a~'], next: ['systemctl --user daemon-reload'] }, false),
    'wrote /a\nkept what was there as /a~\nNext:\n  systemctl --user daemon-reload\n',
  );
  t.equal(
    describeInstall({ files: [], kept: [], next: [] }, true).split('\n')[0],
    'There was nothing to remove.',
  );
});
