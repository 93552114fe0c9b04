import t from 'tap';
import { defaultPosition } from '../../../src/performance/velocity/position.js';

t.test('the row of Z plays 40, that of A 80, that of Q 110', async (t) => {
  t.same(defaultPosition, { z: 40, a: 80, q: 110 });
});
