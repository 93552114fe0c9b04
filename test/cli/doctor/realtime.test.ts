import t from 'tap';
import { limitIn, memoryLockCheck, priorityCheck, rtkitCheck } from '../../../src/cli/doctor/realtime.js';
import { fakeMachine } from '../../support/fakeMachine.js';

function limits(priority: string, time = 'unlimited', memory = '8388608'): Record<string, string> {
  return {
    '/proc/self/limits': `Limit                     Soft Limit           Hard Limit           Units
Max locked memory         ${memory}              ${memory}              bytes
Max nice priority         0                    0
Max realtime priority     ${priority}                    ${priority}
Max realtime timeout      ${time}            unlimited            us
`,
  };
}

const list = 'busctl --system --no-pager --no-legend --acquired --activatable list';

t.test('rtkit', async (t) => {
  const there = 'org.freedesktop.RealtimeKit1 - - - (activatable) - -\n';
  t.match(await rtkitCheck.look(fakeMachine({ programs: { [list]: there } })), { status: 'ok' });
  const files = limits('0');
  t.match(await rtkitCheck.look(fakeMachine({ programs: { [list]: '' }, files })), {
    status: 'warning',
    remedy: /apt-get install rtkit/,
    nixos: 'security.rtkit.enable = true;',
  });
  t.match(await rtkitCheck.look(fakeMachine({ programs: { [list]: '' }, files: limits('95') })), {
    status: 'ok',
    found: /not needed/,
  });
  const service = '/run/current-system/sw/share/dbus-1/system-services/org.freedesktop.RealtimeKit1.service';
  t.match(await rtkitCheck.look(fakeMachine({ files: { ...files, [service]: '' } })), { status: 'unknown' });
});

t.test('limits', async (t) => {
  t.match(await priorityCheck.look(fakeMachine({ files: limits('95', '200000') })), {
    status: 'ok',
    found: 'priority up to 95, 200000 µs at a stretch',
  });
  t.match(await priorityCheck.look(fakeMachine({ files: limits('0') })), {
    status: 'ok',
    found: /^no priority by itself/,
  });
  t.match(await priorityCheck.look(fakeMachine()), { status: 'unknown' });
});

t.test('locked memory', async (t) => {
  t.match(await memoryLockCheck.look(fakeMachine({ files: limits('0') })), { found: 'up to 8192 KiB' });
  const endless = limits('0', 'unlimited', 'unlimited');
  t.match(await memoryLockCheck.look(fakeMachine({ files: endless })), { found: 'without a limit' });
  t.match(await memoryLockCheck.look(fakeMachine({ files: limits('0', '0', '16384') })), {
    status: 'warning',
    nixos: /security\.pam\.loginLimits/,
  });
  t.match(await memoryLockCheck.look(fakeMachine()), { status: 'unknown' });
});

t.test('a line of the limits', async (t) => {
  const text = limits('7')['/proc/self/limits'] ?? '';
  t.same(limitIn(text, 'Max realtime priority'), { soft: 7, hard: 7 });
  t.same(limitIn(text, 'Max realtime timeout'), { soft: Infinity, hard: Infinity });
  t.equal(limitIn(text, 'Max fun'), undefined);
});
