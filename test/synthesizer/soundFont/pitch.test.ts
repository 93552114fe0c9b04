import t from 'tap';
import { generator, nameField, type TinyParts, words } from '../../support/tinySoundFont.js';
import { accepted, refusesParts, tuned } from './refusals.js';

const stalls: readonly (readonly [string, number, (parts: TinyParts) => void])[] = [
  ['coarse tuning', 22, tuned(51, 200)],
  ['fine tuning', 33, tuned(52, 0x7fff)],
  ['scale tuning', 34, tuned(56, 600)],
  ['oscillators and envelope', 36, tuned(5, 12_000, 6, 0x8000, 7, 12_000)],
  [
    'preset',
    24,
    (parts) => {
      tuned(51, 110)(parts);
      parts.pgen = words(51, 110, generator.instrument, 0, generator.instrument, 0, 0, 0);
      parts.pbag = words(0, 0, 2, 0, 3, 0);
    },
  ],
  [
    'modulator',
    33,
    (parts) => {
      tuned()(parts);
      parts.imod = Buffer.concat([words(0x0081, 52, 0x7fff, 0, 0), Buffer.alloc(10)]);
      parts.ibag = words(0, 0, 2, 1);
    },
  ],
];
for (const [title, octaves, change] of stalls)
  refusesParts(
    `a pitch that stalls the synthesizer: ${title}`,
    `would stall the synthesizer: an instrument plays sample 'Sine' ${octaves} octaves too high`,
    change,
  );

t.test('what is out of tune without harm is let pass', (t) => {
  t.equal(accepted(tuned(51, 48, 7, 1200)).presets.length, 2, 'not far enough to matter');
  const once = accepted((parts) => {
    parts.igen = words(51, 200, generator.sampleId, 0, 0, 0);
  });
  t.equal(once.presets.length, 2, 'not looped');
  t.end();
});

t.test('tens of thousands of zones below as many modulators are checked in a moment', (t) => {
  const count = 60_000;
  const begin = performance.now();
  const { presets } = accepted((parts) => {
    const modulator = words(0x0502, 48, 100, 0, 0);
    parts.imod = Buffer.concat([...Array.from({ length: count }, () => modulator), Buffer.alloc(10)]);
    const zones = Array.from({ length: count }, () => words(generator.sampleId, 0));
    parts.igen = Buffer.concat([words(generator.sampleModes, 1), ...zones, words(0, 0)]);
    const bags = Array.from({ length: count + 1 }, (_, zone) => words(1 + zone, count));
    parts.ibag = Buffer.concat([words(0, 0), ...bags]);
    parts.inst = Buffer.concat([nameField('Many'), words(0), nameField('EOI'), words(count + 1)]);
  });
  t.equal(presets.length, 2);
  const tookMs = performance.now() - begin;
  t.ok(tookMs < 5000, `${tookMs.toFixed(0)} ms`);
  t.end();
});
