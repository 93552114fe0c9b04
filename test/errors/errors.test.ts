import t from 'tap';
import {
  categoryOf,
  describeFault,
  errorCodes,
  type Fault,
  faultOf,
  SynthError,
} from '../../src/errors/errors.js';

const message = 'There is no device at /dev/input/event9.';
const remedy = 'Plug it in.';

t.test('an error carries its code, category, sentence and remedy', async (t) => {
  const error = new SynthError('DEVICE_NOT_FOUND', message, remedy);
  t.ok(error instanceof Error);
  t.match(error, { name: 'SynthError', code: 'DEVICE_NOT_FOUND', category: 'recoverable', message, remedy });
  t.equal(error.cause, undefined);
  t.equal(String(error), `SynthError: ${message}`);
});

t.test('an error keeps what caused it', async (t) => {
  const cause = new Error('ENOENT');
  t.equal(new SynthError('DEVICE_NOT_FOUND', message, remedy, { cause }).cause, cause);
});

t.test('the list of codes is closed, and each has a category', async (t) => {
  t.equal(new Set(errorCodes).size, errorCodes.length);
  for (const code of errorCodes) {
    t.match(code, /^[A-Z]+(_[A-Z]+)*$/);
    t.ok(['transient', 'recoverable', 'degraded', 'fatal'].includes(categoryOf(code)), code);
  }
});

t.test('categories that recovery depends on', async (t) => {
  const expected = [
    ['CONFIG_INVALID', 'fatal'],
    ['SOUNDFONT_INVALID', 'fatal'],
    ['AUDIO_SERVER_LOST', 'recoverable'],
    ['DEVICE_LOST', 'recoverable'],
    ['DEVICE_ACCESS_DENIED', 'recoverable'],
    ['DEVICE_UNSUITABLE', 'degraded'],
    ['REALTIME_DENIED', 'degraded'],
  ] as const;
  for (const [code, category] of expected) t.equal(categoryOf(code), category, code);
});

t.test('a fault is plain data, and comes back from another thread as the same error', async (t) => {
  const error = new SynthError('AUDIO_SERVER_LOST', 'The audio server is gone.', 'Start it.');
  const fault = error.toFault();
  t.strictSame(Object.keys(fault).sort(), ['category', 'code', 'message', 'remedy']);
  const posted = structuredClone(fault);
  t.strictSame(SynthError.from(posted).toFault(), fault);
  t.ok(SynthError.from(posted) instanceof SynthError);
});

t.test('the category of a fault is that of its code, whatever the data says', async (t) => {
  const forged: Fault = { code: 'CONFIG_INVALID', category: 'transient', message, remedy };
  t.equal(SynthError.from(forged).category, 'fatal');
});

t.test('faultOf', async (t) => {
  const known = new SynthError('DEVICE_LOST', 'It is gone.', 'Plug it in again.');
  t.strictSame(
    faultOf(known, 'ENGINE_CRASHED', 'Run it again.'),
    known.toFault(),
    'what is a SynthError keeps its own code and remedy',
  );
  t.strictSame(faultOf(new TypeError('x is undefined'), 'ENGINE_CRASHED', 'Run it again.'), {
    code: 'ENGINE_CRASHED',
    category: 'recoverable',
    message: 'x is undefined',
    remedy: 'Run it again.',
  });
  t.equal(faultOf('a string', 'DEVICE_FAILED', remedy).message, 'a string');
  t.equal(faultOf(undefined, 'DEVICE_FAILED', remedy).message, 'undefined');
});

t.test('describeFault', async (t) => {
  t.equal(
    describeFault(new SynthError('DEVICE_NOT_FOUND', message, remedy)),
    'There is no device at /dev/input/event9. [DEVICE_NOT_FOUND]\n  remedy: Plug it in.',
  );
});
