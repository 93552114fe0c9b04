/** Reads a SoundFont back into plain records, strictly: any size or terminal that is not as it must be throws. */

import { strict as assert } from 'node:assert';

/** A record of the sample header list. */
export interface SampleHeader {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly loopStart: number;
  readonly loopEnd: number;
  readonly rate: number;
  readonly rootKey: number;
  readonly correction: number;
}

/** A bag: the generators of a zone by number, in the order of the file, and how many modulators it has. */
export interface Zone {
  readonly generators: readonly (readonly [number: number, amount: number])[];
  readonly modulatorCount: number;
}

/** A preset or an instrument. */
export interface Header {
  readonly name: string;
  /** Bank and program; zero for instruments. */
  readonly bank: number;
  readonly program: number;
  readonly zones: readonly Zone[];
}

/** A parsed font; the terminals are checked and left out. */
export interface ParsedFont {
  readonly version: string;
  readonly name: string;
  readonly points: Int16Array;
  readonly presets: readonly Header[];
  readonly instruments: readonly Header[];
  readonly samples: readonly SampleHeader[];
}

/** Parses a whole file. */
export function readSoundFont(bytes: Uint8Array): ParsedFont {
  const buffer = Buffer.from(bytes);
  const [riff, ...others] = chunksOf(buffer);
  assert(riff?.id === 'RIFF' && others.length === 0, 'one RIFF chunk fills the file');
  const lists = formOf(riff.content, 'sfbk');
  assert.deepEqual(
    lists.map(({ id }) => id),
    ['LIST', 'LIST', 'LIST'],
  );
  const [info, data, hydra] = lists.map(({ content }) => content);
  assert(info && data && hydra);
  const texts = new Map(formOf(info, 'INFO').map(({ id, content }) => [id, content]));
  const parts = formOf(hydra, 'pdta');
  assert.equal(
    parts.map(({ id }) => id).join(' '),
    'phdr pbag pmod pgen inst ibag imod igen shdr',
    'the nine lists in their order',
  );
  const list = (id: string): Buffer => contentOf(parts, id);
  const version = contentOf(
    [...texts].map(([id, content]) => ({ id, content })),
    'ifil',
  );
  const smpl = contentOf(formOf(data, 'sdta'), 'smpl');
  return {
    version: `${version.readUInt16LE(0)}.${String(version.readUInt16LE(2)).padStart(2, '0')}`,
    name: textOf(texts.get('INAM') ?? Buffer.alloc(0)),
    points: Int16Array.from({ length: smpl.length / 2 }, (_, index) => smpl.readInt16LE(index * 2)),
    presets: headersOf(list('phdr'), 38, 24, 'EOP', zonesOf(list('pbag'), list('pmod'), list('pgen'))),
    instruments: headersOf(list('inst'), 22, 20, 'EOI', zonesOf(list('ibag'), list('imod'), list('igen'))),
    samples: sampleHeadersOf(list('shdr')),
  };
}

interface Chunk {
  readonly id: string;
  readonly content: Buffer;
}

function chunksOf(buffer: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at < buffer.length; ) {
    const size = buffer.readUInt32LE(at + 4);
    assert(at + 8 + size <= buffer.length, 'a chunk ends inside its parent');
    chunks.push({
      id: buffer.toString('latin1', at, at + 4),
      content: buffer.subarray(at + 8, at + 8 + size),
    });
    if (size % 2 === 1) assert.equal(buffer[at + 8 + size], 0, 'padding is there and is zero');
    at += 8 + size + (size % 2);
  }
  return chunks;
}

function formOf(content: Buffer, form: string): Chunk[] {
  assert.equal(content.toString('latin1', 0, 4), form);
  return chunksOf(content.subarray(4));
}

function contentOf(chunks: readonly Chunk[], id: string): Buffer {
  const found = chunks.filter((chunk) => chunk.id === id);
  assert(found.length === 1 && found[0], `one ${id}`);
  return found[0].content;
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  assert(end >= 0, 'text is terminated');
  return field.toString('latin1', 0, end);
}

/** The records of a list, each of `size` bytes. */
function recordsOf(list: Buffer, size: number): Buffer[] {
  assert.equal(list.length % size, 0, 'a list holds whole records');
  return Array.from({ length: list.length / size }, (_, index) =>
    list.subarray(index * size, (index + 1) * size),
  );
}

function zonesOf(bagList: Buffer, modulatorList: Buffer, generatorList: Buffer): Zone[] {
  const generators = recordsOf(generatorList, 4);
  const modulators = recordsOf(modulatorList, 10);
  assert(
    generators.at(-1)?.every((byte) => byte === 0),
    'the last generator is the terminal',
  );
  assert(
    modulators.at(-1)?.every((byte) => byte === 0),
    'the last modulator is the terminal',
  );
  const bags = recordsOf(bagList, 4).map((bag) => [bag.readUInt16LE(0), bag.readUInt16LE(2)] as const);
  assert.deepEqual(
    bags.at(-1),
    [generators.length - 1, modulators.length - 1],
    'the last bag ends the lists',
  );
  return pairs(bags).map(([[firstGenerator, firstModulator], [nextGenerator, nextModulator]]) => {
    assert(nextGenerator >= firstGenerator && nextModulator >= firstModulator, 'bag indices never fall');
    return {
      generators: generators
        .slice(firstGenerator, nextGenerator)
        .map((record) => [record.readUInt16LE(0), record.readInt16LE(2)] as const),
      modulatorCount: nextModulator - firstModulator,
    };
  });
}

function headersOf(
  list: Buffer,
  size: number,
  bagAt: number,
  terminal: string,
  zones: readonly Zone[],
): Header[] {
  const records = recordsOf(list, size).map((record) => ({
    name: textOf(record.subarray(0, 20)),
    program: bagAt === 24 ? record.readUInt16LE(20) : 0,
    bank: bagAt === 24 ? record.readUInt16LE(22) : 0,
    bag: record.readUInt16LE(bagAt),
  }));
  assert.equal(records.at(-1)?.name, terminal);
  assert.equal(records.at(-1)?.bag, zones.length, 'the terminal points behind the last zone');
  return pairs(records).map(([{ name, program, bank, bag }, next]) => {
    assert(next.bag > bag, 'everything has a zone');
    return { name, program, bank, zones: zones.slice(bag, next.bag) };
  });
}

function sampleHeadersOf(list: Buffer): SampleHeader[] {
  const headers = recordsOf(list, 46).map((record) => ({
    name: textOf(record.subarray(0, 20)),
    start: record.readUInt32LE(20),
    end: record.readUInt32LE(24),
    loopStart: record.readUInt32LE(28),
    loopEnd: record.readUInt32LE(32),
    rate: record.readUInt32LE(36),
    rootKey: record.readUInt8(40),
    correction: record.readInt8(41),
  }));
  assert.equal(headers.pop()?.name, 'EOS');
  return headers;
}

/** Each element with the one after it. */
function pairs<T>(list: readonly T[]): [T, T][] {
  return list.slice(1).map((next, index) => [list[index] as T, next]);
}
