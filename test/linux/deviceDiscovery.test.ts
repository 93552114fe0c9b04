import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type DiscoveredNode, discoverNodes, parseBitmap } from '../../src/linux/deviceDiscovery.js';
import { key } from '../../src/linux/inputEventCodes.js';
import { setBits } from '../support/deviceEvents.js';

/** What sysfs says of a node; the numbers as it writes them. */
interface Node {
  readonly name: string;
  readonly id?: readonly [bus: string, vendor: string, product: string];
  readonly phys?: string;
  readonly uniq?: string;
  readonly ev?: string;
  readonly key?: string;
  readonly rel?: string;
  readonly abs?: string;
  readonly properties?: string;
}

const letters = '7f07000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe';

/** A Framework 16 as it boots: the nodes of its keyboard module, its touchpad, and what else is in the machine. */
const framework16: readonly Node[] = [
  { name: 'Lid Switch', id: ['0019', '0000', '0005'], ev: '21', key: '0' },
  { name: 'Power Button', id: ['0019', '0000', '0001'], ev: '3', key: '10000000000000 0' },
  {
    name: 'Framework Laptop 16 Keyboard Module - ANSI',
    id: ['0003', '32ac', '0012'],
    phys: 'usb-0000:c1:00.3-4.2/input0',
    uniq: 'FRAKDKEN0100000000',
    ev: '120013',
    key: `1000000000007 ${letters.split(' ').slice(1).join(' ')}`,
  },
  {
    name: 'Framework Laptop 16 Keyboard Module - ANSI System Control',
    id: ['0003', '32ac', '0012'],
    ev: '13',
    key: 'c000 10000000000000 0',
  },
  {
    name: 'Framework Laptop 16 Keyboard Module - ANSI Consumer Control',
    id: ['0003', '32ac', '0012'],
    ev: '1f',
    // KEY_CONFIG is code 171: bit 43 of the third word from the right.
    key: '3f000303ff 0 0 483ffff17aff32d bfd4444600000000 1 130ff38b17d000 677bfad9415fed 9ed68000004400 10000002',
    abs: '10000000000',
  },
  {
    name: 'Framework Laptop 16 Keyboard Module - ANSI Wireless Radio Control',
    id: ['0003', '32ac', '0012'],
    ev: '13',
    key: '80000000000000 0 0 0',
  },
  {
    name: 'Framework Laptop 16 Keyboard Module - ANSI Keyboard',
    id: ['0003', '32ac', '0012'],
    ev: '120013',
    key: letters,
  },
  {
    name: 'PIXA3854:00 093A:0274 Mouse',
    id: ['0018', '093a', '0274'],
    ev: '17',
    rel: '903',
    key: '70000 0 0 0 0',
  },
  {
    name: 'PIXA3854:00 093A:0274 Touchpad',
    id: ['0018', '093a', '0274'],
    ev: '1b',
    key: 'e520 10000 0 0 0 0',
    abs: '2e0800000000003',
    properties: '5',
  },
  { name: 'Video Bus', id: ['0019', '0000', '0006'], ev: '3', key: '3e000b00000000 0 0 0' },
  { name: 'HD-Audio Generic HDMI/DP,pcm=3', id: ['0000', '0000', '0000'], ev: '21', key: '0' },
];

/** Makes a sysfs of these nodes, event0 and up, and returns its root. */
function sysfs(t: Test, nodes: readonly Node[]): string {
  const input: Record<string, object> = {};
  nodes.forEach((node, number) => {
    const [bustype = '0000', vendor = '0000', product = '0000'] = node.id ?? [];
    input[`input${number}`] = {};
    input[`event${number}`] = {
      device: {
        name: `${node.name}\n`,
        phys: `${node.phys ?? ''}\n`,
        uniq: `${node.uniq ?? ''}\n`,
        properties: `${node.properties ?? '0'}\n`,
        id: { bustype: `${bustype}\n`, vendor: `${vendor}\n`, product: `${product}\n`, version: '0111\n' },
        capabilities: {
          ev: `${node.ev ?? '0'}\n`,
          key: `${node.key ?? '0'}\n`,
          rel: `${node.rel ?? '0'}\n`,
          abs: `${node.abs ?? '0'}\n`,
        },
      },
    };
  });
  return t.testdir({ class: { input: { ...input, mice: {} } } });
}

function classes(nodes: readonly DiscoveredNode[]): string[][] {
  return nodes.map((node) => [node.path, node.class]);
}

t.test('the bits of a capability file', async (t) => {
  t.same(setBits(parseBitmap('0')), []);
  t.same(setBits(parseBitmap('3\n')), [0, 1]);
  t.same(setBits(parseBitmap('1 8000000000000000')), [63, 64], 'the lowest word is the last');
  t.same(setBits(parseBitmap('80000000000 0 0')), [key.config]);
  t.equal(parseBitmap('1 0 0').length, 24);
  for (const broken of ['', '\n', 'zz', '1 zz 3', '0x3', '10000000000000000', '-1', '1,2', '\0']) {
    t.same(
      setBits(parseBitmap(broken)),
      [],
      `${JSON.stringify(broken)} is no bitmap, and nothing is guessed`,
    );
  }
});

t.test('a Framework 16', async (t) => {
  const nodes = discoverNodes(sysfs(t, framework16));
  t.same(
    nodes.map((node) => [
      node.name.replace('Framework Laptop 16 Keyboard Module - ANSI', 'ANSI'),
      node.class,
    ]),
    [
      ['Lid Switch', 'other'],
      ['Power Button', 'keys'],
      ['ANSI', 'keyboard'],
      ['ANSI System Control', 'keys'],
      ['ANSI Consumer Control', 'keys'],
      ['ANSI Wireless Radio Control', 'keys'],
      ['ANSI Keyboard', 'keyboard'],
      ['PIXA3854:00 093A:0274 Mouse', 'other'],
      ['PIXA3854:00 093A:0274 Touchpad', 'touchpad'],
      ['Video Bus', 'keys'],
      ['HD-Audio Generic HDMI/DP,pcm=3', 'other'],
    ],
  );
  t.same(nodes[2], {
    path: '/dev/input/event2',
    name: 'Framework Laptop 16 Keyboard Module - ANSI',
    class: 'keyboard',
    capabilities: ['letters', 'keys', 'leds'],
    physicalPath: 'usb-0000:c1:00.3-4.2/input0',
    serial: 'FRAKDKEN0100000000',
    bus: 3,
    vendor: 0x32ac,
    product: 0x12,
    hasToggleKey: false,
  });
  t.same(
    nodes.filter((node) => node.hasToggleKey).map((node) => node.path),
    ['/dev/input/event4'],
    'the Framework key is on Consumer Control',
  );
  t.same(
    nodes.map(({ capabilities }) => capabilities.join(' ')),
    [
      'switches',
      'keys',
      'letters keys leds',
      'keys',
      'keys toggle-key',
      'keys',
      'letters keys leds',
      'buttons pointer',
      'buttons touch',
      'keys',
      'switches',
    ],
  );
});

t.test('what else a node can do', async (t) => {
  const [pad] = discoverNodes(
    sysfs(t, [
      // ABS_MT_TOUCH_MAJOR, POSITION_X and _Y, TRACKING_ID and PRESSURE.
      { name: 'pad', ev: 'b', key: '420 10000 0 0 0 0', abs: '661000000000000', properties: '5' },
    ]),
  );
  t.same(pad?.capabilities, ['buttons', 'touch', 'pressure', 'contact-size']);
});

t.test('the toggle key may be another', async (t) => {
  const root = sysfs(t, [{ name: 'volume', ev: '3', key: '8000000000000 0' }]);
  t.equal(discoverNodes(root)[0]?.hasToggleKey, false);
  t.match(discoverNodes(root, '/dev/input', key.volumeUp)[0], {
    hasToggleKey: true,
    capabilities: ['keys', 'toggle-key'],
  });
});

t.test('nodes are in the order of their numbers, and their folder can be another', async (t) => {
  const many = Array.from({ length: 12 }, (_, i): Node => ({ name: `node ${i}` }));
  const nodes = discoverNodes(sysfs(t, many), '/run/nodes');
  t.same(
    nodes.map(({ path, name }) => [path, name]),
    many.map(({ name }, i) => [`/run/nodes/event${i}`, name]),
  );
});

t.test('a touchscreen is no touchpad, and neither is a drawing tablet', async (t) => {
  const contacts = '260800000000003';
  const nodes = discoverNodes(
    sysfs(t, [
      { name: 'touchscreen', ev: 'b', key: '400 0 0 0 0 0', abs: contacts, properties: '2' },
      { name: 'screen with fingers', ev: 'b', key: 'e520 10000 0 0 0 0', abs: contacts, properties: '2' },
      { name: 'tablet', ev: 'b', key: '1c03 0 0 0 0 0', abs: '1000d000003', properties: '1' },
    ]),
  );
  t.same(
    nodes.map((node) => node.class),
    ['other', 'other', 'other'],
  );
});

t.test('a machine without input', async (t) => {
  t.same(discoverNodes(sysfs(t, [])), []);
  t.same(discoverNodes(join(t.testdir({}), 'no such')), [], 'or without sysfs');
});

t.test('broken capability files hide a node and no others', async (t) => {
  const nodes = discoverNodes(
    sysfs(t, [
      { name: 'garbage', ev: 'hello', key: letters },
      { name: 'garbage in one word', ev: '120013', key: letters.replace('febe', 'geme') },
      { name: 'keyboard', ev: '120013', key: letters },
    ]),
  );
  t.same(classes(nodes), [
    ['/dev/input/event0', 'other'],
    ['/dev/input/event1', 'other'],
    ['/dev/input/event2', 'keyboard'],
  ]);
});

t.test('a node that goes while it is looked at', async (t) => {
  const root = t.testdir({
    class: {
      input: {
        event0: {},
        event1: { device: { name: 'half', capabilities: { ev: '3' } } },
        event2: { device: { name: 'numbers', id: { bustype: 'x', vendor: '', product: 'zz' } } },
        // What a name begins with is not enough.
        event: {},
        event3x: {},
        'my event4': {},
      },
    },
  });
  const nothing = {
    class: 'other',
    capabilities: [],
    physicalPath: '',
    serial: '',
    bus: 0,
    vendor: 0,
    product: 0,
    hasToggleKey: false,
  };
  t.same(discoverNodes(root), [
    { ...nothing, path: '/dev/input/event0', name: '' },
    { ...nothing, path: '/dev/input/event1', name: 'half' },
    { ...nothing, path: '/dev/input/event2', name: 'numbers' },
  ]);
});

t.test('the toggle key is where KEY_CONFIG is', async (t) => {
  const nodes = discoverNodes(
    sysfs(t, [
      { name: 'consumer control', ev: '13', key: '80000000000 0 0' },
      { name: 'volume', ev: '13', key: 'e000000000000 0' },
    ]),
  );
  t.same(
    nodes.map((node) => [node.class, node.hasToggleKey]),
    [
      ['keys', true],
      ['keys', false],
    ],
  );
});
