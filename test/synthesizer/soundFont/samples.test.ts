import t from 'tap';
import { sampleHeader, sampleWords, type TinyParts, words } from '../../support/tinySoundFont.js';
import { accepted, endOfSamples, refusesParts } from './refusals.js';

/** Replaces the one sample. */
function sample(...header: Parameters<typeof sampleHeader>): (parts: TinyParts) => void {
  return (parts) => {
    parts.shdr = Buffer.concat([sampleHeader(...header), endOfSamples]);
  };
}
const total = sampleWords + 46;
refusesParts('no samples', 'has no samples', (parts) => {
  parts.shdr = endOfSamples;
});
refusesParts(
  'a sample outside the data',
  'has one sample, which lies outside its sample data',
  sample('Far', 0, total + 2),
);
refusesParts(
  'a sample of which start and end are swapped',
  'has one sample, which lies outside its sample data',
  sample('Back', 200, 100),
);
refusesParts(
  'a sample that ends one word too late',
  "is damaged: its sample 0 ('Late') ends behind the sample data",
  sample('Late', 0, total + 1),
);
refusesParts(
  'an absurd sample rate',
  "is damaged: its sample 0 ('Fast') has a rate of 4000000000 Hz",
  sample('Fast', 0, 100, { rate: 4_000_000_000 }),
);
refusesParts(
  'compressed samples in SoundFont 2',
  "calls its sample 0 ('Ogg') compressed, which version 2 does not allow",
  sample('Ogg', 0, 400, { type: 0x11 }),
);

t.test('oddities of good fonts are let pass', (t) => {
  for (const loop of [
    [0, 0],
    [200, 100],
    [0, 0xffff_ffff],
    [5000, 6000],
  ] as const)
    t.equal(accepted(sample('Loop', 10, 100, { loop })).silentSampleCount, 0, `loop ${loop}`);
  t.equal(accepted(sample('Whole', 0, total)).silentSampleCount, 0);
  const rom = accepted((parts) => {
    parts.shdr = Buffer.concat([
      sampleHeader('Sine', 0, 100),
      sampleHeader('Rom', 1_000_000, 2_000_000, { type: 0x8001 }),
      endOfSamples,
    ]);
  });
  t.equal(rom.sampleCount, 2);
  t.equal(rom.silentSampleCount, 1);
  const noTerminals = accepted((parts) => {
    parts.pmod = Buffer.alloc(0);
    parts.imod = Buffer.alloc(0);
    parts.igen = parts.igen.subarray(0, 8);
  });
  t.equal(noTerminals.presets.length, 2);
  const sf3 = accepted((parts) => {
    parts.ifil = words(3, 0);
    parts.shdr = Buffer.concat([sampleHeader('Ogg', 0, 2 * total, { type: 0x11 }), endOfSamples]);
  });
  t.equal(sf3.version, '3.0');
  t.equal(sf3.compressed, true);
  t.end();
});
