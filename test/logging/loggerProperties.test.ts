/** Whatever is logged, it is one record a line, and every line can be read. */
import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { logCategories } from '../../src/logging/categories.js';
import { createLogger } from '../../src/logging/logger.js';
import { sizeRotation } from '../../src/logging/settings.js';

const folder = t.testdir();
const descriptors: number[] = [];

function opened(format: 'json' | 'journal' | 'terminal') {
  const path = join(folder, format);
  const descriptor = openSync(path, 'a');
  descriptors.push(descriptor);
  const settings = { level: 'trace', levels: {}, errorFile: '', metricsFile: '' } as const;
  const file = join(folder, `${format}.log`);
  const log = createLogger(
    { ...settings, file, rotation: sizeRotation },
    { descriptor, format, coloured: false },
  );
  const take = (from: string): string => {
    const text = readFileSync(from, 'utf8');
    truncateSync(from);
    return text;
  };
  return { log, shown: () => take(path), filed: () => take(file) };
}

t.teardown(() => {
  for (const descriptor of descriptors) closeSync(descriptor);
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '\n',
    '"\n}\n{',
    '\u2028',
    '\ud800',
    '%s %o %j',
    '__proto__',
    '\x1b]0;title\x07',
    '<0>',
    '\\',
  ),
);
const value = fc.oneof(
  hostile,
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, key: hostile }),
);
/** Names of fields that mean something to the logger, to JavaScript or to pino. */
const key = fc.oneof(
  hostile,
  fc.constantFrom('time', 'level', 'message', 'category', 'err', 'method', 'headers', 'socket', 'toJSON'),
);
const fields = fc.option(fc.dictionary(key, value), { nil: undefined });

function check(format: 'json' | 'journal' | 'terminal', line: RegExp): void {
  const { log, shown, filed } = opened(format);
  fc.assert(
    fc.property(hostile, fields, fc.constantFrom(...logCategories), (message, content, category) => {
      // Not held back as a repetition.
      log.flush();
      log.category(category).info(message, content);
      const text = shown();
      const record = filed();
      const parsed = JSON.parse(record) as Readonly<Record<string, unknown>>;
      const messageInUtf8 = Buffer.from(message).toString();
      return (
        line.test(text) &&
        text.indexOf('\n') === text.length - 1 &&
        record.indexOf('\n') === record.length - 1 &&
        parsed.message === messageInUtf8 &&
        parsed.level === 'INFO' &&
        parsed.category === category &&
        typeof parsed.time === 'string'
      );
    }),
  );
  log.close();
}

t.test('JSON', async (t) => {
  t.doesNotThrow(() => check('json', /^\{"level":"INFO".*\}\n$/));
});

t.test('the journal', async (t) => {
  t.doesNotThrow(() => check('journal', /^<6>[a-z]+: .*\n$/u));
});

t.test('a terminal', async (t) => {
  t.doesNotThrow(() => check('terminal', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO [a-z]+: .*\n$/u));
});

t.test('fields that cannot be read or are without end throw nothing', async (t) => {
  const { log, filed } = opened('json');
  const endless: Record<string, unknown> = { name: 'endless' };
  endless.endless = endless;
  const throwing = {
    inside: {
      toJSON(): string {
        throw new Error('no');
      },
    },
  };
  const outside = {
    get value(): string {
      throw new Error('no');
    },
  };
  const logger = log.category('daemon');
  for (const content of [endless, throwing, outside, { f: () => 1, s: Symbol('s'), big: 10n ** 30n }]) {
    t.doesNotThrow(() => logger.info('x', content));
    t.match(JSON.parse(filed()), { message: 'x' });
  }
  log.close();
});
