import t from 'tap';
import { settings } from '../../src/config/schema.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

t.test('a planned setting is told of when it is given, and only then', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  t.same(place.notes('planned'), []);
  const planned = [...settings.values()].filter((setting) => setting.planned);
  t.ok(planned.length > 10);
  for (const { key, default: usual } of planned) {
    t.same(place.notes('planned', { overrides: { [key]: usual } }), [
      `${key} (the command line) is taken note of, but this version does not act on it yet.`,
    ]);
  }
});

t.test('what only a part of a value leaves without effect', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const noted = (key: string, value: unknown) => place.notes('planned', { overrides: { [key]: value } });
  t.match(noted('velocity.mode', 'pressure'), [/^velocity\.mode .* is pressure, which no device/]);
  t.same(noted('velocity.mode', 'timing'), []);
  const keyboard = { path: '/a', kind: 'keyboard' };
  t.same(noted('input.devices', [keyboard]), []);
  t.match(noted('input.devices', [keyboard, { path: '/b', kind: 'midi' }]), [/does not play yet: \/b\.$/]);
  t.match(noted('input.devices', [{ ...keyboard, grab: false }]), [/acts on input\.grab alone\.$/]);
});
