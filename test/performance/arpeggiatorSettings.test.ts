import t from 'tap';
import {
  arpeggiatorModes,
  defaultArpeggiator,
  tempoRange,
} from '../../src/performance/arpeggiatorSettings.js';

t.test('the modes, from off on, in the order in which a key goes through them', async (t) => {
  t.same(arpeggiatorModes, ['off', 'up', 'down', 'up-down', 'random']);
});

t.test('unless said otherwise it is off, at 120 beats a minute', async (t) => {
  t.match(defaultArpeggiator, { mode: 'off', tempo: 120, division: 4, gate: 0.5, hold: false });
  t.same(tempoRange, { minimum: 20, maximum: 400 });
});
