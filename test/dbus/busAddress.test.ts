import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sessionBusSocket } from '../../src/dbus/busAddress.js';

const socketOf = (address: string): string => sessionBusSocket({ DBUS_SESSION_BUS_ADDRESS: address });

t.test('the address of the environment', async (t) => {
  t.equal(socketOf('unix:path=/run/user/1000/bus'), '/run/user/1000/bus');
  t.equal(socketOf('unix:path=/tmp/dbus-x,guid=0123'), '/tmp/dbus-x');
  t.equal(socketOf('unix:guid=0123,path=/tmp/dbus-x'), '/tmp/dbus-x');
  t.equal(socketOf('unix:abstract=/tmp/dbus-x,guid=0123'), '\0/tmp/dbus-x');
  t.equal(socketOf('tcp:host=localhost,port=1;unix:path=/b'), '/b', 'the first that can be reached');
  t.equal(socketOf('unix:path=/a%20b/%c3%a4'), '/a b/ä', 'escapes');
});

t.test('addresses that cannot be reached', async (t) => {
  const refused = { code: 'BUS_UNAVAILABLE', remedy: /dbus-run-session/ };
  for (const address of ['tcp:host=localhost,port=1', 'autolaunch:', 'nonsense', 'unix:dir=/tmp']) {
    t.throws(() => socketOf(address), { ...refused, message: /not a Unix socket/ }, address);
  }
  t.throws(() => socketOf('unix:path=/a%3bb'), { ...refused, message: /characters/ });
});

t.test('without an address it is in the runtime folder', async (t) => {
  const folder = t.testdir({});
  const environment = { XDG_RUNTIME_DIR: folder };
  t.throws(() => sessionBusSocket(environment), { code: 'BUS_UNAVAILABLE' });
  t.throws(() => sessionBusSocket({}), { code: 'BUS_UNAVAILABLE', message: /There is no session bus/ });
  writeFileSync(join(folder, 'bus'), '');
  t.equal(sessionBusSocket(environment), join(folder, 'bus'));
  t.equal(sessionBusSocket({ ...environment, DBUS_SESSION_BUS_ADDRESS: '' }), join(folder, 'bus'));
  t.equal(sessionBusSocket({ ...environment, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/c' }), '/c');
});
