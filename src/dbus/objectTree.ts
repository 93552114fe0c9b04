/** The objects on the bus, by their paths. It outlives every connection: there is nothing to export again after one is lost. */
import { readFile } from 'node:fs/promises';
import { SynthError } from '../errors/errors.js';
import { checkProperty } from './boundary.js';
import { type Variant, variant } from './dbusLibrary.js';
import { StandardError } from './errorNames.js';
import { type ExportedInterface, exported, propertyOf, variantsOf } from './exportedInterface.js';
import type { InterfaceValues, Property } from './interfaceDescription.js';
import { introspectionXml } from './introspection.js';
import { standardError } from './names.js';
import { introspectable, objectManager, peer, properties } from './standardInterfaces.js';

/** By their names. */
export type Interfaces = ReadonlyMap<string, ExportedInterface>;

/** What an object's interfaces are when others look at it, without those that every object has. */
const onEveryObject: ReadonlySet<string> = new Set([peer.name, introspectable.name, properties.name]);

export class ObjectTree {
  private readonly objects = new Map<string, Interfaces>();

  /** Adds an object with these interfaces and those that every object has. */
  add(path: string, interfaces: readonly ExportedInterface[]): void {
    const all = [...standardInterfaces(this, path), this.propertiesOf(path), ...interfaces];
    this.objects.set(path, new Map(all.map((one) => [one.description.name, one])));
  }

  remove(path: string): void {
    this.objects.delete(path);
  }

  /** The interfaces of an object; of a path that only leads to objects, those that describe it. */
  find(path: string): Interfaces | undefined {
    const object = this.objects.get(path);
    if (object !== undefined) return object;
    if (this.childrenOf(path).length === 0) return undefined;
    return new Map(standardInterfaces(this, path).map((one) => [one.description.name, one]));
  }

  /** The names directly below a path. */
  childrenOf(path: string): readonly string[] {
    const prefix = path === '/' ? path : `${path}/`;
    const below = [...this.objects.keys()].filter((one) => one !== path && one.startsWith(prefix));
    return [...new Set(below.map((one) => one.slice(prefix.length).split('/')[0] ?? ''))].sort();
  }

  /** The values of an object, as ObjectManager tells them. */
  valuesOf(path: string): InterfaceValues {
    const own = [...(this.objects.get(path) ?? [])].filter(([name]) => !onEveryObject.has(name));
    return Object.fromEntries(own.map(([name, one]) => [name, variantsOf(one)]));
  }

  /** The ObjectManager of a root: it tells of every object below, and not of the root itself. */
  managerOf(root: string): ExportedInterface {
    return exported(objectManager, {
      methods: {
        GetManagedObjects: () => {
          const below = [...this.objects.keys()].filter((path) => path.startsWith(`${root}/`));
          return [Object.fromEntries(below.map((path) => [path, this.valuesOf(path)]))];
        },
      },
      get: () => ({}),
    });
  }

  private propertiesOf(path: string): ExportedInterface {
    return exported(properties, {
      methods: {
        Get: ([interfaceName, name]) => {
          const [one, property] = this.property(path, interfaceName, name);
          return [variant(property.type, one.get()[name])];
        },
        Set: async ([interfaceName, name, value]) => {
          const [one, property] = this.property(path, interfaceName, name);
          await setProperty(one, name, property, value);
          return [];
        },
        GetAll: ([interfaceName]) => [variantsOf(this.interface(path, interfaceName))],
      },
      get: () => ({}),
    });
  }

  private interface(path: string, name: string): ExportedInterface {
    const found = this.objects.get(path)?.get(name);
    if (found !== undefined) return found;
    throw new StandardError(standardError.unknownInterface, `${path} has no interface ${name}.`);
  }

  /** The interface that has a property; an empty name of an interface means any that has it. */
  private property(path: string, interfaceName: string, name: string): [ExportedInterface, Property] {
    const candidates =
      interfaceName === ''
        ? [...(this.objects.get(path)?.values() ?? [])]
        : [this.interface(path, interfaceName)];
    for (const one of candidates) {
      const property = propertyOf(one.description, name);
      if (property !== undefined) return [one, property];
    }
    throw new StandardError(
      standardError.unknownProperty,
      `${interfaceName || path} has no property ${name}.`,
    );
  }
}

async function setProperty(
  one: ExportedInterface,
  name: string,
  property: Property,
  value: Variant,
): Promise<void> {
  if (property.access === 'read')
    throw new StandardError(standardError.propertyReadOnly, `${name} can be read, but not set.`);
  checkProperty(name, property, value);
  await one.set(name, value.value);
}

function standardInterfaces(tree: ObjectTree, path: string): ExportedInterface[] {
  return [
    exported(peer, {
      methods: { Ping: () => [], GetMachineId: async () => [await machineId()] },
      get: () => ({}),
    }),
    exported(introspectable, {
      methods: {
        Introspect: () => {
          const descriptions = [...(tree.find(path)?.values() ?? [])].map(({ description }) => description);
          return [introspectionXml(descriptions, tree.childrenOf(path))];
        },
      },
      get: () => ({}),
    }),
  ];
}

/** Systemd's own, or what D-Bus keeps where there is no systemd. */
async function machineId(): Promise<string> {
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    const id = await readFile(file, 'utf8').catch(() => '');
    if (id.trim() !== '') return id.trim();
  }
  throw new SynthError(
    'SYSTEMD_UNAVAILABLE',
    'This machine has no machine id.',
    'Make one: sudo systemd-machine-id-setup',
  );
}
