import t from 'tap';
import { compareConfigurations, defaultValues } from '../../src/config/changes.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

t.test('nothing differs from itself, nor from the same said elsewhere', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  t.same(compareConfigurations(place.read(), place.read()), { changes: [], live: [], needRestart: [] });
  const usual = place.read({ overrides: { 'audio.driver': 'auto', 'input.devices': [] } });
  t.same(compareConfigurations(defaultValues, usual).changes, []);
});

t.test('what differs, and when it takes effect', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    user: 'audio: {gain_db: -6, driver: jack}\ninput: {devices: [{path: /a, kind: keyboard}]}\n',
  });
  const { changes, live, needRestart } = compareConfigurations(defaultValues, place.read());
  t.same(live, ['audio.gain_db', 'input.devices']);
  t.same(needRestart, ['audio.driver']);
  t.same(changes, [
    { key: 'audio.driver', before: 'auto', after: 'jack', applies: 'restart' },
    { key: 'audio.gain_db', before: -11, after: -6, applies: 'live' },
    {
      key: 'input.devices',
      before: [],
      after: [{ path: '/a', kind: 'keyboard' }],
      applies: 'live',
    },
  ]);
  t.same(compareConfigurations(place.read(), place.read({ file: '/dev/null' })).needRestart, [
    'audio.driver',
  ]);
});
