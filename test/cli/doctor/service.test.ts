import t from 'tap';
import { lingerCheck, systemdCheck, unitCheck } from '../../../src/cli/doctor/service.js';
import { fakeMachine } from '../../support/fakeMachine.js';

t.test('systemd', async (t) => {
  const running = { '/run/systemd/system': '' };
  const look = async (text: string, files = running as Record<string, string>) =>
    await systemdCheck.look(fakeMachine({ programs: { 'systemctl --version': text }, files }));
  t.match(await look('systemd 257 (257.7-1)\n+PAM\n'), { status: 'ok', found: '257' });
  t.match(await look('systemd 254.9\n'), { status: 'ok', found: '254' });
  t.match(await look('systemd 252 (252.39)\n'), { status: 'fault', found: /252; the service needs 254/ });
  t.match(await look('systemd 257\n', {}), { status: 'warning', found: /does not run this system/ });
  t.match(await systemdCheck.look(fakeMachine()), { status: 'warning', found: /not installed/ });
});

function show(values: Readonly<Record<string, string>>): string {
  return Object.entries({ LoadState: 'loaded', ...values })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

t.test('the unit', async (t) => {
  const look = async (values: Readonly<Record<string, string>>, journal?: string) =>
    await unitCheck.look(
      fakeMachine({
        programs: {
          'systemctl --user --no-pager show fw16-synth.service': show(values),
          ...(journal === undefined ? {} : { 'journalctl --user': journal }),
        },
      }),
    );
  t.match(await look({ ActiveState: 'active', SubState: 'running', StatusText: 'inactive, 1 keyboard' }), {
    status: 'ok',
    found: 'active: inactive, 1 keyboard',
  });
  t.match(await look({ LoadState: 'not-found' }), {
    status: 'warning',
    remedy: 'fw16-synth install-units',
    nixos: 'programs.fw16-synth.enable = true;',
  });
  t.match(await look({ ActiveState: 'inactive', UnitFileState: 'disabled' }), { status: 'ok' });
  t.match(await look({ ActiveState: 'inactive', UnitFileState: 'enabled' }), {
    status: 'warning',
    remedy: 'systemctl --user start fw16-synth.service',
  });
  t.match(await look({ ActiveState: 'activating' }), { status: 'warning' });
  const failed = { ActiveState: 'failed', Result: 'exit-code', NRestarts: '5' };
  t.match(await look({ ...failed, ExecMainStatus: '1' }, 'one\nNo keyboard was found.\n'), {
    status: 'fault',
    found: 'failed (exit-code, status 1, 5 restarts): No keyboard was found.',
    remedy: /^journalctl --user -u fw16-synth\.service/,
  });
  t.match(await look({ ...failed, ExecMainStatus: '78' }), {
    found: 'failed (exit-code, status 78, 5 restarts)',
    remedy: /^fw16-synth check-config; /,
  });
});

t.test('the unit, when it cannot be asked for', async (t) => {
  t.match(await unitCheck.look(fakeMachine()), { status: 'unknown' });
  const programs = { systemctl: { status: 1 } };
  t.match(await unitCheck.look(fakeMachine({ programs })), { status: 'unknown' });
});

t.test('lingering', async (t) => {
  t.match(await lingerCheck.look(fakeMachine()), { status: 'ok', found: /^off/ });
  const files = { '/var/lib/systemd/linger/clara': '' };
  t.match(await lingerCheck.look(fakeMachine({ files })), { status: 'ok', found: /^on/ });
});
