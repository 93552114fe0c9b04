import { join } from 'node:path';
import t from 'tap';
import { readConfigured } from '../../../src/cli/doctor/configured.js';

const environment = { XDG_CONFIG_HOME: '/nonexistent' };

t.test('what is configured', async (t) => {
  const folder = t.testdir({
    'a.yaml': 'audio:\n  driver: none\ninput:\n  devices:\n    - path: /srv/keys\n      kind: keyboard\n',
  });
  t.same(readConfigured({ file: join(folder, 'a.yaml'), environment })(), {
    driver: 'none',
    devices: [{ path: '/srv/keys', kind: 'keyboard' }],
  });
});

t.test('a configuration that is not valid counts as the defaults', async (t) => {
  const folder = t.testdir({ 'a.yaml': 'audio:\n  driver: none\n  volume: 11\n' });
  for (const name of ['a.yaml', 'missing.yaml']) {
    t.same(
      readConfigured({ file: join(folder, name), environment })(),
      { driver: 'auto', devices: [] },
      name,
    );
  }
});
