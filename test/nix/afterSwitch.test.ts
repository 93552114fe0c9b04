/** What runs for every user after NixOS has switched to another configuration. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const script = fileURLToPath(new URL('../../../modules/after-switch.sh', import.meta.url));

/** A session whose systemctl writes down what it is asked. */
function session(t: Test, { running }: { running: boolean }): (key: string) => string {
  const folder = t.testdir();
  const asked = join(folder, 'asked');
  const systemctl = join(folder, 'systemctl');
  writeFileSync(
    systemctl,
    `#!/bin/sh\ncase "$*" in *is-active*) exit ${running ? 0 : 3};; esac\necho "$*" >> ${asked}\n`,
  );
  chmodSync(systemctl, 0o755);
  return (key) => {
    writeFileSync(asked, '');
    execFileSync('/bin/sh', [script, key], {
      env: { PATH: `${folder}:${process.env.PATH}`, XDG_RUNTIME_DIR: folder },
    });
    return existsSync(asked) ? readFileSync(asked, 'utf8').trim() : '';
  };
}

t.test('the configuration is read anew; a start is only for what takes effect at one', (t) => {
  const switchTo = session(t, { running: true });
  t.equal(switchTo('one'), '--user --no-block reload fw16-synth.service', 'nothing is known of the last one');
  t.equal(switchTo('one'), '--user --no-block reload fw16-synth.service');
  t.equal(switchTo('two'), '--user --no-block try-restart fw16-synth.service');
  t.equal(switchTo('two'), '--user --no-block reload fw16-synth.service');
  t.end();
});

t.test('what does not run is left alone, and remembered', (t) => {
  const switchTo = session(t, { running: false });
  t.equal(switchTo('one'), '');
  t.equal(switchTo('two'), '');
  t.end();
});
