import t from 'tap';
import { AudioClock } from '../../src/synthesizer/audioClock.js';

const blockMs = 64 / 48;

t.test('the first look shows where the clock is', async (t) => {
  const clock = new AudioClock(blockMs);
  t.equal(clock.look(5_000_000, 1000), true);
  t.equal(clock.msAt(5_000_000), 1000);
  t.equal(clock.msAt(5_400_000), 1400);
});

t.test('a time falls on the nearest block', async (t) => {
  const clock = new AudioClock(blockMs);
  clock.look(0, 0);
  for (let timeUs = 0; timeUs < 200_000; timeUs += 77) {
    const ms = clock.msAt(timeUs);
    // The block that is due at this time is the first whose time, rounded down, is not before it.
    const block = Math.ceil(ms / blockMs - 1e-9);
    t.equal(Math.floor(block * blockMs + 1e-6), ms);
    t.ok(Math.abs(block * blockMs - timeUs / 1000) <= blockMs / 2 + 1e-6);
  }
});

t.test('it follows the mean of a clock that goes in steps, at a rate of its own', async (t) => {
  const [periodMs, rate] = [20, 1.0005];
  const clock = new AudioClock(blockMs);
  let before = Number.NaN;
  for (let nowMs = 0; nowMs < 60_000; nowMs += 41.7) {
    const audioMs = Math.floor((nowMs * rate) / periodMs + 1) * periodMs;
    t.equal(clock.look(nowMs * 1000, audioMs), true);
    const errorMs = clock.msAt(nowMs * 1000) - nowMs * rate - periodMs / 2;
    if (nowMs > 10_000) t.ok(Math.abs(errorMs) < 4, `${errorMs} ms beside the mean at ${nowMs} ms`);
    const ahead = clock.msAt(nowMs * 1000 + 50_000);
    if (nowMs > 0) t.ok(Math.abs(ahead - before - 41.7) < 3, 'evenly');
    before = ahead;
  }
});

t.test(
  'a clock that stands still is noticed after a quarter of a second, and so is that it goes on',
  async (t) => {
    const clock = new AudioClock(blockMs);
    clock.look(0, 100);
    t.equal(clock.look(200_000, 100), true, 'a long period');
    t.equal(clock.stalled, false);
    t.equal(clock.look(300_000, 100), false, 'what was scheduled is void');
    t.equal(clock.stalled, true);
    t.equal(clock.look(400_000, 100), true, 'which is said once');
    t.equal(clock.look(5_000_000, 105), false);
    t.equal(clock.stalled, false);
    t.equal(clock.msAt(5_000_000), 105);
  },
);

t.test('a clock that leaps or goes backwards is taken as it is', async (t) => {
  for (const nextMs of [9_999, 10_500]) {
    const clock = new AudioClock(blockMs);
    clock.look(0, 10_000);
    t.equal(clock.look(100_000, nextMs), false, 'what was scheduled is void');
    t.ok(Math.abs(clock.msAt(100_000) - nextMs) <= 1);
  }
});

t.test('what follows a note that is heard with the next block is counted from there', async (t) => {
  const clock = new AudioClock(blockMs);
  clock.look(0, 0);
  // The clock shows block 75, at 100 ms, rounded down; the next begins at 101.33 ms.
  clock.look(90_000, 100);
  clock.anchor(89_500);
  t.equal(clock.msAt(89_500), 101);
  t.equal(clock.msAt(89_500 + 4000), 105);
});
