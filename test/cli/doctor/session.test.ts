import t from 'tap';
import {
  loginSessionCheck,
  properties,
  runtimeFolderCheck,
  sessionBusCheck,
  systemBusCheck,
} from '../../../src/cli/doctor/session.js';
import { fakeMachine } from '../../support/fakeMachine.js';

t.test('XDG_RUNTIME_DIR', async (t) => {
  const environment = { XDG_RUNTIME_DIR: '/run/user/1000' };
  const stats = (userId: number) => ({
    '/run/user/1000': { userId, groupId: 1000, mode: 0o700, kind: 'folder' as const },
  });
  t.match(await runtimeFolderCheck.look(fakeMachine({ environment, stats: stats(1000) })), {
    status: 'ok',
    found: '/run/user/1000',
  });
  t.match(await runtimeFolderCheck.look(fakeMachine({ environment, stats: stats(0) })), {
    status: 'fault',
    found: /belongs to another user/,
  });
  t.match(await runtimeFolderCheck.look(fakeMachine({ environment })), {
    status: 'fault',
    found: /not there/,
  });
  t.match(await runtimeFolderCheck.look(fakeMachine({ stats: stats(1000) })), {
    status: 'fault',
    remedy: 'export XDG_RUNTIME_DIR=/run/user/1000',
  });
  t.match(await runtimeFolderCheck.look(fakeMachine()), { status: 'fault', remedy: /^Log in as this user/ });
});

t.test('the buses', async (t) => {
  for (const [check, bus, bad] of [
    [sessionBusCheck, '--user', 'fault'],
    [systemBusCheck, '--system', 'warning'],
  ] as const) {
    const line = `busctl ${bus} --no-pager call org.freedesktop.DBus / org.freedesktop.DBus GetId`;
    t.match(await check.look(fakeMachine({ programs: { [line]: 's "1"' } })), { status: 'ok' });
    t.match(await check.look(fakeMachine({ programs: { [line]: { status: 1 } } })), {
      status: bad,
      remedy: /./,
      nixos: /./,
    });
    t.match(await check.look(fakeMachine()), { status: 'unknown' }, 'nothing to ask with');
  }
});

t.test('the login session', async (t) => {
  const look = async (user: string | { status: number }, session = '') =>
    await loginSessionCheck.look(
      fakeMachine({
        programs: {
          'loginctl --no-pager show-user 1000': user,
          'loginctl --no-pager show-session 2': session,
        },
      }),
    );
  t.match(await look('Display=2\nSessions=2 1\nLinger=no\n', 'Seat=seat0\nType=wayland\nActive=yes\n'), {
    status: 'ok',
    found: '2: wayland, seat0, in the foreground',
  });
  t.match(await look('Display=\nSessions=2\n', 'Seat=\nType=tty\nActive=no\n'), {
    status: 'ok',
    found: '2: tty, no seat, in the background',
  });
  t.match(await look('Display=\nSessions=\nLinger=yes\n'), {
    status: 'warning',
    found: 'none; the user lingers',
  });
  t.match(await look({ status: 1 }), { status: 'warning', found: /knows no session/ });
  t.match(await loginSessionCheck.look(fakeMachine()), { status: 'unknown' });
});

t.test('what show prints', async (t) => {
  t.same(
    [...properties('A=1\nB=x=y\n\nnoise\n')],
    [
      ['A', '1'],
      ['B', 'x=y'],
    ],
  );
});
