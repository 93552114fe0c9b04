import { resolve } from 'node:path';
import t from 'tap';
import { parseCommandLine } from '../../src/cli/arguments.js';
import { flagTable, settingFlags } from '../../src/cli/flagTable.js';
import { settingOverrides } from '../../src/cli/settingOverrides.js';
import { loadConfiguration } from '../../src/config/load.js';
import { schema } from '../../src/config/schema.js';

function overrides(args: string): Record<string, unknown> {
  return { ...settingOverrides(parseCommandLine(args.split(' ')).flags).overrides };
}

/** Each flag that sets something, and what it sets. */
const flags: readonly (readonly [args: string, overrides: Readonly<Record<string, unknown>>])[] = [
  ['--driver jack', { 'audio.driver': 'jack' }],
  ['--soundfont /a.sf2', { 'audio.soundfont': '/a.sf2' }],
  ['--octave 3', { 'input.keyboard.base_octave': 3 }],
  ['--octave=0', { 'input.keyboard.base_octave': 0 }],
  ['--program 19', { 'performance.program': 19 }],
  ['--velocity 99', { 'velocity.mode': 'fixed', 'velocity.fixed.velocity': 99 }],
  ['--velocity-source timing', { 'velocity.mode': 'timing' }],
  ['--velocity-source timing --velocity 99', { 'velocity.mode': 'timing', 'velocity.fixed.velocity': 99 }],
  ['--production', { 'production.enabled': true }],
  ['--log-file log.txt', { 'log.file': resolve('log.txt') }],
  ['--midi', { 'midi.input_enabled': true }],
  ['--midi-port A(1)', { 'midi.port_filter': 'A\\(1\\)' }],
  ['--device /dev/input/event3', { 'input.devices': [{ path: '/dev/input/event3', kind: 'keyboard' }] }],
  [
    '--device /a --device b.evemu',
    {
      'input.devices': [
        { path: '/a', kind: 'keyboard' },
        { path: resolve('b.evemu'), kind: 'keyboard' },
      ],
    },
  ],
  ['--verbose', { 'log.level': 'debug' }],
];
for (const [args, expected] of flags) {
  t.test(args, async (t) => {
    const found = overrides(args);
    t.strictSame(found, expected);
    const environment = { XDG_CONFIG_HOME: '/nonexistent' };
    const configuration = loadConfiguration({ environment, overrides: found }) as {
      get(key: string): unknown;
    };
    for (const [key, value] of Object.entries(expected)) t.strictSame(configuration.get(key), value, key);
  });
}

t.test('where each value is from', async (t) => {
  const { flags: origins } = settingOverrides(parseCommandLine(['--velocity', '9', '--octave=2']).flags);
  t.strictSame(origins, {
    'input.keyboard.base_octave': '--octave',
    'velocity.fixed.velocity': '--velocity',
    'velocity.mode': '--velocity',
  });
});

t.test('every flag that sets something is among them', async (t) => {
  const tried = flags.map(([args]) => args).join(' ');
  for (const flag of settingFlags) t.ok(tried.includes(`--${flag}`), flag);
});

/** Values that are wrong, and what the message says. */
const misuses: readonly (readonly [args: string, said: RegExp])[] = [
  ['--octave 10', /--octave: must be an integer from 0 to 9: value was 10/],
  ['--octave=-1', /--octave: must be an integer from 0 to 9: value was -1/],
  ['--octave 4.5', /--octave: must be an integer/],
  ['--octave four', /--octave: must be an integer from 0 to 9: value was "four"/],
  ['--octave=', /--octave: must be an integer/],
  ['--program 128', /--program: must be an integer from 0 to 127: value was 128/],
  ['--velocity 0', /--velocity: must be an integer from 1 to 127/],
  ['--velocity 128', /--velocity: must be an integer from 1 to 127: value was 128/],
  ['--velocity-source hammer', /--velocity-source: must be one of .*timing.*: value was "hammer"/],
  ['--driver coreaudio', /--driver: must be one of .*pipewire.*: value was "coreaudio"/],
];
for (const [args, said] of misuses) {
  t.test(`wrong: ${args}`, async (t) => {
    t.throws(() => overrides(args), { code: 'USAGE', message: said, remedy: 'See fw16-synth --help' });
  });
}

t.test('the words that are offered are those of the schema', async (t) => {
  const words = (format: unknown, candidates: readonly string[]): readonly string[] =>
    Array.isArray(format) ? (format as string[]) : candidates.filter((word) => String(format).includes(word));
  const { driver } = schema.audio;
  t.same(words(driver.format, flagTable.driver.completes), flagTable.driver.completes);
  const { mode } = schema.velocity;
  const offered = flagTable['velocity-source'].completes;
  t.same([...words(mode.format, offered)].sort(), [...offered].sort());
});
