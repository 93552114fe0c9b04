import t from 'tap';
import { Arpeggiator } from '../../src/performance/arpeggiator.js';
import { type ArpeggiatorSettings, defaultArpeggiator } from '../../src/performance/arpeggiatorSettings.js';
import { ArpeggioPlayer, type StepNotes } from '../../src/performance/arpeggioPlayer.js';

/** What is done to the steps, as words: `+60@0` begins, `-@62.5` ends, the rest is said ahead. Times in ms. */
class StepLog implements StepNotes {
  lines: string[] = [];

  beginStep(note: number, velocity: number, _source: string, timeUs: number): void {
    this.lines.push(`+${note}@${timeUs / 1000}v${velocity}`);
  }

  endStep(timeUs: number): void {
    this.lines.push(`-@${timeUs / 1000}`);
  }

  scheduleStep(note: number, _velocity: number, startUs: number, endUs: number): void {
    this.lines.push(`plan ${note}@${startUs / 1000}-${endUs / 1000}`);
  }

  scheduleFirstStep(note: number, startUs: number, endUs: number): void {
    this.lines.push(`first ${note}@${startUs / 1000}-${endUs / 1000}`);
  }

  moveStepEnd(note: number, startUs: number, endUs: number): void {
    this.lines.push(`end ${note}@${startUs / 1000}-${endUs / 1000}`);
  }

  cancelSteps(fromUs: number): void {
    this.lines.push(`cancel@${fromUs / 1000}`);
  }

  take(): string[] {
    return this.lines.splice(0);
  }
}

function begin(settings: Partial<ArpeggiatorSettings> = {}) {
  const log = new StepLog();
  const all = { ...defaultArpeggiator, mode: 'up', ...settings } as const;
  return { log, all, player: new ArpeggioPlayer(all, new Arpeggiator(), log) };
}

const ms = 1000;

t.test('idle, it wants nothing', async (t) => {
  const { player, log } = begin();
  t.equal(player.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  player.advance(1e9);
  player.remove(60, 2e9);
  player.configure({ ...defaultArpeggiator, mode: 'down' }, 3e9);
  t.same(log.take(), []);
});

t.test('the first step begins at once, the next is planned 100 ms ahead and begun at its time', async (t) => {
  const { player, log } = begin();
  player.add(60, 90, 'fixed', 0);
  t.same(log.take(), ['+60@0v90', 'first 60@0-62.5']);
  t.equal(player.nextDeadlineUs(), 25 * ms);
  player.advance(25 * ms);
  t.same(log.take(), ['plan 60@125-187.5']);
  t.equal(player.nextDeadlineUs(), 62.5 * ms);
  player.advance(124_999);
  t.same(log.take(), ['-@62.5']);
  player.advance(125 * ms);
  t.same(log.take(), ['+60@125v90']);
});

t.test('fast steps are planned several at a time', async (t) => {
  const { player, log } = begin({ tempo: 400, division: 12 });
  player.add(60, 90, 'fixed', 0);
  t.equal(log.take().filter((line) => line.startsWith('plan')).length, 8);
});

t.test('a key takes back what is planned, except what is due within 10 ms', async (t) => {
  const { player, log } = begin({ tempo: 400, division: 6 });
  player.add(60, 90, 'fixed', 0);
  log.take();
  player.add(64, 80, 'fixed', 10 * ms);
  t.same(log.take().slice(0, 3), ['cancel@25', 'plan 64@25-37.5', 'plan 60@50-62.5']);
  player.advance(16 * ms);
  log.take();
  player.add(67, 70, 'fixed', 16 * ms);
  t.same(log.take().slice(0, 2), ['cancel@50', 'plan 67@50-62.5'], 'the step at 25 ms stays');
});

t.test('a planned step whose key is up is taken back however near it is', async (t) => {
  const { player, log } = begin();
  player.add(60, 90, 'fixed', 0);
  player.add(64, 90, 'fixed', 1 * ms);
  player.advance(100 * ms);
  log.take();
  player.remove(64, 120 * ms);
  t.same(log.take(), ['cancel@125', 'plan 60@125-187.5']);
});

t.test('a release ends the step of its key, and the last one ends all', async (t) => {
  const { player, log } = begin();
  player.add(60, 90, 'fixed', 0);
  player.remove(60, 30 * ms);
  t.same(log.take().slice(-2), ['cancel@125', '-@30']);
  t.equal(player.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  player.add(62, 90, 'fixed', 40 * ms);
  t.equal(log.take()[0], '+62@40v90', 'the grid begins anew');
});

t.test('a release at the very time of a step is before it', async (t) => {
  const { player, log } = begin();
  player.add(60, 90, 'fixed', 0);
  player.advance(100 * ms);
  log.take();
  player.remove(60, 125 * ms);
  t.same(log.take(), ['cancel@125']);
});

t.test(
  'another tempo keeps the part of the step that is over, and moves the end of what sounds',
  async (t) => {
    const { player, log, all } = begin({ gate: 1 });
    player.add(60, 90, 'fixed', 0);
    player.advance(50 * ms);
    log.take();
    player.configure({ ...all, tempo: 60 }, 75 * ms);
    t.same(log.take(), ['cancel@125', 'end 60@0-175', 'plan 60@175-425']);
    player.configure({ ...all, tempo: 60, mode: 'down' }, 100 * ms);
    t.same(log.take(), ['cancel@175', 'plan 60@175-425'], 'another mode moves nothing');
  },
);

t.test('another tempo just before a step leaves that where it is, and moves its end', async (t) => {
  const { player, log, all } = begin();
  player.add(60, 90, 'fixed', 0);
  player.advance(120 * ms);
  log.take();
  player.configure({ ...all, tempo: 240 }, 120 * ms);
  t.same(log.take(), ['end 60@125-156.25', 'plan 60@187.5-218.75']);
});

t.test('steps that were slept through are left out, and the grid stays', async (t) => {
  const { player, log } = begin();
  player.add(60, 90, 'fixed', 0);
  player.advance(25 * ms);
  log.take();
  player.advance(1060 * ms);
  t.same(log.take(), [
    '-@62.5',
    '+60@125v90',
    'plan 60@1000-1062.5',
    'plan 60@1125-1187.5',
    '-@187.5',
    '+60@1000v90',
  ]);
});

t.test('replan plans even what is near anew', async (t) => {
  const { player, log } = begin();
  player.add(60, 90, 'fixed', 0);
  player.advance(100 * ms);
  log.take();
  player.replan(124 * ms);
  t.same(log.take(), ['cancel@125', 'plan 60@125-187.5']);
});

t.test('what is taken together begins together', async (t) => {
  const { player, log } = begin({ mode: 'down' });
  player.begin(0);
  t.same(log.take(), [], 'nothing to begin with');
  for (const note of [60, 67, 64]) player.take(note, 90, 'fixed');
  player.begin(5 * ms);
  t.equal(log.take()[0], '+67@5v90');
});

t.test('times are whole microseconds, and do not drift', async (t) => {
  const { player, log } = begin({ tempo: 130, division: 3 });
  player.add(60, 90, 'fixed', 0);
  player.advance(60e6);
  const starts = log
    .take()
    .flatMap((line) => (line.startsWith('+') ? [Number(/@([\d.]+)v/.exec(line)?.[1])] : []));
  t.ok(starts.length > 0 && starts.every((start) => Number.isInteger(Math.round(start * 1000 * 1e6) / 1e6)));
  const { player: stepped, log: steppedLog } = begin({ tempo: 130, division: 3 });
  stepped.add(60, 90, 'fixed', 0);
  for (let due = stepped.nextDeadlineUs(); due <= 60e6; due = stepped.nextDeadlineUs()) stepped.advance(due);
  const last = steppedLog.take().findLast((line) => line.startsWith('+'));
  t.equal(last, `+60@${Math.round((390 * 60e6) / 390) / 1000}v90`, 'after a minute of 130 beats');
});
