import { chunk, chunkList, RecordWriter } from './riff.js';
import {
  type GeneratorAmount,
  generator,
  type Instrument,
  type Modulator,
  type Sample,
  type SoundFont,
} from './soundFontModel.js';

/** Zero points that the format wants after every sample, so that an interpolator may read beyond its end. */
const zeroPointsAfterSample = 46;

/** Sample type of a mono sample in the file. */
const monoSample = 1;

/** The bytes of a SoundFont 2.04 file; presets are sorted by bank and program as the format recommends. */
export function writeSoundFont(font: SoundFont): Uint8Array {
  const instruments = font.instruments.toSorted((a, b) => a.bank - b.bank || a.program - b.program);
  const samples = [...new Set(instruments.flatMap(({ zones }) => zones.map(({ sample }) => sample)))];
  return chunkList('RIFF', 'sfbk', [
    infoList(font),
    chunkList('LIST', 'sdta', [chunk('smpl', samplePoints(samples))]),
    chunkList('LIST', 'pdta', [
      ...presetChunks(instruments),
      ...instrumentChunks(instruments, samples),
      sampleHeaders(samples),
    ]),
  ]);
}

function infoList(font: SoundFont): Uint8Array {
  const text = (id: string, value: string): Uint8Array =>
    // At least one terminating zero, and an even length, of which the format makes a rule of its own.
    chunk(id, new RecordWriter().text(value, value.length + 2 - (value.length % 2)).bytes());
  return chunkList('LIST', 'INFO', [
    chunk('ifil', new RecordWriter().word(2).word(4).bytes()),
    text('isng', 'EMU8000'),
    text('INAM', font.name),
    text('ICMT', font.comment),
  ]);
}

function samplePoints(samples: readonly Sample[]): Uint8Array {
  const writer = new RecordWriter();
  for (const { points } of samples) {
    for (const point of points) writer.word(point);
    for (let index = 0; index < zeroPointsAfterSample; index++) writer.word(0);
  }
  return writer.bytes();
}

/** The bag, modulator and generator records that presets and instruments have alike. */
class Zones {
  readonly #bags = new RecordWriter();
  readonly #modulators = new RecordWriter();
  readonly #generators = new RecordWriter();
  #modulatorCount = 0;
  #generatorCount = 0;
  /** Zones so far, which is the index of the next. */
  count = 0;

  add(generators: readonly GeneratorAmount[], modulators: readonly Modulator[]): void {
    this.#bags.word(this.#generatorCount).word(this.#modulatorCount);
    for (const [operator, amount] of generators) this.#generators.word(operator).word(amount);
    // No second source and no transform.
    for (const { source, destination, amount } of modulators)
      this.#modulators.word(source).word(destination).word(amount).word(0).word(0);
    this.#generatorCount += generators.length;
    this.#modulatorCount += modulators.length;
    this.count++;
  }

  /** The three chunks, `letter` being `p` or `i`, each closed by its terminal record. */
  chunks(letter: 'p' | 'i'): Uint8Array[] {
    this.#bags.word(this.#generatorCount).word(this.#modulatorCount);
    this.#modulators.word(0).word(0).word(0).word(0).word(0);
    this.#generators.word(0).word(0);
    return [
      chunk(`${letter}bag`, this.#bags.bytes()),
      chunk(`${letter}mod`, this.#modulators.bytes()),
      chunk(`${letter}gen`, this.#generators.bytes()),
    ];
  }
}

function presetChunks(instruments: readonly Instrument[]): Uint8Array[] {
  const headers = new RecordWriter();
  const zones = new Zones();
  const header = (name: string, program: number, bank: number): void => {
    headers
      .text(name, 20)
      .word(program)
      .word(bank)
      .word(zones.count)
      .doubleWord(0)
      .doubleWord(0)
      .doubleWord(0);
  };
  for (const [index, { name, program, bank }] of instruments.entries()) {
    header(name, program, bank);
    zones.add([[generator.instrument, index]], []);
  }
  header('EOP', 0, 0);
  return [chunk('phdr', headers.bytes()), ...zones.chunks('p')];
}

function instrumentChunks(instruments: readonly Instrument[], samples: readonly Sample[]): Uint8Array[] {
  const headers = new RecordWriter();
  const zones = new Zones();
  for (const instrument of instruments) {
    headers.text(instrument.name, 20).word(zones.count);
    zones.add(instrument.generators, instrument.modulators);
    for (const { keys, sample, generators } of instrument.zones)
      zones.add(
        [
          // The key range must be the first generator of its zone and the sample the last.
          [generator.keyRange, keys[0] | (keys[1] << 8)],
          ...generators,
          [generator.sampleModes, sample.loop ? 1 : 0],
          [generator.sampleId, samples.indexOf(sample)],
        ],
        [],
      );
  }
  headers.text('EOI', 20).word(zones.count);
  return [chunk('inst', headers.bytes()), ...zones.chunks('i')];
}

function sampleHeaders(samples: readonly Sample[]): Uint8Array {
  const headers = new RecordWriter();
  let start = 0;
  for (const { name, points, rate, rootKey, loop } of samples) {
    const end = start + points.length;
    // A sample without a loop still states one inside the bounds that the format sets.
    const { start: loopStart, end: loopEnd } = loop ?? { start: 8, end: points.length - 8 };
    headers.text(name, 20).doubleWord(start).doubleWord(end);
    headers.doubleWord(start + loopStart).doubleWord(start + loopEnd);
    headers.doubleWord(rate).byte(rootKey).signedByte(0).word(0).word(monoSample);
    start = end + zeroPointsAfterSample;
  }
  headers.text('EOS', 20).doubleWord(0).doubleWord(0).doubleWord(0).doubleWord(0);
  headers.doubleWord(0).byte(0).signedByte(0).word(0).word(0);
  return chunk('shdr', headers.bytes());
}
