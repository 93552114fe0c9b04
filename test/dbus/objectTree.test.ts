import t from 'tap';
import { exported } from '../../src/dbus/exportedInterface.js';
import { ObjectTree } from '../../src/dbus/objectTree.js';
import { propertiesChanged } from '../../src/dbus/signals.js';

const lamp = exported(
  {
    name: 'a.Lamp',
    methods: {},
    properties: { Lit: { type: 'b', access: 'read' }, Made: { type: 'u', access: 'read', emits: 'const' } },
    signals: {},
  } as const,
  { methods: {}, get: () => ({ Lit: true, Made: 1999 }) },
);

t.test('objects and the paths that lead to them', async (t) => {
  const tree = new ObjectTree();
  tree.add('/a/b', [lamp]);
  tree.add('/a/b/c/d', [lamp]);
  tree.add('/a/bc', []);
  t.same(tree.childrenOf('/'), ['a']);
  t.same(tree.childrenOf('/a'), ['b', 'bc']);
  t.same(tree.childrenOf('/a/b'), ['c']);
  t.same(tree.childrenOf('/a/b/c/d'), []);
  t.ok(tree.find('/a/b')?.has('a.Lamp'));
  t.same(
    [...(tree.find('/a/b/c')?.keys() ?? [])].map((name) => name.split('.').at(-1)),
    ['Peer', 'Introspectable'],
  );
  t.equal(tree.find('/x'), undefined);
  tree.remove('/a/b/c/d');
  t.equal(tree.find('/a/b/c'), undefined);
});

t.test('a manager tells of what is below it', async (t) => {
  const tree = new ObjectTree();
  tree.add('/a', [lamp]);
  tree.add('/a/b', [lamp]);
  tree.add('/ab', [lamp]);
  const [objects] = (await tree.managerOf('/a').methods.GetManagedObjects?.([], '')) ?? [];
  t.match(objects, {
    '/a/b': { 'a.Lamp': { Lit: { signature: 'b', value: true }, Made: { signature: 'u' } } },
  });
  t.same(Object.keys(objects as object), ['/a/b']);
});

t.test('a set of what cannot be set', async (t) => {
  await t.rejects(lamp.set('Lit', false), { message: 'a.Lamp has nothing to set' });
});

t.test('only what signals its changes is signalled', async (t) => {
  const { description } = lamp;
  t.equal(propertiesChanged('/a', description, { Made: 2000 }), undefined);
  t.match(propertiesChanged('/a', description, { Made: 2000, Lit: false }), {
    type: 4,
    path: '/a',
    interface: 'org.freedesktop.DBus.Properties',
    member: 'PropertiesChanged',
    signature: 'sa{sv}as',
    body: ['a.Lamp', { Lit: { signature: 'b', value: false } }, []],
  });
});
