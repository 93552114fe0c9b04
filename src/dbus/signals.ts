/** Signals of the objects, in the forms that the specification of D-Bus gives them. */
import { type MessageFields, messageType } from './dbusLibrary.js';
import { variantsOf } from './exportedInterface.js';
import {
  type InterfaceDescription,
  type InterfaceValues,
  type PropertiesOf,
  signatureOf,
  type ValuesOf,
} from './interfaceDescription.js';
import { objectManager, properties } from './standardInterfaces.js';

/** A signal for everybody, or for one client by its unique name. */
export function signalMessage<
  D extends InterfaceDescription,
  Name extends Extract<keyof D['signals'], string>,
>(path: string, description: D, name: Name, body: ValuesOf<D['signals'][Name]>, to?: string): MessageFields {
  const row = description.signals[name];
  if (row === undefined) throw new Error(`${description.name} has no signal ${name}`);
  return {
    type: messageType.signal,
    path,
    interface: description.name,
    member: name,
    signature: signatureOf(row),
    body: body as readonly unknown[],
    ...(to === undefined ? {} : { destination: to }),
  };
}

/** Nothing when none of the values is of a property that signals its changes. */
export function propertiesChanged<D extends InterfaceDescription>(
  path: string,
  description: D,
  values: Partial<PropertiesOf<D>>,
): MessageFields | undefined {
  const told = Object.fromEntries(
    Object.entries(values).filter(([name]) => description.properties[name]?.emits === undefined),
  );
  const changed = variantsOf({ description, get: () => ({}) }, told);
  if (Object.keys(changed).length === 0) return undefined;
  return signalMessage(path, properties, 'PropertiesChanged', [description.name, changed, []]);
}

/** @param root The path of the ObjectManager. */
export function interfacesAdded(root: string, path: string, values: InterfaceValues): MessageFields {
  return signalMessage(root, objectManager, 'InterfacesAdded', [path, values]);
}

export function interfacesRemoved(root: string, path: string, names: readonly string[]): MessageFields {
  return signalMessage(root, objectManager, 'InterfacesRemoved', [path, names]);
}
