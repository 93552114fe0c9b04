import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { withSetting } from '../../src/config/edit.js';
import { ConfigurationError } from '../../src/config/fault.js';
import type { FormatDescription } from '../../src/config/formats.js';
import { examineConfiguration, loadConfiguration, readConfiguration } from '../../src/config/load.js';
import { readProductionConf } from '../../src/config/productionConf.js';
import { settings } from '../../src/config/schema.js';
import { setSetting } from '../../src/config/set.js';
import { SynthError } from '../../src/errors/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'fw16-config-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const environment = { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: join(folder, 'state'), HOME: folder };

/** Loads a text as the only file. */
function load(text: string) {
  const file = join(folder, 'config.yaml');
  return { file, environment, replace: { file, text } };
}

/** Values that a format allows, as a person writes them on a command line, and as they are then. */
function allowed(description: FormatDescription, key: string): fc.Arbitrary<readonly [string, unknown]> {
  const { type } = description;
  if (type === 'boolean') return fc.boolean().map((value) => [String(value), value] as const);
  if (type === 'enum') return fc.constantFrom(...description.values).map((word) => [word, word] as const);
  if ('minimum' in description) {
    const { minimum: min, maximum: max } = description;
    const numbers = type === 'integer' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
    // −0 is written as 0.
    return numbers.map((value) => [String(value), value + 0] as const);
  }
  if (type === 'list') {
    const entry = { path: '/dev/input/event3', kind: key === 'midi.devices' ? 'midi' : 'keyboard' };
    const list = key === 'touchpad.routes' ? [{ source: 'x', destination: 'cc-1', amount: 0.5 }] : [entry];
    return fc.constantFrom([], list).map((value) => [JSON.stringify(value), value] as const);
  }
  if (key === 'metrics.listen') return fc.constant(['localhost:0', 'localhost:0'] as const);
  const words =
    description.meaning === 'regular expression' ? fc.constantFrom('a|b', '^x: #', '') : fc.string();
  return words
    .map((word) => word.replace(/[\0\n\r]/g, '').replace(/^~\//, ''))
    .map((word) => [word, word] as const);
}

const anySetting = fc
  .constantFrom(...settings.values())
  .chain((setting) => fc.tuple(fc.constant(setting), allowed(setting.format.description, setting.key)));

/** Texts that look like a configuration: sections with some settings, in some order, with comments. */
const someFile = fc
  .array(anySetting, { maxLength: 6 })
  .map((chosen) =>
    [...new Map(chosen.map(([{ key }, [, value]]) => [key, value]))].reduce(
      (text, [key, value]) => withSetting('/f', text, key, value),
      '# a comment\n',
    ),
  );

/** What production.enabled implies, whatever the file says. */
const impliedByProduction = ['health.enabled', 'recovery.enabled', 'log.file'];

t.test('what is set is what is read, and nothing else changes', async () => {
  fc.assert(
    fc.property(someFile, anySetting, (text, [{ key }, [, value]]) => {
      const before = examineConfiguration(load(text));
      fc.pre(before.values.get('production.enabled')?.value !== true || !impliedByProduction.includes(key));
      const after = examineConfiguration(load(withSetting('/f', text, key, value)));
      if (JSON.stringify(after.values.get(key)?.value) !== JSON.stringify(value)) return false;
      return [...before.values].every(
        ([other, { value: was }]) =>
          other === key ||
          // Implied by this one.
          key === 'production.enabled' ||
          JSON.stringify(after.values.get(other)?.value) === JSON.stringify(was),
      );
    }),
    { numRuns: 200 },
  );
});

t.test('a command line sets what a configuration then has', async () => {
  const file = join(folder, 'set.yaml');
  fc.assert(
    fc.property(anySetting, ([{ key }, [text, value]]) => {
      writeFileSync(file, '');
      try {
        setSetting(key, text, { file, environment });
      } catch (error) {
        // A value may contradict the default of another setting; then nothing was written.
        if (!(error instanceof ConfigurationError)) throw error;
        return loadConfiguration({ file, environment }).get('audio.driver') === 'auto';
      }
      const found = readConfiguration({ file, environment }).values.get(key)?.value;
      return JSON.stringify(found) === JSON.stringify(value);
    }),
    { numRuns: 100 },
  );
});

/** Pieces of YAML that get into one another’s way. */
const piece = fc.constantFrom(
  'audio:',
  'driver: jack',
  'input:',
  'devices:',
  '- path: /a',
  'kind: midi',
  '&a',
  '*a',
  '{',
  '}',
  '[',
  ']',
  ',',
  '? ',
  ': ',
  '!!set',
  '!!binary',
  '<<: *a',
  '|',
  '>',
  '"',
  "'",
  '#',
  '---',
  '...',
  '%YAML 1.1',
  '\t',
  '\n',
  '\n  ',
  '\n    ',
  'version: 0',
  'version:',
  '__proto__: 1',
  '.nan',
  '1e999',
  '0x10',
  '~',
  'null',
  '\u0000',
  '\uFEFF',
  '🎹',
);

t.test('whatever is in a file, the only error is CONFIG_INVALID', async () => {
  const garbage = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(' ')),
    fc.json(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  fc.assert(
    fc.property(garbage, (text) => {
      readProductionConf('/f', text);
      try {
        loadConfiguration(load(text));
        return true;
      } catch (error) {
        return error instanceof SynthError && error.code === 'CONFIG_INVALID' && error.remedy.length > 0;
      }
    }),
    { numRuns: 1500 },
  );
});

t.test('whatever is in a file, a setting is set or refused', async () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), anySetting, (pieces, [{ key }, [, value]]) => {
      try {
        const text = withSetting('/f', pieces.join(' '), key, value);
        return (
          JSON.stringify(examineConfiguration(load(text)).values.get(key)?.value) === JSON.stringify(value)
        );
      } catch (error) {
        return error instanceof SynthError && error.code === 'CONFIG_UNWRITABLE';
      }
    }),
    { numRuns: 300 },
  );
});

t.test('whatever is in the environment', async () => {
  const names = [...settings.values()].flatMap(({ env }) => (env === undefined ? [] : [env]));
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names, 'DEFAULT_SOUNDFONT', 'FW16_SYNTH_X'), fc.string()),
      (given) => {
        try {
          loadConfiguration({ environment: { ...environment, ...given }, systemFile: '/nonexistent' });
          return true;
        } catch (error) {
          return error instanceof ConfigurationError;
        }
      },
    ),
    { numRuns: 200 },
  );
});
