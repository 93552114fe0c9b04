import t from 'tap';
import { configuredKeyboards, isEventNode, isPlayable } from '../../../src/cli/doctor/configuredDevices.js';
import type { FileFacts, FileKind } from '../../../src/cli/doctor/machine.js';
import type { DeviceRequest } from '../../../src/engine/messages.js';
import { fakeMachine } from '../../support/fakeMachine.js';

function facts(kind: FileKind): FileFacts {
  return { userId: 0, groupId: 0, mode: 0o600, kind };
}

function keyboard(path: string): DeviceRequest {
  return { path, kind: 'keyboard' };
}

t.test('whatever can be played', async (t) => {
  const kinds = {
    '/srv/fifo': facts('FIFO'),
    '/srv/socket': facts('socket'),
    '/srv/a.events': facts('file'),
    '/dev/input/event3': facts('character device'),
  };
  const paths = Object.keys(kinds);
  const machine = fakeMachine({ files: Object.fromEntries(paths.map((path) => [path, ''])), stats: kinds });
  t.same(configuredKeyboards(machine, paths.map(keyboard)), {
    status: 'ok',
    found: 'configured: /srv/fifo, /srv/socket, /srv/a.events, /dev/input/event3',
  });
  t.ok(isPlayable(machine, keyboard('/srv/fifo')));
  t.notOk(isPlayable(machine, { path: '/srv/fifo', kind: 'touchpad' }));
});

t.test('a device that is not there', async (t) => {
  const machine = fakeMachine();
  t.match(configuredKeyboards(machine, [keyboard("/srv/clara's keys")]), {
    status: 'fault',
    found: "/srv/clara's keys is not there",
    remedy: /A FIFO: mkfifo '\/srv\/clara'\\''s keys'$/,
  });
  t.match(configuredKeyboards(machine, [keyboard('/dev/input/event3')]), {
    status: 'fault',
    remedy: /fw16-synth devices$/,
  });
});

t.test('a relative path, and what no events come from', async (t) => {
  const machine = fakeMachine({ files: { keys: '', '/srv': '' }, stats: { '/srv': facts('folder') } });
  t.match(configuredKeyboards(machine, [keyboard('keys')]), {
    status: 'fault',
    found: 'keys is relative',
    remedy: /realpath keys$/,
  });
  t.match(configuredKeyboards(machine, [keyboard('/srv')]), { status: 'fault', found: '/srv is a folder' });
});

t.test('a device that may not be opened', async (t) => {
  const forbidden = ['/dev/input/event3', '/srv/fifo'];
  const closed = fakeMachine({ forbidden, stats: { '/srv/fifo': facts('FIFO') } });
  t.match(configuredKeyboards(closed, [keyboard('/dev/input/event3')]), {
    status: 'fault',
    found: '/dev/input/event3 may not be read',
    remedy: /^sudo usermod -aG input clara/,
    nixos: /users = \[ "clara" \]/,
  });
  const both = configuredKeyboards(closed, forbidden.map(keyboard));
  t.match(both, {
    found: '/dev/input/event3 may not be read; /srv/fifo may not be read',
    remedy: /^sudo usermod .*\nsudo chown clara \/srv\/fifo && chmod u\+rw \/srv\/fifo$/,
  });
  t.equal(both.nixos, undefined, 'which would hide the other remedy');
  const socket = fakeMachine({
    files: { '/srv/socket': '' },
    readOnly: ['/srv/socket'],
    stats: { '/srv/socket': facts('socket') },
  });
  t.match(configuredKeyboards(socket, [keyboard('/srv/socket')]), {
    status: 'fault',
    found: '/srv/socket may not be connected to',
  });
});

t.test('no keyboard among them', async (t) => {
  const machine = fakeMachine({ files: { '/srv/fifo': '' } });
  t.match(configuredKeyboards(machine, [{ path: '/srv/fifo', kind: 'touchpad' }]), {
    status: 'fault',
    found: /^none of 1 configured devices is a keyboard/,
  });
});

t.test('event nodes, by their folder or by what a link leads to', async (t) => {
  const machine = fakeMachine({ stats: { '/srv/link': facts('character device') } });
  t.ok(isEventNode(machine, '/dev/input/event99'));
  t.ok(isEventNode(machine, '/srv/link'));
  t.notOk(isEventNode(machine, '/srv/fifo'));
});
