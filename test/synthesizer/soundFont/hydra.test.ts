import t from 'tap';
import { generator, nameField, presetHeader, tinySoundFont, words } from '../../support/tinySoundFont.js';
import { refuses, refusesBytes, refusesParts, write } from './refusals.js';

const recordBytes = { phdr: 38, pbag: 4, pmod: 10, pgen: 4, inst: 22, ibag: 4, imod: 10, igen: 4, shdr: 46 };
for (const [id, size] of Object.entries(recordBytes) as [keyof typeof recordBytes, number][]) {
  t.test(`record size of ${id}`, (t) => {
    let length = 0;
    const bytes = tinySoundFont((parts) => {
      parts[id] = Buffer.concat([parts[id], Buffer.alloc(2)]);
      length = parts[id].length;
    });
    const what = `is damaged: its '${id}' chunk of ${length} bytes is not a multiple of ${size} bytes`;
    refuses(t, write(bytes), 'SOUNDFONT_INVALID', what);
    t.end();
  });
}
for (const id of ['phdr', 'pbag', 'pgen', 'inst', 'ibag', 'igen', 'shdr'] as const)
  refusesParts(`no terminal record in ${id}`, `lacks the terminal record of its '${id}' chunk`, (parts) => {
    parts[id] = Buffer.alloc(0);
  });
refusesParts('too many records', "is damaged: its 'shdr' chunk claims 65538 records", (parts) => {
  parts.shdr = Buffer.alloc(46 * 65_538);
});
refusesBytes('a hydra beyond all measure', 'is damaged: its preset data claims 71303168 bytes', () =>
  tinySoundFont((parts) => {
    const rest = Object.keys(recordBytes).reduce((sum, id) => sum + 8 + parts[id as 'phdr'].length, 0);
    parts.shdr = Buffer.alloc((68 << 20) - rest + parts.shdr.length);
  }),
);
refusesParts('no presets', 'has no presets', (parts) => {
  parts.phdr = presetHeader('EOP', 0, 0, 2);
});
refusesParts('no presets that MIDI reaches', 'has no presets', (parts) => {
  parts.phdr = Buffer.concat([presetHeader('Far', 128, 0, 0), presetHeader('EOP', 0, 0, 2)]);
});

refusesParts('preset zones that go back', "is damaged: record 1 of 'phdr' goes back in 'pbag'", (parts) => {
  parts.phdr.writeUInt16LE(2, 24);
});
refusesParts(
  'preset zones out of bounds',
  "is damaged: record 2 of 'phdr' refers to 'pbag' record 3, the last is 2",
  (parts) => {
    parts.phdr.writeUInt16LE(3, 2 * 38 + 24);
  },
);
refusesParts('generators that go back', "is damaged: record 1 of 'pbag' goes back in 'pgen'", (parts) => {
  parts.pbag = words(2, 0, 1, 0, 2, 0);
});
refusesParts(
  'generators out of bounds',
  "is damaged: record 2 of 'pbag' refers to 'pgen' record 900, the last is 3",
  (parts) => {
    parts.pbag = words(0, 0, 1, 0, 900, 0);
  },
);
refusesParts('modulators that go back', "is damaged: record 1 of 'ibag' goes back in 'imod'", (parts) => {
  parts.ibag = words(0, 1, 2, 0);
});
refusesParts(
  'modulators out of bounds',
  "is damaged: record 1 of 'ibag' refers to 'imod' record 7, the last is 1",
  (parts) => {
    parts.ibag = words(0, 0, 2, 7);
  },
);
refusesParts(
  'instrument zones out of bounds',
  "is damaged: record 1 of 'inst' refers to 'ibag' record 9, the last is 1",
  (parts) => {
    parts.inst.writeUInt16LE(9, 22 + 20);
  },
);
refusesParts(
  'an instrument that does not exist',
  "is damaged: zone 1 of 'pbag' refers to instrument 1 of 1",
  (parts) => {
    parts.pgen = words(generator.instrument, 0, generator.instrument, 1, 0, 0);
  },
);
refusesParts(
  'a sample that does not exist',
  "is damaged: zone 0 of 'ibag' refers to sample 65535 of 1",
  (parts) => {
    parts.igen = words(generator.sampleModes, 1, generator.sampleId, 0xffff, 0, 0);
  },
);
refusesParts('more zones than fit', 'would need 2400000 zones in memory, more than 1000000', (parts) => {
  const zones = 60_000;
  const presetZones = 40;
  parts.inst = Buffer.concat([nameField('Many'), words(0), nameField('EOI'), words(zones)]);
  parts.ibag = Buffer.alloc(4 * (zones + 1));
  parts.phdr = Buffer.concat([presetHeader('Many', 0, 0, 0), presetHeader('EOP', 0, 0, presetZones)]);
  parts.pbag = words(...Array.from({ length: 2 * (presetZones + 1) }, (_, i) => (i % 2 === 0 ? i / 2 : 0)));
  parts.pgen = Buffer.concat(Array.from({ length: presetZones + 1 }, () => words(generator.instrument, 0)));
});
