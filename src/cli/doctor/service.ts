/** systemd, and the unit. */
import { type Check, type Finding, fault, ok, unknown, warning } from './check.js';
import type { Machine } from './machine.js';
import { properties } from './session.js';

const unit = 'fw16-synth.service';
/** notify-reload and the state folders of users came with it. */
const oldestSystemd = 254;
const nixos = 'programs.fw16-synth.enable = true;';

export const systemdCheck: Check = {
  name: 'systemd',
  async look(machine) {
    const answer = await machine.ask('systemctl', ['--version']);
    if (answer === undefined) {
      return warning('not installed: nothing supervises the daemon', 'Run it in the foreground: fw16-synth');
    }
    const version = Number(/^systemd (\d+)/.exec(answer.stdout)?.[1] ?? 0);
    if (version < oldestSystemd) {
      return fault(
        `${version}; the service needs ${oldestSystemd} or later`,
        'Upgrade the distribution (Debian 13, NixOS 24.05 or later); the foreground works without: fw16-synth',
      );
    }
    if (!machine.exists('/run/systemd/system')) {
      return warning(
        `${version} is installed, and does not run this system`,
        'Run it in the foreground: fw16-synth',
      );
    }
    return ok(String(version));
  },
};

const wanted = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'ExecMainStatus',
  'NRestarts',
  'StatusText',
  'UnitFileState',
];

export const unitCheck: Check = {
  name: 'unit',
  async look(machine) {
    const answer = await machine.ask('systemctl', [
      '--user',
      '--no-pager',
      'show',
      unit,
      '-p',
      wanted.join(','),
    ]);
    if (answer === undefined) return unknown('systemctl is not installed');
    if (answer.status !== 0) return unknown("the user's systemd does not answer");
    const facts = properties(answer.stdout);
    if (facts.get('LoadState') !== 'loaded') {
      return warning(`${unit} is not installed`, 'fw16-synth install-units', nixos);
    }
    const state = facts.get('ActiveState');
    const status = facts.get('StatusText') || facts.get('SubState') || '';
    if (state === 'active' || state === 'reloading') return ok(`${state}: ${status}`);
    if (state === 'failed') return await failed(machine, facts);
    if (state === 'activating')
      return warning(`starting: ${status}`, `See what it waits for: systemctl --user status ${unit}`);
    if (facts.get('UnitFileState') === 'enabled')
      return warning(`enabled, and ${state}`, `systemctl --user start ${unit}`);
    return ok(`installed, and ${state}; the first call on the bus starts it`);
  },
};

async function failed(machine: Machine, facts: ReadonlyMap<string, string>): Promise<Finding> {
  // What the daemon said, not what systemd says of its end.
  const said = ['-u', unit, '-t', 'fw16-synth', '-p', 'err', '-n', '1', '-o', 'cat'];
  const answer = await machine.ask('journalctl', ['--user', '--no-pager', ...said]);
  const last = answer?.status === 0 ? answer.stdout.trim().split('\n').at(-1) : '';
  const how = `failed (${facts.get('Result')}, status ${facts.get('ExecMainStatus')}, ${facts.get('NRestarts')} restarts)`;
  return fault(
    last ? `${how}: ${last}` : how,
    facts.get('ExecMainStatus') === '78'
      ? `fw16-synth check-config; then systemctl --user restart ${unit}`
      : `journalctl --user -u ${unit} -n 30; then systemctl --user restart ${unit}`,
  );
}

export const lingerCheck: Check = {
  name: 'lingering',
  look({ exists, userName }) {
    if (exists(`/var/lib/systemd/linger/${userName}`)) return ok('on: the service runs without a login');
    return ok(
      `off: the service runs while ${userName} is logged in (for a machine without logins: loginctl enable-linger)`,
    );
  },
};
