import t from 'tap';
import { commandFor } from '../../src/daemon/writableProperties.js';
import type { WritableProperty } from '../../src/dbus/instrument.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';

const command = (property: WritableProperty, value: unknown) =>
  commandFor(property, value, () => ({ ...defaultVelocity, fixed: 99 }));

t.test('what may be set becomes a command', async (t) => {
  t.same(command('Octave', 9), { type: 'set-octave', octave: 9 });
  t.same(command('Transpose', -24), { type: 'set-transpose', transpose: -24 });
  t.same(command('VelocityMode', 'fixed'), {
    type: 'set-velocity',
    velocity: { ...defaultVelocity, fixed: 99, mode: 'fixed' },
  });
  t.same(command('Layer', true), { type: 'set-layer', layer: true });
  t.same(command('Arpeggiator', 'up-down'), { type: 'set-arpeggiator', arpeggiator: 'up-down' });
  t.same(command('Tempo', 92.5), { type: 'set-tempo', tempo: 92.5 });
  t.same(command('Gain', -6), { type: 'set-gain', gainDb: -6 });
});

t.test('anything else is refused by name, with what is allowed', async (t) => {
  const refused: [WritableProperty, unknown, string][] = [
    ['Octave', 10, 'Octave: must be an integer from 0 to 9: value was 10.'],
    ['Octave', 4.5, 'Octave: must be an integer from 0 to 9: value was 4.5.'],
    ['Octave', '4', 'Octave: must be a number: value was "4".'],
    ['Transpose', 25, 'Transpose: must be an integer from -24 to 24: value was 25.'],
    ['Layer', 1, 'Layer: must be a boolean: value was 1.'],
    ['Tempo', 401, 'Tempo: must be a number from 20 to 400: value was 401.'],
    ['Gain', 21, 'Gain: must be a number from -60 to 20: value was 21.'],
  ];
  for (const [property, value, message] of refused) {
    t.throws(() => command(property, value), { code: 'INVALID_ARGUMENTS', message });
  }
  t.throws(() => command('Tempo', Number.NaN), {
    code: 'INVALID_ARGUMENTS',
    message: /^Tempo: must be a number/,
  });
  t.throws(() => command('Arpeggiator', 'sideways'), {
    code: 'INVALID_ARGUMENTS',
    message: /^Arpeggiator: must be one of off, up, down, up-down, random/,
  });
});
