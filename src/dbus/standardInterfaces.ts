/** The interfaces of the D-Bus specification that every object has, or the root of a tree of objects. */
import type { InterfaceDescription } from './interfaceDescription.js';

export const introspectable = {
  name: 'org.freedesktop.DBus.Introspectable',
  methods: { Introspect: { in: [], out: [{ name: 'xml_data', type: 's' }] } },
  properties: {},
  signals: {},
} as const satisfies InterfaceDescription;

export const peer = {
  name: 'org.freedesktop.DBus.Peer',
  methods: {
    Ping: { in: [], out: [] },
    GetMachineId: { in: [], out: [{ name: 'machine_uuid', type: 's' }] },
  },
  properties: {},
  signals: {},
} as const satisfies InterfaceDescription;

const interfaceName = { name: 'interface_name', type: 's' } as const;
const propertyName = { name: 'property_name', type: 's' } as const;

export const properties = {
  name: 'org.freedesktop.DBus.Properties',
  methods: {
    Get: { in: [interfaceName, propertyName], out: [{ name: 'value', type: 'v' }] },
    Set: { in: [interfaceName, propertyName, { name: 'value', type: 'v' }], out: [] },
    GetAll: { in: [interfaceName], out: [{ name: 'properties', type: 'a{sv}' }] },
  },
  properties: {},
  signals: {
    PropertiesChanged: [
      interfaceName,
      { name: 'changed_properties', type: 'a{sv}' },
      { name: 'invalidated_properties', type: 'as' },
    ],
  },
} as const satisfies InterfaceDescription;

export const objectManager = {
  name: 'org.freedesktop.DBus.ObjectManager',
  methods: { GetManagedObjects: { in: [], out: [{ name: 'objects', type: 'a{oa{sa{sv}}}' }] } },
  properties: {},
  signals: {
    InterfacesAdded: [
      { name: 'object_path', type: 'o' },
      { name: 'interfaces_and_properties', type: 'a{sa{sv}}' },
    ],
    InterfacesRemoved: [
      { name: 'object_path', type: 'o' },
      { name: 'interfaces', type: 'as' },
    ],
  },
} as const satisfies InterfaceDescription;

export const everyObject: readonly InterfaceDescription[] = [peer, introspectable, properties];
