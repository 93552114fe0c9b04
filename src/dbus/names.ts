/** The names of this program on the bus. */

export const busName = 'org.fw16synth.Synth1';
export const rootPath = '/org/fw16synth/Synth1';
export const devicePath = `${rootPath}/device`;

/** The errors of this program are this and a word of `errorNames.ts`. */
export const errorPrefix = `${busName}.Error.`;

/** The bus itself. */
export const driver = {
  name: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** The errors that the specification of D-Bus names, for what has nothing to do with an instrument. */
export const standardError = {
  unknownObject: 'org.freedesktop.DBus.Error.UnknownObject',
  unknownInterface: 'org.freedesktop.DBus.Error.UnknownInterface',
  unknownMethod: 'org.freedesktop.DBus.Error.UnknownMethod',
  unknownProperty: 'org.freedesktop.DBus.Error.UnknownProperty',
  propertyReadOnly: 'org.freedesktop.DBus.Error.PropertyReadOnly',
  invalidArgs: 'org.freedesktop.DBus.Error.InvalidArgs',
} as const;

/** The path of a device's object. */
export function pathOfDevice(id: string): string {
  return `${devicePath}/${id}`;
}
