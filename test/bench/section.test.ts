import t from 'tap';
import { compare, measurePairs, orderOfPair, type Side } from '../../bench/section.js';

t.test('neither side always comes first', (t) => {
  t.same(orderOfPair(0), ['peer', 'subject']);
  t.same(orderOfPair(1), ['subject', 'peer']);
  t.same(orderOfPair(2), ['peer', 'subject']);
  t.end();
});

t.test(
  'pairs run one after the other, their order alternates, and entry i of both sides is pair i',
  async (t) => {
    const order: [Side, number][] = [];
    let inside = 0;
    const results = await measurePairs(3, async (side, pair) => {
      t.equal(inside++, 0, 'nothing else runs');
      order.push([side, pair]);
      await Promise.resolve();
      inside--;
      return side === 'peer' ? pair : pair + 100;
    });
    t.same(order, [
      ['peer', 0],
      ['subject', 0],
      ['subject', 1],
      ['peer', 1],
      ['peer', 2],
      ['subject', 2],
    ]);
    t.same(results, { peer: [0, 1, 2], subject: [100, 101, 102] });
    t.same(
      compare(results, 'a name', 'µs', (value) => value * 2),
      { name: 'a name', unit: 'µs', subject: [200, 202, 204], peer: [0, 2, 4] },
    );
  },
);

t.test('a side that fails ends it', async (t) => {
  const order: Side[] = [];
  await t.rejects(
    measurePairs(2, async (side) => {
      order.push(side);
      throw new Error('it fell over');
    }),
    /it fell over/,
  );
  t.same(order, ['peer']);
});
