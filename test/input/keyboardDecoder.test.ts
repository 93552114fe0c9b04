import t from 'tap';
import { InputClock, InputStatistics, KeyboardDecoder } from '../../src/input/keyboardDecoder.js';
import { KeyStrokes } from '../../src/input/keyStrokes.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { bitmapOf } from '../support/deviceEvents.js';
import { StrokeLog } from '../support/strokeLog.js';

class Keyboard {
  readonly log = new StrokeLog();
  readonly strokes = new KeyStrokes(0, this.log);
  readonly statistics = new InputStatistics();
  private readonly clock = new InputClock();

  node(): KeyboardDecoder {
    return new KeyboardDecoder(this.strokes, this.statistics, this.clock);
  }
}

function keyboard(): {
  keyboard: Keyboard;
  node: KeyboardDecoder;
  log: StrokeLog;
  statistics: InputStatistics;
} {
  const all = new Keyboard();
  return { keyboard: all, node: all.node(), log: all.log, statistics: all.statistics };
}

t.test('the frames of a stroke', async (t) => {
  const { node, log, statistics } = keyboard();
  node.event(eventType.msc, 4, 0x70014, 1000);
  node.event(eventType.key, key.q, 1, 1000);
  node.event(eventType.syn, syn.report, 0, 1000);
  node.event(eventType.msc, 4, 0x70014, 90_000);
  node.event(eventType.key, key.q, 0, 90_000);
  node.event(eventType.syn, syn.report, 0, 90_000);
  t.same(log.strokes, ['16 down 1000', '16 up 90000']);
  t.match(statistics, { events: 6, malformed: 0, backwards: 0, resyncs: 0 });
});

t.test('a chord in one frame', async (t) => {
  const { node, log } = keyboard();
  for (const code of [key.z, key.q, key.t]) node.event(eventType.key, code, 1, 5000);
  t.same(log.strokes, ['44 down 5000', '16 down 5000', '20 down 5000']);
});

t.test('auto-repeat is no stroke', async (t) => {
  const { node, log, statistics } = keyboard();
  node.event(eventType.key, key.q, 1, 1000);
  for (let i = 1; i <= 20; i++) {
    node.event(eventType.key, key.q, 2, 250_000 + i * 33_000);
    node.event(eventType.syn, syn.report, 1, 250_000 + i * 33_000);
  }
  node.event(eventType.key, key.q, 0, 2e6);
  t.same(log.strokes, ['16 down 1000', '16 up 2000000']);
  t.equal(statistics.malformed, 0);
});

t.test('auto-repeat of a key whose press was not seen plays nothing', async (t) => {
  const { node, log } = keyboard();
  node.event(eventType.key, key.q, 2, 1000);
  t.same(log.strokes, []);
});

t.test('other types of events are not for a keyboard, and are no fault', async (t) => {
  const { node, log, statistics } = keyboard();
  for (let type = 0; type <= eventType.max; type++) {
    if (type !== eventType.key && type !== eventType.syn) node.event(type, key.q, 1, 1000);
  }
  node.event(eventType.syn, syn.mtReport, 0, 1000);
  node.event(eventType.syn, 0x0e, 0, 1000);
  t.same(log.strokes, []);
  t.equal(statistics.malformed, 0);
});

t.test('numbers that mean nothing are counted', async (t) => {
  const { node, log, statistics } = keyboard();
  const nonsense = [
    [eventType.max + 1, 0, 0],
    [0xffff, 0xffff, -1],
    [eventType.key, key.max + 1, 1],
    [eventType.key, 0xffff, 0],
    [eventType.key, key.q, 3],
    [eventType.key, key.q, -1],
    [eventType.key, key.q, 0x7fff_ffff],
    [eventType.key, key.q, -0x8000_0000],
  ] as const;
  for (const [type, code, value] of nonsense) node.event(type, code, value, 1000);
  t.same(log.strokes, []);
  t.equal(statistics.malformed, nonsense.length);
  t.equal(statistics.events, nonsense.length);
  node.event(eventType.key, key.max, 1, 1000);
  t.same(log.strokes, ['767 down 1000'], 'the highest code means something');
});

t.test('time that runs backwards stands still', async (t) => {
  const { keyboard: all, node, log, statistics } = keyboard();
  const other = all.node();
  node.event(eventType.key, key.q, 1, 5000);
  node.event(eventType.key, key.q, 0, 3000);
  t.same(log.take(), ['16 down 5000', '16 up 5000']);
  t.equal(statistics.backwards, 1);

  other.event(eventType.key, key.w, 1, 4000);
  t.same(log.take(), ['17 down 5000'], 'the time is that of all nodes together');
  t.equal(statistics.backwards, 1, 'but a node that is behind another does not run backwards');

  other.event(eventType.key, key.w, 0, 6000);
  node.event(eventType.key, key.q, 1, 5500);
  t.same(log.take(), ['17 up 6000', '16 down 6000']);
  node.event(eventType.key, key.q, 0, Number.NaN);
  t.same(log.take(), ['16 up 6000'], 'what is no time is now');
});

t.test('events were lost, and the source says so itself', async (t) => {
  const { node, log, statistics } = keyboard();
  node.event(eventType.key, key.q, 1, 1000);
  node.event(eventType.key, key.w, 1, 1000);
  node.event(eventType.syn, syn.report, 0, 1000);
  node.event(eventType.syn, syn.dropped, 0, 2000);
  t.same(log.take(), ['16 down 1000', '17 down 1000', '16 up 2000', '17 up 2000'], 'nothing is held');
  node.event(eventType.key, key.e, 1, 2500);
  node.event(eventType.key, key.max + 1, 1, 2500);
  t.same(log.take(), [], 'the rest of the frame is skipped');
  node.event(eventType.syn, syn.report, 0, 2500);
  node.event(eventType.key, key.r, 1, 3000);
  t.same(log.take(), ['19 down 3000']);
  t.match(statistics, { resyncs: 1, malformed: 0, events: 8 });
});

t.test('events were lost, and the kernel was asked what is down', async (t) => {
  const { node, log, statistics } = keyboard();
  node.event(eventType.key, key.q, 1, 1000);
  node.resync(bitmapOf([key.w]), 2000);
  t.same(log.take(), ['16 down 1000', '16 up 2000', '17 down 2000']);
  t.equal(statistics.resyncs, 1);
  node.event(eventType.key, key.w, 0, 3000);
  t.same(log.take(), ['17 up 3000'], 'the next frame is whole');
});

t.test('a node that goes in the middle of a lost frame comes back with a whole one', async (t) => {
  for (const goes of ['releaseAll', 'resync'] as const) {
    const { node, log } = keyboard();
    node.event(eventType.syn, syn.dropped, 0, 1000);
    if (goes === 'releaseAll') node.releaseAll(2000);
    else node.resync(null, 2000);
    node.event(eventType.key, key.q, 1, 3000);
    t.same(log.strokes, ['16 down 3000'], goes);
  }
});

t.test('a node that is gone', async (t) => {
  const { keyboard: all, node, log, statistics } = keyboard();
  const other = all.node();
  node.event(eventType.key, key.q, 1, 1000);
  other.event(eventType.key, key.q, 1, 1000);
  node.event(eventType.key, key.w, 1, 1000);
  node.releaseAll(500);
  t.same(log.take(), ['16 down 1000', '17 down 1000', '17 up 1000'], 'its keys are up, and time goes on');
  t.equal(statistics.resyncs, 0);
  other.releaseAll(2000);
  other.releaseAll(3000);
  t.same(log.take(), ['16 up 2000']);
});

t.test('InputClock', async (t) => {
  const clock = new InputClock();
  t.equal(clock.next(5), 5);
  t.equal(clock.next(3), 5);
  t.equal(clock.next(Number.NaN), 5);
  t.equal(clock.next(6.5), 6.5);
});
