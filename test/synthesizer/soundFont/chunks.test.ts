import t from 'tap';
import { spoiledSoundFont, tinySoundFont, words } from '../../support/tinySoundFont.js';
import { refuses, refusesBytes, refusesParts, write } from './refusals.js';

t.test('truncation', (t) => {
  const whole = tinySoundFont();
  const cut = whole.subarray(0, whole.length - 100);
  refuses(
    t,
    write(cut),
    'SOUNDFONT_INVALID',
    `is truncated: its header promises ${whole.length} bytes, the file has ${cut.length}`,
  );
  refuses(t, write(whole.subarray(0, 11)), 'SOUNDFONT_INVALID', 'is too short for a sound font: 11 bytes');
  const longer = Buffer.concat([whole, Buffer.alloc(7)]);
  refuses(
    t,
    write(longer),
    'SOUNDFONT_INVALID',
    `has a wrong size in its header: ${whole.length} bytes, while the file has ${longer.length}`,
  );
  t.end();
});

t.test('a chunk that claims more than is left', (t) => {
  const left = (bytes: Buffer, header: number): number => bytes.length - header - 8;
  for (const id of ['LIST', 'smpl', 'phdr', 'shdr']) {
    let rest = 0;
    const bytes = spoiledSoundFont((bytes, at) => {
      bytes.writeUInt32LE(0xffff_fff0, at(id) + 4);
      const end = id === 'smpl' ? at('pdta') - 8 : bytes.length;
      rest = left(bytes.subarray(0, end), at(id));
    });
    refuses(
      t,
      write(bytes),
      'SOUNDFONT_INVALID',
      `is damaged: its '${id}' chunk claims 4294967280 bytes where ${rest} are left`,
    );
  }
  t.end();
});

for (const id of ['smpl', 'phdr', 'pbag', 'pmod', 'pgen', 'inst', 'ibag', 'imod', 'igen', 'shdr'])
  refusesBytes(`missing chunk ${id}`, `lacks its mandatory '${id}' chunk: 'nope' is in its place`, () =>
    spoiledSoundFont((bytes, at) => bytes.write('nope', at(id))),
  );
for (const id of ['INFO', 'sdta', 'pdta'])
  refusesBytes(`missing list ${id}`, `lacks its mandatory '${id}' list: 'nope' is in its place`, () =>
    spoiledSoundFont((bytes, at) => bytes.write('nope', at(id))),
  );
refusesBytes('a file that ends behind its samples', "ends before its mandatory 'LIST' chunk", () => {
  const whole = tinySoundFont();
  const cut = Buffer.from(whole.subarray(0, whole.indexOf('pdta') - 8));
  cut.writeUInt32LE(cut.length - 8, 4);
  return cut;
});
refusesParts('no sample data', 'holds no sample data', (parts) => {
  parts.smpl = Buffer.alloc(0);
});
refusesBytes('an INFO list that ends inside a chunk', 'is damaged: its INFO list ends inside a chunk', () =>
  spoiledSoundFont((bytes, at) => bytes.writeUInt32LE(7, at('INAM') + 4)),
);
refusesBytes('no version', "lacks its mandatory 'ifil' chunk, the version", () =>
  spoiledSoundFont((bytes, at) => bytes.write('ifix', at('ifil'))),
);
refusesParts('SoundFont 1', 'has SoundFont version 1.0, which cannot be played', (parts) => {
  parts.ifil = words(1, 0);
});
refusesParts('text without end', 'is damaged: its descriptive text claims 1500036 bytes', (parts) => {
  parts.INAM = Buffer.alloc(1_500_000);
});
