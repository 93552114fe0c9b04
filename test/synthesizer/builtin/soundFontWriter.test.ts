import t from 'tap';
import { chunk, chunkList, RecordWriter } from '../../../src/synthesizer/builtin/riff.js';
import {
  absoluteCents,
  generator,
  type Instrument,
  type Sample,
  softness,
  timecents,
} from '../../../src/synthesizer/builtin/soundFontModel.js';
import { writeSoundFont } from '../../../src/synthesizer/builtin/soundFontWriter.js';
import { readSoundFont } from './soundFontReader.js';

const ramp: Sample = {
  name: 'ramp',
  points: Int16Array.from({ length: 64 }, (_, index) => index * 1000 - 32_000),
  rate: 22_050,
  rootKey: 57,
  loop: { start: 10, end: 50 },
};
const shot: Sample = {
  name: 'shot',
  points: new Int16Array(48).fill(-7),
  rate: 44_100,
  rootKey: 60,
  loop: undefined,
};

function instrument(name: string, bank: number, program: number, samples: readonly Sample[]): Instrument {
  return {
    name,
    bank,
    program,
    generators: [[generator.pan, -500]],
    modulators: [{ source: softness, destination: generator.initialFilterFc, amount: -2400 }],
    zones: samples.map((sample, index) => ({ keys: [index, index], sample, generators: [] })),
  };
}

t.test('a font reads back as it was written', async (t) => {
  const later = instrument('later', 3, 0, [ramp]);
  const earlier = instrument('earlier', 0, 5, [shot, ramp]);
  const font = readSoundFont(writeSoundFont({ name: 'odd', comment: 'even', instruments: [later, earlier] }));

  t.equal(font.name, 'odd');
  t.same(
    font.presets.map(({ name }) => name),
    ['earlier', 'later'],
    'presets are sorted',
  );
  t.same(
    font.samples.map(({ name }) => name),
    ['shot', 'ramp'],
    'a sample that two instruments use is stored once',
  );
  const [first, second] = font.samples;
  t.match(first, { start: 0, end: 48, loopStart: 8, loopEnd: 40, rate: 44_100, rootKey: 60 });
  t.match(second, { start: 94, end: 158, loopStart: 104, loopEnd: 144, rate: 22_050, rootKey: 57 });
  t.same([...font.points.subarray(94, 158)], [...ramp.points]);

  const [global, one, two] = font.instruments[0]?.zones ?? [];
  t.same(global, { generators: [[generator.pan, -500]], modulatorCount: 1 });
  t.same(one?.generators, [
    [generator.keyRange, 0],
    [generator.sampleModes, 0],
    [generator.sampleId, 0],
  ]);
  t.same(two?.generators, [
    [generator.keyRange, 0x0101],
    [generator.sampleModes, 1],
    [generator.sampleId, 1],
  ]);
});

t.test('names that do not fit are refused', async (t) => {
  const long = instrument('a name of twenty....', 0, 0, [ramp]);
  t.throws(() => writeSoundFont({ name: 'x', comment: 'y', instruments: [long] }), RangeError);
});

t.test('chunks are padded to an even length that their size does not count', async (t) => {
  t.same([...chunk('abcd', Uint8Array.of(1, 2, 3))], [97, 98, 99, 100, 3, 0, 0, 0, 1, 2, 3, 0]);
  const list = Buffer.from(chunkList('LIST', 'form', [chunk('abcd', Uint8Array.of(9))]));
  t.equal(list.readUInt32LE(4), 4 + 8 + 2, 'the parent counts the padding of its parts');
  t.equal(list.length, 22);
});

t.test('records are little-endian and grow beyond the first buffer', async (t) => {
  const writer = new RecordWriter()
    .byte(255)
    .signedByte(-1)
    .word(-2)
    .word(0x1234)
    .doubleWord(0x89ab_cdef)
    .text('hi', 4);
  t.same([...writer.bytes()], [255, 255, 254, 255, 0x34, 0x12, 0xef, 0xcd, 0xab, 0x89, 104, 105, 0, 0]);
  const large = new RecordWriter();
  for (let index = 0; index < 3000; index++) large.word(index);
  t.equal(Buffer.from(large.bytes()).readUInt16LE(5998), 2999);
});

t.test('units', async (t) => {
  t.equal(timecents(1), 0);
  t.equal(timecents(0.5), -1200);
  t.equal(absoluteCents(440), 6900);
  t.equal(absoluteCents(8.1757989), 0);
});
