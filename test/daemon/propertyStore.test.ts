import t from 'tap';
import { PropertyStore } from '../../src/daemon/propertyStore.js';
import type { InstrumentProperties } from '../../src/dbus/instrument.js';
import { initialProperties } from '../support/instrumentProperties.js';

function store() {
  const told: Partial<InstrumentProperties>[] = [];
  return { store: new PropertyStore(initialProperties, (changed) => told.push(changed)), told };
}

t.test('only what has changed is told', async (t) => {
  const { store: properties, told } = store();
  properties.update({ Octave: initialProperties.Octave, Tempo: 90 });
  properties.update({ Tempo: 90 });
  properties.update({});
  t.same(told, [{ Tempo: 90 }]);
  t.equal(properties.current.Tempo, 90);
  t.equal(properties.current.Octave, initialProperties.Octave);
});

t.test('waiting for a value', async (t) => {
  const { store: properties } = store();
  t.equal(await properties.reaches('Octave', initialProperties.Octave, 0), true, 'it is there already');
  const reached = properties.reaches('Octave', 7, 10_000);
  properties.update({ Octave: 6 });
  properties.update({ Octave: 7 });
  t.equal(await reached, true);
  t.equal(await properties.reaches('Octave', 8, 1), false, 'not within the deadline');
});

t.test('of values that follow one another fast only the last one shows', async (t) => {
  const { store: properties } = store();
  const first = properties.reaches('Tempo', 90, 60_000);
  const other = properties.reaches('Octave', 7, 60_000);
  const second = properties.reaches('Tempo', 91, 60_000);
  t.equal(await first, true);
  properties.update({ Tempo: 91 });
  t.equal(await second, true);
  const third = properties.reaches('Tempo', 92, 60_000);
  t.equal(await properties.reaches('Tempo', 91, 60_000), true, 'back to what it was');
  t.equal(await third, true);
  properties.update({ Octave: 7 });
  t.equal(await other, true);
});
