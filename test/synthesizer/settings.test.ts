import t from 'tap';
import { defaultAudio, gainOf } from '../../src/synthesizer/settings.js';

t.test('decibels are those of amplitude', (t) => {
  t.equal(gainOf(0), 1);
  t.ok(Math.abs(gainOf(-20) - 0.1) < 1e-12);
  t.ok(Math.abs(gainOf(-6) - 0.5012) < 1e-4);
  t.ok(gainOf(20) <= 10, 'the loudest setting is within what the library takes');
  t.ok(gainOf(defaultAudio.gainDb) > 0.2, 'the default is above that of the library, 0.2');
  t.end();
});
