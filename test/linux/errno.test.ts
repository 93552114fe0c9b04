import { constants } from 'node:os';
import t from 'tap';
import { errnoCode, errnoName } from '../../src/linux/errno.js';

t.test('the values are those of this system', async (t) => {
  const system: Record<string, number> = constants.errno;
  for (const [name, value] of Object.entries(errnoCode)) t.equal(value, system[name], name);
});

t.test('names', async (t) => {
  t.equal(errnoName(19), 'ENODEV');
  t.equal(errnoName(16), 'EBUSY');
  t.equal(errnoName(200), 'errno 200');
});
