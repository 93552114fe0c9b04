/**
 * Loads dbus-next without its XML library, which it needs only for proxies and for services of its own making. Neither is
 * used here, and the library takes longer to load than all the rest of it, and a megabyte for as long as the process lives.
 */
import Module, { createRequire } from 'node:module';

/** What dbus-next makes of xml2js without being asked to read or write anything. */
const nothing = { Builder: class {}, Parser: class {} };

/** The package, whatever of it the caller has declared. */
export function loadDbusNext(): unknown {
  const own = createRequire(import.meta.url);
  const file = createRequire(own.resolve('dbus-next')).resolve('xml2js');
  const before = own.cache[file];
  const standIn = new Module(file);
  standIn.exports = nothing;
  standIn.loaded = true;
  own.cache[file] = standIn;
  try {
    return own('dbus-next');
  } finally {
    // Whoever else asks for it gets it.
    if (before === undefined) delete own.cache[file];
    else own.cache[file] = before;
  }
}
