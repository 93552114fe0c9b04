import t from 'tap';
import {
  busErrorOf,
  busErrors,
  StandardError,
  synthErrorOf,
  wireErrorOf,
} from '../../src/dbus/errorNames.js';
import { errorPrefix, standardError } from '../../src/dbus/names.js';
import { errorCodes, SynthError } from '../../src/errors/errors.js';

t.test('every code crosses the bus and comes back as the same error', async (t) => {
  for (const code of errorCodes) {
    const error = new SynthError(code, `It [is] broken: ${code}.`, 'Mend it:\n  now');
    const wire = wireErrorOf(error);
    t.equal(wire.name, errorPrefix + busErrorOf[code]);
    t.strictSame(synthErrorOf(wire)?.toFault(), error.toFault());
  }
});

t.test('every error on the bus has a code', async (t) => {
  for (const name of busErrors) {
    t.ok(Object.values(busErrorOf).includes(name), name);
    const error = synthErrorOf({ name: errorPrefix + name, text: 'Some text.' });
    t.equal(error?.message, 'Some text.');
    t.equal(busErrorOf[error?.code ?? 'USAGE'], name, 'the code that stands for it is one of its own');
  }
});

t.test('codes that seem to be of a later version', async (t) => {
  const name = `${errorPrefix}SoundFontInvalid`;
  const text = 'It is odd. [SOUNDFONT_ODD]\n  remedy: None.';
  t.match(synthErrorOf({ name, text }), { code: 'SOUNDFONT_INVALID', message: text });
  t.match(synthErrorOf({ name: `${errorPrefix}Later`, text: 'x' }), { code: 'ENGINE_CRASHED' });
  t.match(synthErrorOf({ name, text: '' }), {
    message: 'The daemon answered SoundFontInvalid without a message.',
  });
});

t.test('errors of others are none of this program', async (t) => {
  t.equal(synthErrorOf({ name: standardError.unknownMethod, text: 'a [USAGE]\n  remedy: b' }), undefined);
  const standard = new StandardError(standardError.unknownMethod, 'No such method.');
  t.same(wireErrorOf(standard), { name: standardError.unknownMethod, text: 'No such method.' });
});

t.test('a defect is told without its stack', async (t) => {
  const { name, text } = wireErrorOf(new TypeError('x is undefined'));
  t.equal(name, `${errorPrefix}Failed`);
  t.match(text, /^The daemon met a defect of its own: x is undefined \[ENGINE_CRASHED\]\n {2}remedy: /);
  t.notMatch(text, /\n\s+at /);
  t.match(wireErrorOf('thrown text').text, 'thrown text');
});
