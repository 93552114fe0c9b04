/** Writes a sound font of less than 2 KB that is in order, and lets a test spoil any part of it. */

/** The hydra's parts, in the order in which they are written (SoundFont 2.04, section 7). */
const hydraIds = ['phdr', 'pbag', 'pmod', 'pgen', 'inst', 'ibag', 'imod', 'igen', 'shdr'] as const;

/** The bodies of the chunks; a test may replace each or write into it. */
export interface TinyParts {
  ifil: Buffer;
  isng: Buffer;
  INAM: Buffer;
  smpl: Buffer;
  phdr: Buffer;
  pbag: Buffer;
  pmod: Buffer;
  pgen: Buffer;
  inst: Buffer;
  ibag: Buffer;
  imod: Buffer;
  igen: Buffer;
  shdr: Buffer;
}

/** Generators that the font uses (SoundFont 2.04, 8.1.2). */
export const generator = { instrument: 41, keyRange: 43, sampleId: 53, sampleModes: 54 } as const;

/** Words of sound in the sample; 46 zeros follow, as the specification wants. */
export const sampleWords = 256;

/** Little-endian 16-bit numbers, one after the other. */
export function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, 2 * index);
  return bytes;
}

/** A name in a field of 20 bytes. */
export function nameField(name: string): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.write(name, 'latin1');
  return bytes;
}

/** A preset header: 38 bytes. */
export function presetHeader(name: string, program: number, bank: number, zone: number): Buffer {
  return Buffer.concat([nameField(name), words(program, bank, zone), Buffer.alloc(12)]);
}

/** A sample header: 46 bytes. Start, end and loop in words, the rate in hertz. */
export function sampleHeader(
  name: string,
  start: number,
  end: number,
  more: { rate?: number; type?: number; loop?: readonly [number, number] } = {},
): Buffer {
  const numbers = Buffer.alloc(26);
  const [loopStart, loopEnd] = more.loop ?? [start, end];
  for (const [index, value] of [start, end, loopStart, loopEnd, more.rate ?? 22_050].entries())
    numbers.writeUInt32LE(value, 4 * index);
  numbers.writeUInt8(60, 20);
  numbers.writeUInt16LE(more.type ?? 1, 24);
  return Buffer.concat([nameField(name), numbers]);
}

/** A chunk with its header of 8 bytes. */
export function chunk(id: string, ...body: Buffer[]): Buffer {
  const content = Buffer.concat(body);
  const header = Buffer.alloc(8);
  header.write(id, 'latin1');
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** The parts of the font: two presets (0:0 and 128:0) share an instrument of one looped sample. */
export function tinyParts(): TinyParts {
  const wave = Array.from({ length: sampleWords }, (_, index) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * index) / 64)),
  );
  return {
    ifil: words(2, 1),
    isng: Buffer.from('EMU8000\0', 'latin1'),
    INAM: Buffer.from('Tiny\0\0', 'latin1'),
    smpl: words(...wave, ...new Array<number>(46).fill(0)),
    phdr: Buffer.concat([
      presetHeader('Sine', 0, 0, 0),
      presetHeader('Kit', 0, 128, 1),
      presetHeader('EOP', 0, 0, 2),
    ]),
    pbag: words(0, 0, 1, 0, 2, 0),
    pmod: Buffer.alloc(10),
    pgen: words(generator.instrument, 0, generator.instrument, 0, 0, 0),
    inst: Buffer.concat([nameField('Sine'), words(0), nameField('EOI'), words(1)]),
    ibag: words(0, 0, 2, 0),
    imod: Buffer.alloc(10),
    igen: words(generator.sampleModes, 1, generator.sampleId, 0, 0, 0),
    shdr: Buffer.concat([
      sampleHeader('Sine', 0, sampleWords, { loop: [64, 192] }),
      sampleHeader('EOS', 0, 0, { rate: 0, type: 0 }),
    ]),
  };
}

/** The file that these parts make; its sizes are right. */
export function assemble(parts: TinyParts): Buffer {
  const info = [chunk('ifil', parts.ifil), chunk('isng', parts.isng), chunk('INAM', parts.INAM)];
  return chunk(
    'RIFF',
    Buffer.from('sfbk'),
    chunk('LIST', Buffer.from('INFO'), ...info),
    chunk('LIST', Buffer.from('sdta'), chunk('smpl', parts.smpl)),
    chunk('LIST', Buffer.from('pdta'), ...hydraIds.map((id) => chunk(id, parts[id]))),
  );
}

/** The font with changed parts. */
export function tinySoundFont(change: (parts: TinyParts) => void = () => undefined): Buffer {
  const parts = tinyParts();
  change(parts);
  return assemble(parts);
}

/** The font with changed bytes: `at` finds the header of a chunk by its name. */
export function spoiledSoundFont(change: (bytes: Buffer, at: (id: string) => number) => void): Buffer {
  const bytes = tinySoundFont();
  change(bytes, (id) => bytes.indexOf(id, 0, 'latin1'));
  return bytes;
}
