import t from 'tap';
import { eventText } from '../../src/cli/noteDisplay.js';
import type { MusicalEvent } from '../../src/engine/eventRing.js';

function text(event: Partial<MusicalEvent>, startUs = 0): string | undefined {
  const whole = {
    type: 'note-on',
    timeUs: 0,
    channel: 0,
    first: 60,
    second: 64,
    source: 'timing',
    ...event,
  } as const;
  return eventText(whole, startUs, (bank, program) => `preset ${bank}:${program}`);
}

t.test('a note: when, which, how loud, and what made it so', async (t) => {
  t.equal(text({ timeUs: 1_234_567 }), '    1.235 s  C4   ▇▇▇▇▇▇▇▇          64  timing');
  t.equal(
    text({ first: 61, second: 127, source: 'combined' }),
    '    0.000 s  C♯4  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ 127  combined',
  );
});

t.test('times count from the start', async (t) => {
  t.match(text({ timeUs: 5_500_000 }, 5_000_000), /^ {4}0\.500 s/);
});

t.test('the bar grows with the velocity, and the softest note has one', async (t) => {
  const cells = (second: number) => (text({ second })?.match(/▇/g) ?? []).length;
  t.equal(cells(1), 1);
  t.equal(cells(127), 16);
  let before = 0;
  for (let velocity = 1; velocity <= 127; velocity++) {
    const now = cells(velocity);
    if (now < before) t.fail(`velocity ${velocity} has a shorter bar than the one below`);
    before = now;
  }
  t.equal(new Set([1, 64, 127].map((second) => text({ second })?.length)).size, 1, 'columns stay in line');
});

t.test('programs by name, the pedal, panic', async (t) => {
  t.equal(text({ type: 'program-change', first: 128, second: 7 }), '    0.000 s  program 7: preset 128:7');
  t.equal(text({ type: 'control-change', first: 64, second: 64 }), '    0.000 s  sustain down');
  t.equal(text({ type: 'control-change', first: 64, second: 63 }), '    0.000 s  sustain up');
  t.equal(text({ type: 'panic' }), '    0.000 s  panic: every note ended');
});

t.test('what is not shown', async (t) => {
  t.equal(text({ type: 'note-off' }), undefined);
  t.equal(text({ type: 'pitch-bend', first: 8192 }), undefined);
  t.equal(text({ type: 'control-change', first: 74 }), undefined);
});
