/** The units that both Nix modules make are the unit that the package has, in another order. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = new URL('../../../', import.meta.url);
const lines = (path: string): string[] =>
  readFileSync(fileURLToPath(new URL(path, root)), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z][A-Za-z]+=/.test(line) && !line.startsWith('WantedBy='))
    .map((line) => line.replace(/=.*\/fw16-synth daemon$/, '=fw16-synth daemon'))
    .sort();

const unit = lines('share/systemd/user/fw16-synth.service.in');

t.test('that of Home Manager', (t) => {
  t.ok(unit.length > 20);
  t.same(
    lines('test/nix/golden/home-manager.service'),
    unit,
    'run: UPDATE_GOLDEN=1 test/nix/run.sh evaluate',
  );
  t.end();
});

t.test('that of NixOS, which everybody on the machine has, system users excepted', (t) => {
  t.same(lines('test/nix/golden/nixos.service'), [...unit, 'ConditionUser=!@system'].sort());
  t.end();
});
