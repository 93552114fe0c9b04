/** Spoils sound fonts at random, but the same way for the same seed. */

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const recordBytes = { phdr: 38, pbag: 4, pmod: 10, pgen: 4, inst: 22, ibag: 4, imod: 10, igen: 4, shdr: 46 };
type RecordId = keyof typeof recordBytes;

/** A font that is being spoiled: the bytes, where its chunks are, and a source of chance. */
class Spoiler {
  bytes: Buffer;
  /** Offsets of the headers of all chunks, by identifier or type of list. */
  private readonly headers = new Map<string, number>();
  private readonly random: () => number;

  constructor(font: Buffer, random: () => number) {
    this.bytes = Buffer.from(font);
    this.random = random;
    for (let list = 12; list < font.length; list += 8 + font.readUInt32LE(list + 4)) {
      this.headers.set(font.toString('latin1', list + 8, list + 12), list);
      const end = list + 8 + font.readUInt32LE(list + 4);
      for (let at = list + 12; at < end; at += 8 + font.readUInt32LE(at + 4))
        this.headers.set(font.toString('latin1', at, at + 4), at);
    }
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  times(most: number, action: () => void): void {
    for (let left = 1 + this.below(most); left > 0; left--) action();
  }

  /** A 16-bit number that code tends to forget. */
  word(): number {
    return this.pick([
      0,
      1,
      0x7f,
      0x80,
      0xff,
      0x7fff,
      0x8000,
      0xfffe,
      0xffff,
      this.below(300),
      this.below(65_536),
    ]);
  }

  /** The same with 32 bits. */
  longWord(): number {
    return this.pick([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, this.below(1000), this.below(2 ** 32)]);
  }

  /** Offset of a chunk's header. */
  chunk(id?: string): number {
    const names = [...this.headers.keys()];
    return this.headers.get(id ?? names[this.below(names.length)] ?? '') ?? 0;
  }

  sizeOf(header: number): number {
    return this.bytes.readUInt32LE(header + 4);
  }

  /** Offset of some record. */
  record(...ids: [RecordId, ...RecordId[]]): number {
    const id = this.pick(ids);
    const header = this.chunk(id);
    return header + 8 + recordBytes[id] * this.below(this.sizeOf(header) / recordBytes[id]);
  }

  /** Repeats or drops a record; all sizes are right afterwards. */
  repeatOrDrop(id: RecordId): void {
    const size = recordBytes[id];
    const at = this.record(id);
    const repeated = this.random() < 0.5;
    const rest = this.bytes.subarray(repeated ? at : at + size);
    this.bytes = Buffer.concat([this.bytes.subarray(0, repeated ? at + size : at), rest]);
    for (const header of [0, this.chunk('pdta'), this.chunk(id)])
      this.bytes.writeUInt32LE(this.sizeOf(header) + (repeated ? size : -size), header + 4);
  }
}

/** Where the indices of a record are: bank and program count as such. */
const indexFields = { phdr: [20, 22, 24], inst: [20], pbag: [0, 2], ibag: [0, 2] } as const;
const hydra = Object.keys(recordBytes) as [RecordId, ...RecordId[]];

/** The ways to spoil a font, by name. */
export const mutations: Readonly<Record<string, (font: Spoiler) => void>> = {
  bits: (font) =>
    font.times(16, () => {
      const at = font.below(font.bytes.length);
      font.bytes[at] = (font.bytes[at] ?? 0) ^ (1 << font.below(8));
    }),
  presetData: (font) =>
    font.times(6, () => {
      const start = font.chunk('pdta') + 12;
      font.bytes[start + font.below(font.bytes.length - start)] = font.below(256);
    }),
  noise: (font) => {
    const at = font.below(font.bytes.length);
    for (let end = Math.min(at + 1 + font.below(64), font.bytes.length), byte = at; byte < end; byte++)
      font.bytes[byte] = font.below(256);
  },
  cut: (font) => {
    font.bytes = font.bytes.subarray(0, 12 + font.below(font.bytes.length - 12));
    if (font.below(2) === 0) font.bytes.writeUInt32LE(font.bytes.length - 8, 4);
  },
  chunkSize: (font) => {
    const header = font.chunk();
    const size = font.sizeOf(header);
    font.bytes.writeUInt32LE(font.pick([0, size + 1, size * 2, size >> 1, font.longWord()]), header + 4);
  },
  index: (font) =>
    font.times(4, () => {
      const id = font.pick(['phdr', 'inst', 'pbag', 'ibag'] as const);
      const fields: readonly number[] = indexFields[id];
      font.bytes.writeUInt16LE(font.word(), font.record(id) + (fields[font.below(fields.length)] ?? 0));
    }),
  amount: (font) =>
    font.times(6, () => font.bytes.writeUInt16LE(font.word(), font.record('igen', 'pgen') + 2)),
  generator: (font) =>
    font.times(4, () => {
      const at = font.record('igen', 'pgen');
      font.bytes.writeUInt16LE(font.pick([font.below(63), font.word()]), at);
      font.bytes.writeUInt16LE(font.word(), at + 2);
    }),
  modulator: (font) =>
    font.times(4, () => {
      const at = font.record('imod', 'pmod');
      font.bytes.writeUInt16LE(font.below(64), at + 2);
      font.bytes.writeUInt16LE(font.word(), at + font.pick([0, 2, 4, 6, 8]));
      for (const id of ['pbag', 'ibag'] as const) {
        const last = font.chunk(id) + 8 + font.sizeOf(font.chunk(id)) - 4;
        font.bytes.writeUInt16LE(font.sizeOf(font.chunk(id === 'pbag' ? 'pmod' : 'imod')) / 10, last + 2);
      }
    }),
  sample: (font) =>
    font.times(4, () => {
      const at = font.record('shdr');
      if (font.below(3) === 0) font.bytes.writeUInt16LE(font.word(), at + font.pick([40, 42, 44]));
      else font.bytes.writeUInt32LE(font.longWord(), at + font.pick([20, 24, 28, 32, 36]));
    }),
  record: (font) => font.repeatOrDrop(font.pick(hydra)),
};

/**
 * A spoiled copy of a font.
 * @param font one that is in order
 * @param name one of `mutations`
 */
export function mutate(font: Buffer, name: string, seed: number): Buffer {
  const spoiler = new Spoiler(font, seededRandom(seed));
  mutations[name]?.(spoiler);
  return spoiler.bytes;
}
