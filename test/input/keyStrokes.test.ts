import t from 'tap';
import { KeyStrokes } from '../../src/input/keyStrokes.js';
import { bitmapOf } from '../support/deviceEvents.js';
import { StrokeLog } from '../support/strokeLog.js';

const q = 16;
const w = 17;

function keyStrokes(chatterWindowUs = 0): { strokes: KeyStrokes; log: StrokeLog } {
  const log = new StrokeLog();
  return { strokes: new KeyStrokes(chatterWindowUs, log), log };
}

t.test('presses and releases are passed on as they come', async (t) => {
  const { strokes, log } = keyStrokes();
  const node = strokes.addNode();
  strokes.change(node, q, true, 1000);
  strokes.change(node, w, true, 1500);
  strokes.change(node, q, false, 2000);
  strokes.change(node, w, false, 2000);
  t.same(log.strokes, ['16 down 1000', '17 down 1500', '16 up 2000', '17 up 2000']);
  t.equal(strokes.nextDeadlineUs(), Number.POSITIVE_INFINITY);
});

t.test('the highest key code', async (t) => {
  const { strokes, log } = keyStrokes(100);
  const node = strokes.addNode();
  strokes.change(node, 0x2ff, true, 1);
  strokes.change(node, 0x2ff, false, 2);
  strokes.advance(1000);
  t.same(log.strokes, ['767 down 1', '767 up 101']);
});

t.test('a press of a key that is down is none', async (t) => {
  const { strokes, log } = keyStrokes();
  const node = strokes.addNode();
  for (const timeUs of [1000, 2000, 3000]) strokes.change(node, q, true, timeUs);
  t.same(log.strokes, ['16 down 1000']);
  t.equal(strokes.strayReleases, 0);
});

t.test('a release of a key that is up is none, and is counted', async (t) => {
  const { strokes, log } = keyStrokes();
  const node = strokes.addNode();
  strokes.change(node, q, false, 1000);
  strokes.change(node, q, false, 2000);
  t.same(log.strokes, []);
  t.equal(strokes.strayReleases, 2);
});

t.test('several nodes are one keyboard', async (t) => {
  t.test('a key is down while any node has it down', async (t) => {
    const { strokes, log } = keyStrokes();
    const [first, second] = [strokes.addNode(), strokes.addNode()];
    strokes.change(first, q, true, 1000);
    strokes.change(second, q, true, 2000);
    strokes.change(first, q, false, 3000);
    t.same(log.strokes, ['16 down 1000']);
    strokes.change(second, q, false, 4000);
    t.same(log.strokes, ['16 down 1000', '16 up 4000']);
  });

  t.test('a key that moves from node to node, as with NKRO, stays down', async (t) => {
    const { strokes, log } = keyStrokes();
    const [boot, nkro] = [strokes.addNode(), strokes.addNode()];
    strokes.change(boot, q, true, 1000);
    strokes.change(nkro, q, true, 2000);
    strokes.change(boot, q, false, 2000);
    strokes.change(nkro, q, false, 3000);
    t.same(log.strokes, ['16 down 1000', '16 up 3000']);
  });

  t.test('the release of another node is not the release of this one', async (t) => {
    const { strokes, log } = keyStrokes();
    const [first, second] = [strokes.addNode(), strokes.addNode()];
    strokes.change(first, q, true, 1000);
    strokes.change(second, q, false, 2000);
    t.same(log.strokes, ['16 down 1000']);
    t.equal(strokes.strayReleases, 1);
  });

  t.test('a node that vanishes takes its keys with it, and no others', async (t) => {
    const { strokes, log } = keyStrokes();
    const [first, second] = [strokes.addNode(), strokes.addNode()];
    strokes.change(first, q, true, 1000);
    strokes.change(first, w, true, 1000);
    strokes.change(second, q, true, 1000);
    strokes.resync(first, null, 5000);
    t.same(log.take(), ['16 down 1000', '17 down 1000', '17 up 5000']);
    strokes.resync(second, null, 6000);
    t.same(log.take(), ['16 up 6000']);
    t.equal(log.held.size, 0);
  });
});

t.test('a resync makes up for what was missed', async (t) => {
  const { strokes, log } = keyStrokes();
  const node = strokes.addNode();
  strokes.change(node, q, true, 1000);
  strokes.resync(node, bitmapOf([w, 0x2ff]), 2000);
  t.same(log.take(), ['16 down 1000', '16 up 2000', '17 down 2000', '767 down 2000']);
  strokes.resync(node, bitmapOf([w, 0x2ff]), 3000);
  t.same(log.take(), [], 'and for nothing else');
  strokes.resync(node, bitmapOf([w], 4), 4000);
  t.same(log.take(), ['767 up 4000'], 'a short bitmap has no high keys');
  t.equal(strokes.strayReleases, 0);
});

const windowUs = 15_000;

t.test('chatter', async (t) => {
  t.test('the first press of a key is passed on at once', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    strokes.change(strokes.addNode(), q, true, 0);
    t.same(log.strokes, ['16 down 0']);
    t.equal(strokes.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  });

  t.test('a contact that bounces while it closes', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 102_000);
    t.equal(strokes.nextDeadlineUs(), 115_000, 'the release waits');
    strokes.change(node, q, true, 104_000);
    t.equal(strokes.nextDeadlineUs(), Number.POSITIVE_INFINITY, 'and was a bounce');
    strokes.change(node, q, false, 200_000);
    t.same(log.strokes, ['16 down 100000', '16 up 200000']);
    t.equal(strokes.chatter, 1);
  });

  t.test('a contact that bounces while it opens', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 200_000);
    strokes.change(node, q, true, 203_000);
    t.equal(strokes.nextDeadlineUs(), 218_000, 'the press waits');
    strokes.change(node, q, false, 205_000);
    t.equal(strokes.nextDeadlineUs(), Number.POSITIVE_INFINITY, 'and was a bounce');
    strokes.advance(1e6);
    t.same(log.strokes, ['16 down 100000', '16 up 200000']);
    t.equal(strokes.chatter, 1);
  });

  t.test('a tap shorter than the window ends with the window', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 101_000);
    strokes.advance(114_999);
    t.same(log.take(), ['16 down 100000']);
    strokes.advance(115_000);
    t.same(log.take(), ['16 up 115000']);
    t.equal(strokes.chatter, 0);
  });

  t.test('a press soon after the release, that lasts, is a stroke', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 200_000);
    strokes.change(node, q, true, 210_000);
    strokes.advance(224_999);
    t.same(log.take(), ['16 down 100000', '16 up 200000']);
    strokes.advance(300_000);
    t.same(log.take(), ['16 down 225000'], 'as of when its window was over, however late that is noticed');
    t.equal(strokes.chatter, 0);
  });

  t.test('the edges of the window', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 100_000 + windowUs);
    t.same(log.take(), ['16 down 100000', '16 up 115000'], 'a press as long as the window is believed');
    strokes.change(node, q, true, 115_000 + windowUs);
    t.same(log.take(), ['16 down 130000'], 'and so is a pause as long as that');
    strokes.change(node, q, false, 130_000 + windowUs - 1);
    t.same(log.take(), [], 'a microsecond less is not');
    strokes.advance(1e6);
    t.same(log.take(), ['16 up 145000']);
    t.equal(strokes.chatter, 0);
  });

  t.test('a storm of bounces is one stroke', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    for (let i = 0; i < 10; i++) strokes.change(node, q, i % 2 === 0, 100_000 + i * 1000);
    strokes.advance(1e6);
    t.same(log.strokes, ['16 down 100000', '16 up 115000']);
    t.equal(strokes.chatter, 4);
  });

  t.test('keys chatter by themselves, and what waits keeps its order', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, w, true, 105_000);
    strokes.change(node, w, false, 106_000);
    strokes.change(node, q, false, 107_000);
    t.equal(strokes.nextDeadlineUs(), 115_000);
    strokes.change(node, 18, true, 118_000);
    t.equal(strokes.nextDeadlineUs(), 120_000);
    strokes.advance(1e6);
    t.same(log.strokes, [
      '16 down 100000',
      '17 down 105000',
      '16 up 115000',
      '18 down 118000',
      '17 up 120000',
    ]);
  });

  t.test('a bounce that is taken back leaves the others waiting for their own times', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    for (const [index, code] of [q, w, 18].entries())
      strokes.change(node, code, true, 100_000 + index * 1000);
    for (const code of [q, w, 18]) strokes.change(node, code, false, 105_000);
    strokes.change(node, q, true, 106_000);
    log.take();
    t.equal(strokes.nextDeadlineUs(), 116_000);
    strokes.advance(116_000);
    t.same(log.take(), ['17 up 116000']);
    strokes.advance(1e6);
    t.same(log.take(), ['18 up 117000']);
  });

  t.test('a key that moves from node to node does not chatter', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const [boot, nkro] = [strokes.addNode(), strokes.addNode()];
    strokes.change(boot, q, true, 100_000);
    strokes.change(nkro, q, true, 101_000);
    strokes.change(boot, q, false, 101_000);
    t.equal(strokes.nextDeadlineUs(), Number.POSITIVE_INFINITY);
    t.same(log.strokes, ['16 down 100000']);
    t.equal(strokes.chatter, 0);
  });

  t.test('a node that vanishes while its release waits', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, w, true, 100_000);
    strokes.change(node, q, false, 101_000);
    strokes.resync(node, null, 102_000);
    strokes.advance(strokes.nextDeadlineUs());
    t.same(log.strokes, ['16 down 100000', '17 down 100000', '16 up 115000', '17 up 115000']);
    t.equal(strokes.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  });

  t.test('a node that vanishes while its press waits never played it', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 200_000);
    strokes.change(node, q, true, 201_000);
    strokes.resync(node, null, 202_000);
    strokes.advance(1e6);
    t.same(log.strokes, ['16 down 100000', '16 up 200000']);
  });

  t.test('the window can be changed while something waits', async (t) => {
    const { strokes, log } = keyStrokes(windowUs);
    const node = strokes.addNode();
    strokes.change(node, q, true, 100_000);
    strokes.change(node, q, false, 101_000);
    strokes.setChatterWindow(0);
    t.equal(strokes.nextDeadlineUs(), 115_000, 'what waits keeps its time');
    strokes.change(node, w, true, 102_000);
    strokes.change(node, w, false, 103_000);
    t.same(log.take(), ['16 down 100000', '17 down 102000', '17 up 103000'], 'the next is passed on at once');
    strokes.advance(115_000);
    t.same(log.take(), ['16 up 115000']);
  });

  t.test('with a window of 0 every change is believed', async (t) => {
    const { strokes, log } = keyStrokes(0);
    const node = strokes.addNode();
    for (let i = 0; i < 6; i++) strokes.change(node, q, i % 2 === 0, 1000);
    t.equal(log.strokes.length, 6);
    t.equal(strokes.chatter, 0);
  });
});
