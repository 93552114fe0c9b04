import * as fc from 'fast-check';
import t from 'tap';
import { SynthError } from '../../src/errors/errors.js';
import { type EvemuRecording, formatEvemu, parseEvemu } from '../../src/linux/evemu.js';

const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const word = fc.nat({ max: 0xffff });
const bitmap = fc
  .array(fc.uint8Array({ minLength: 8, maxLength: 8 }), { maxLength: 12 })
  .map((rows) => Uint8Array.from(rows.flatMap((row) => [...row])));
const recordings: fc.Arbitrary<EvemuRecording> = fc
  .record({
    name: fc.string({ unit: 'grapheme' }).map((name) => name.replaceAll(/\p{Cc}/gu, '').trim()),
    identity: fc.record({ bus: word, vendor: word, product: word, version: word }),
    properties: bitmap,
    capabilities: fc
      .array(fc.tuple(fc.nat({ max: 0x1f }), bitmap))
      .map((entries) => new Map(entries.filter(([, bytes]) => bytes.length > 0))),
    axes: fc.array(
      fc.record({
        code: fc.nat({ max: 0x3f }),
        min: int32,
        max: int32,
        fuzz: int32,
        flat: int32,
        resolution: int32,
      }),
    ),
    events: fc.array(fc.tuple(fc.nat({ max: 1e12 }), fc.nat({ max: 0x1f }), fc.nat({ max: 0x2ff }), int32), {
      minLength: 1,
    }),
  })
  .map(({ events, ...device }) => {
    const times = events.map(([timeUs]) => timeUs).sort((a, b) => a - b);
    const [first = 0] = times;
    return {
      ...device,
      events: {
        length: events.length,
        timeUs: Float64Array.from(times, (timeUs) => timeUs - first),
        type: Uint16Array.from(events, ([, type]) => type),
        code: Uint16Array.from(events, ([, , code]) => code),
        value: Int32Array.from(events, ([, , , value]) => value),
      },
    };
  });

t.test('what is formatted parses as the same', async (t) => {
  fc.assert(
    fc.property(recordings, (recording) => {
      const again = parseEvemu(formatEvemu(recording, ['a comment']), 'a');
      if (!t.same(again, recording)) throw new Error('the recordings differ');
    }),
    { numRuns: 200 },
  );
});

t.test('nothing but RECORDING_INVALID is ever thrown', async () => {
  const token = fc.oneof(
    fc.constantFrom(
      'E:',
      'N:',
      'I:',
      'B:',
      'A:',
      'P:',
      'L:',
      'S:',
      '#',
      ' ',
      '\n',
      '\r',
      '\0',
      '1.5',
      '0001',
      '-1',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(token, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseEvemu(input, 'a');
      } catch (error) {
        if (!(error instanceof SynthError) || error.code !== 'RECORDING_INVALID') throw error;
        if (/[\p{Cc}\p{Cs}]/u.test(error.message)) throw new Error('the message is not printable');
      }
    }),
    { numRuns: 2000 },
  );
});
