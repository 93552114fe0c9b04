import t from 'tap';
import type { Finding } from '../../../src/cli/doctor/check.js';
import { deviceChecks, type FoundNode, toggleLine } from '../../../src/cli/doctor/devices.js';
import type { DeviceRequest } from '../../../src/engine/messages.js';
import { fakeMachine, type MachineFacts } from '../../support/fakeMachine.js';

const keyboard: FoundNode = {
  path: '/dev/input/event3',
  name: 'AT keyboard',
  class: 'keyboard',
  hasToggleKey: false,
};
const consumer: FoundNode = {
  path: '/dev/input/event5',
  name: 'Consumer Control',
  class: 'keys',
  hasToggleKey: true,
};
const readable = { '/dev/input/event3': '', '/dev/input/event5': '' };
const forbidden = Object.keys(readable);
const group = (members: string): Record<string, string> => ({
  '/etc/group': `root:x:0:\ninput:x:995:${members}\n`,
});

async function look(
  name: string,
  facts: MachineFacts,
  nodes: readonly FoundNode[],
  devices: readonly DeviceRequest[] = [],
): Promise<Finding> {
  const read = () => ({ driver: 'auto', devices }) as const;
  const check = deviceChecks(read, () => nodes).find((one) => one.name === name);
  if (check === undefined) throw new Error(`there is no check "${name}"`);
  return await check.look(fakeMachine(facts));
}

t.test('keyboards', async (t) => {
  t.match(await look('keyboards', { files: readable }, [keyboard, consumer]), {
    status: 'ok',
    found: /^AT keyboard \(\/dev\/input\/event3\); \/dev\/uinput is not needed$/,
  });
  t.match(await look('keyboards', { forbidden }, [keyboard]), {
    status: 'fault',
    found: 'may not be read: AT keyboard (/dev/input/event3)',
    remedy: /^sudo usermod -aG input clara/,
    nixos: /^programs\.fw16-synth = \{ enable = true; users = \[ "clara" \]; \};/,
  });
  t.match(await look('keyboards', {}, [keyboard]), { status: 'fault', found: /there is no such node/ });
  t.match(await look('keyboards', {}, [consumer]), { status: 'fault', found: /none of 1 input devices/ });
});

t.test('the group, on paper and in this session', async (t) => {
  const check = async (facts: MachineFacts) => await look('group input', facts, [keyboard]);
  t.match(await check({ files: group('clara'), groups: [1000, 995], forbidden }), { status: 'ok' });
  t.match(await check({ files: group('bach,clara'), forbidden }), {
    status: 'fault',
    found: /does not count yet/,
    remedy: /^Log out and in again; .*loginctl terminate-user clara$/,
  });
  const onNixos = { '/etc/group': 'input:x:995:\nfw16-synth:x:980:clara\n' };
  t.match(await check({ files: onNixos, groups: [1000, 980], forbidden }), {
    status: 'ok',
    found: 'clara is in fw16-synth',
  });
  t.match(await check({ files: onNixos, forbidden }), { status: 'fault', found: /does not count yet/ });
  t.match(await check({ files: group('bach,clarabelle'), forbidden }), {
    status: 'fault',
    found: 'clara is not in it',
    remedy: /usermod/,
  });
  t.match(await check({ files: { ...group(''), ...readable } }), { status: 'ok', found: /in another way/ });
  t.match(await check({ userId: 0 }), { status: 'ok', found: 'not needed by root' });
});

const fifo: DeviceRequest = { path: '/srv/keys', kind: 'keyboard' };
const eventNode: DeviceRequest = { path: '/dev/input/event3', kind: 'keyboard' };

t.test('configured keyboards, and none to be found', async (t) => {
  const files = { '/srv/keys': '' };
  t.match(await look('keyboards', { files }, [], [fifo]), { status: 'ok', found: 'configured: /srv/keys' });
  t.match(await look('keyboards', {}, [keyboard], [fifo]), {
    status: 'fault',
    found: '/srv/keys is not there',
  });
});

t.test('the group, and configured devices', async (t) => {
  const on = async (facts: MachineFacts, devices: readonly DeviceRequest[]) =>
    await look('group input', facts, [keyboard], devices);
  const files = group('clara');
  const unneeded = { status: 'ok', found: /do not need it$/ };
  t.match(await on({ files: { ...files, '/srv/keys': '' }, forbidden }, [fifo]), unneeded);
  t.match(
    await on({ files, forbidden }, [fifo]),
    unneeded,
    'one that is missing, for which it does not count',
  );
  t.match(await on({ files: { ...files, ...readable } }, [eventNode]), unneeded);
  t.match(await on({ files, forbidden }, [eventNode]), { status: 'fault', found: /does not count yet/ });
  const other = { path: '/dev/input/event9', kind: 'keyboard' } as const;
  t.match(await on({ files: { ...group(''), ...readable } }, [other]), {
    status: 'fault',
    found: 'clara is not in it',
  });
});

t.test('the toggle key', async (t) => {
  const check = async (facts: MachineFacts, nodes: readonly FoundNode[]) =>
    await look('toggle key', facts, nodes);
  t.match(await check({ files: readable }, [keyboard, consumer]), {
    status: 'ok',
    found: 'KEY_CONFIG of Consumer Control (/dev/input/event5)',
  });
  t.match(await check({ forbidden }, [consumer]), { status: 'warning', remedy: /usermod/ });
  const none = await check({ files: readable }, [{ ...keyboard, hasToggleKey: true }]);
  t.match(none, { status: 'warning', remedy: `Bind a shortcut of the desktop to: ${toggleLine}` });
  t.equal(
    toggleLine,
    'busctl --user call org.fw16synth.Synth1 /org/fw16synth/Synth1 org.fw16synth.Synth1.Synthesizer Toggle',
  );
});
