import t from 'tap';
import { defaultLayer } from '../../src/performance/layerSettings.js';
import { melodicTable } from '../../src/synthesizer/builtin/melodicTable.js';

t.test('unless said otherwise the layer is off, on a channel of its own', async (t) => {
  t.match(defaultLayer, { enabled: false, channel: 1, transpose: 0 });
});

t.test('its program is one that the built-in sound font has', async (t) => {
  t.equal(defaultLayer.bank, 0);
  t.ok(melodicTable.some(({ program }) => program === defaultLayer.program));
});
