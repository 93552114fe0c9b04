import t from 'tap';
import { DeviceRegistry } from '../../src/daemon/deviceRegistry.js';
import type { DeviceRequest } from '../../src/engine/messages.js';
import { SynthError } from '../../src/errors/errors.js';
import type { DiscoveredNode, NodeClass } from '../../src/linux/deviceDiscovery.js';

function node(number: number, name: string, kind: NodeClass, hasToggleKey = false): DiscoveredNode {
  const path = `/dev/input/event${number}`;
  const capabilities = kind === 'keyboard' ? ['letters'] : [];
  return {
    path,
    name,
    class: kind,
    bus: 3,
    vendor: 0x32ac,
    product: 0x12,
    hasToggleKey,
    capabilities,
    physicalPath: '',
    serial: '',
  };
}

const ansi = node(3, 'Keyboard Module - ANSI', 'keyboard');
const consumer = node(4, 'Consumer Control', 'keys', true);
const lid = node(0, 'Lid Switch', 'other');

/** A registry over nodes that can be changed, and what it told. */
function registry(
  configured: readonly DeviceRequest[] = [],
  nodes: readonly DiscoveredNode[] = [lid, ansi, consumer],
) {
  const machine = { nodes, forbidden: new Set<string>(), events: 0 };
  const told: string[] = [];
  const devices = new DeviceRegistry({
    configured,
    discover: () => machine.nodes,
    mayRead: (path) => !machine.forbidden.has(path),
    counts: () => ({ events: machine.events, droppedSyncs: 0 }),
  });
  devices.on('added', (id) => told.push(`+${id}`));
  devices.on('removed', (id) => told.push(`-${id}`));
  devices.on('changed', (id, changed) => told.push(`${id} ${JSON.stringify(changed)}`));
  devices.on('selectionChanged', () => told.push('selection'));
  devices.on('denied', (path, fault) => told.push(`denied ${path} ${fault.code}`));
  devices.on('mended', (path) => told.push(`mended ${path}`));
  devices.refresh();
  return { devices, machine, told, stateOf: (id: string) => devices.devices.get(id)?.State };
}

t.test('typing keyboards are played, nodes with the toggle key watched, others ignored', async (t) => {
  const { devices, told, stateOf } = registry();
  t.same(devices.requests(), [{ path: ansi.path, kind: 'keyboard' }]);
  t.same(devices.togglePaths(), [consumer.path]);
  t.same(told, ['+event0', '+event3', '+event4', 'selection']);
  t.same([stateOf('event0'), stateOf('event3'), stateOf('event4')], ['ignored', 'available', 'watched']);
  t.match(devices.devices.get('event3'), {
    Name: 'Keyboard Module - ANSI',
    Node: ansi.path,
    Kind: 'keyboard',
    Capabilities: ['letters'],
    Grabbed: false,
  });
});

t.test('what is configured is played, and nothing else', async (t) => {
  const fifo = { path: '/run/user/1000/keys.fifo', kind: 'keyboard' } as const;
  const { devices, stateOf } = registry([fifo]);
  t.same(devices.requests(), [fifo]);
  t.equal(stateOf('keys_fifo'), 'available');
  t.equal(stateOf('event3'), 'ignored');
  devices.configure([]);
  t.same(devices.requests(), [{ path: ansi.path, kind: 'keyboard' }]);
});

t.test('what the engine tells is shown', async (t) => {
  const { devices, told, stateOf } = registry();
  const { path } = ansi;
  told.length = 0;
  devices.follow({ type: 'device-opened', path, name: 'ANSI', grab: 'waiting' } as never);
  t.equal(stateOf('event3'), 'waiting');
  devices.follow({ type: 'grab-changed', path, grab: 'held' });
  t.match(devices.devices.get('event3'), { State: 'playing', Grabbed: true, Name: 'ANSI' });
  devices.follow({
    type: 'device-lost',
    path,
    fault: { code: 'DEVICE_LOST', category: 'recoverable', message: '', remedy: '' },
  });
  t.equal(stateOf('event3'), 'lost');
  devices.follow({ type: 'deactivated' });
  t.equal(devices.devices.get('event3')?.Grabbed, false);
  t.same(
    told.filter((line) => line.startsWith('event3')),
    [
      'event3 {"Name":"ANSI","State":"waiting"}',
      'event3 {"Grabbed":true,"State":"playing"}',
      'event3 {"Grabbed":false,"State":"lost"}',
      'event3 {"State":"available"}',
    ],
  );
});

t.test('nodes come and go', async (t) => {
  const { devices, machine, told } = registry();
  const second = node(9, 'Second keyboard', 'keyboard');
  told.length = 0;
  machine.nodes = [lid, ansi, consumer, second];
  devices.refresh();
  t.same(told, ['+event9', 'selection']);
  t.same(
    devices.requests().map(({ path }) => path),
    [ansi.path, second.path],
  );
  told.length = 0;
  machine.nodes = [lid, consumer];
  devices.refresh();
  t.same(
    told.filter((line) => !line.startsWith('mended')),
    ['-event3', '-event9', 'selection'],
  );
  t.same(devices.requests(), []);
  told.length = 0;
  devices.refresh();
  t.same(told, [], 'nothing has changed');
});

t.test('an open device stays open when others come', async (t) => {
  const { devices, machine, stateOf } = registry();
  devices.follow({ type: 'device-opened', path: ansi.path, name: ansi.name, grab: 'held' } as never);
  machine.nodes = [lid, ansi, consumer, node(9, 'Second keyboard', 'keyboard')];
  devices.refresh();
  t.equal(stateOf('event3'), 'playing');
});

t.test('what may not be read is told, and told again when it may', async (t) => {
  const { devices, machine, told, stateOf } = registry();
  told.length = 0;
  machine.forbidden = new Set([lid.path, ansi.path, consumer.path]);
  devices.refresh();
  t.equal(stateOf('event3'), 'denied');
  t.equal(stateOf('event4'), 'denied');
  t.equal(stateOf('event0'), 'ignored', 'what would not be played needs no permission');
  t.same(devices.togglePaths(), []);
  const denials = told.filter((line) => line.startsWith('denied'));
  t.same(denials, [
    `denied ${ansi.path} DEVICE_ACCESS_DENIED`,
    `denied ${consumer.path} DEVICE_ACCESS_DENIED`,
  ]);
  told.length = 0;
  devices.refresh();
  t.same(told, [], 'once is enough');
  machine.forbidden = new Set();
  devices.refresh();
  t.ok(told.includes(`mended ${ansi.path}`));
  t.ok(told.includes('selection'), 'the toggle key is to be watched again');
  t.equal(stateOf('event3'), 'available');
});

t.test('counters are those of now', async (t) => {
  const { devices, machine } = registry();
  machine.events = 12;
  t.equal(devices.devices.get('event3')?.Events, 12);
});

t.test('two paths that end alike have ids of their own', async (t) => {
  const { devices } = registry(
    [
      { path: '/tmp/a/keys', kind: 'keyboard' },
      { path: '/tmp/b/keys', kind: 'keyboard' },
      { path: '/tmp/c/ключ', kind: 'keyboard' },
    ],
    [],
  );
  t.same([...devices.devices.keys()], ['keys', 'keys_2', '____']);
});

t.test('a device that is not to be played any more is not missed either', async (t) => {
  const { devices, machine, told } = registry();
  machine.forbidden.add(ansi.path);
  devices.refresh();
  told.length = 0;
  devices.configure([{ path: lid.path, kind: 'keyboard' }]);
  t.ok(told.includes(`mended ${ansi.path}`), told.join());
  devices.configure([]);
  t.ok(told.includes(`denied ${ansi.path} DEVICE_ACCESS_DENIED`));
});

t.test('a device that does not open is lost; one that another program has is not', async (t) => {
  const { devices, stateOf } = registry();
  const fault = (code: 'DEVICE_FAILED' | 'DEVICE_GRABBED') =>
    new SynthError(code, 'It cannot be played.', 'Mend it.').toFault();
  devices.follow({ type: 'fault', fault: fault('DEVICE_GRABBED'), path: ansi.path });
  t.equal(stateOf('event3'), 'available');
  devices.follow({ type: 'fault', fault: fault('DEVICE_FAILED'), path: ansi.path });
  t.equal(stateOf('event3'), 'lost');
});
