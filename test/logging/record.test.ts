import t from 'tap';
import { SynthError } from '../../src/errors/errors.js';
import { parseRecord, plainFields } from '../../src/logging/record.js';

t.test('a line of the logger', async (t) => {
  const line =
    '{"level":"WARNING","time":"2026-11-20T10:00:00.000Z","category":"audio","fields":{"n":1},"message":"x"}\n';
  t.same(parseRecord(line), {
    time: '2026-11-20T10:00:00.000Z',
    level: 'warning',
    category: 'audio',
    message: 'x',
    fields: { n: 1 },
  });
  t.throws(() => parseRecord('{"level":"LOUD"}'), { message: /no level/ });
});

t.test('errors are told in full, and their causes', async (t) => {
  const cause = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  const error = new SynthError('CONFIG_INVALID', 'It is wrong.', 'Mend it.', { cause });
  t.match(plainFields({ error, n: 1 }), {
    n: 1,
    error: {
      name: 'SynthError',
      message: 'It is wrong.',
      code: 'CONFIG_INVALID',
      remedy: 'Mend it.',
      stack: /record\.test/,
      cause: { message: 'no such file', code: 'ENOENT' },
    },
  });
});

t.test('what JSON cannot say', async (t) => {
  t.same(plainFields({ a: Number.NaN, b: Number.POSITIVE_INFINITY }), { a: 'NaN', b: 'Infinity' });
  const endless = new Error('round');
  endless.cause = endless;
  t.match(JSON.stringify(plainFields({ endless })), /round/, 'a circle of causes ends');
  const hostile = {
    get value(): string {
      throw new Error('no');
    },
  };
  t.equal(plainFields(hostile), '[unreadable]');
});
