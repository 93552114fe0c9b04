import { resolve } from 'node:path';
import t from 'tap';
import { parseCommandLine, usage } from '../../src/cli/arguments.js';

t.test('without anything it plays, with nothing overridden', async (t) => {
  t.same(parseCommandLine([]), {
    command: 'run',
    operands: [],
    config: undefined,
    stats: undefined,
    verbose: false,
    json: false,
    render: undefined,
    overrides: {},
  });
});

t.test('the commands', async (t) => {
  t.match(parseCommandLine(['demo']), { command: 'demo', operands: [] });
  t.match(parseCommandLine(['replay', 'a.evemu']), { command: 'replay', operands: ['a.evemu'] });
  t.match(parseCommandLine(['--json', 'replay', 'a.evemu', '--render', 'out.wav']), {
    command: 'replay',
    json: true,
    render: 'out.wav',
  });
  for (const flag of ['--help', '-h']) t.equal(parseCommandLine([flag]).command, 'help');
  t.equal(parseCommandLine(['--version']).command, 'version');
  t.equal(parseCommandLine(['replay', '--help']).command, 'help', 'help needs no recording');
  t.equal(parseCommandLine(['--help', '--version']).command, 'help');
});

/** Each flag that sets something, and what it sets. */
const flags: readonly (readonly [args: string, overrides: object])[] = [
  ['--driver jack', { 'audio.driver': 'jack' }],
  ['--soundfont /a.sf2', { 'audio.soundfont': '/a.sf2' }],
  ['--octave 3', { 'input.keyboard.base_octave': 3 }],
  ['--octave=0', { 'input.keyboard.base_octave': 0 }],
  ['--program 19', { 'performance.program': 19 }],
  ['--velocity 99', { 'velocity.mode': 'fixed', 'velocity.fixed.velocity': 99 }],
  ['--velocity-source timing', { 'velocity.mode': 'timing' }],
  ['--velocity-source timing --velocity 99', { 'velocity.mode': 'timing', 'velocity.fixed.velocity': 99 }],
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
];
for (const [args, overrides] of flags) {
  t.test(args, async (t) => {
    t.strictSame(parseCommandLine(args.split(' ')).overrides, overrides);
  });
}

t.test('the other flags', async (t) => {
  t.match(parseCommandLine(['--config', 'c.yaml', '--stats', 's.json', '--verbose']), {
    config: 'c.yaml',
    stats: 's.json',
    verbose: true,
    overrides: {},
  });
});

/** Wrong uses, and what the message names. */
const misuses: readonly (readonly [args: string, named: RegExp])[] = [
  ['--frobnicate', /--frobnicate/],
  ['-x', /-x/],
  ['--octave', /--octave/],
  ['--driver', /--driver/],
  ['--verbose=yes', /--verbose/],
  ['--octave 10', /--octave: must be an integer from 0 to 9: value was 10/],
  ['--octave=-1', /--octave: must be an integer from 0 to 9: value was -1/],
  ['--octave 4.5', /--octave: must be an integer/],
  ['--octave four', /--octave: must be an integer from 0 to 9: value was "four"/],
  ['--octave=', /--octave: must be an integer/],
  ['--program 128', /--program: must be an integer from 0 to 127: value was 128/],
  ['--velocity 0', /--velocity: must be an integer from 1 to 127/],
  ['--velocity 128', /--velocity: must be an integer from 1 to 127: value was 128/],
  ['--velocity-source hammer', /--velocity-source: must be one of .*"timing".*: value was "hammer"/],
  ['--driver coreaudio', /--driver: must be one of .*"pipewire".*: value was "coreaudio"/],
  ['plya', /no command "plya"/],
  ['demo loud', /"demo" takes no "loud"/],
  ['run fast', /"run" takes no "fast"/],
  ['replay', /"replay" takes one recording/],
  ['replay a b', /"replay" takes one recording/],
  ['--json', /--json and --render belong to "replay"/],
  ['demo --render out.wav', /--json and --render belong to "replay"/],
];
for (const [args, named] of misuses) {
  t.test(`wrong: ${args}`, async (t) => {
    t.throws(() => parseCommandLine(args.split(' ')), {
      code: 'USAGE',
      message: named,
      remedy: 'See fw16-synth --help',
    });
  });
}

t.test('the usage names every flag that there is', async (t) => {
  const named = new Set(usage.match(/--[a-z-]+/g));
  const known = [...named].filter((flag) => {
    try {
      parseCommandLine([`${flag}=`]);
      return true;
    } catch (error) {
      return !(error instanceof Error && /Unknown option/.test(error.message));
    }
  });
  t.same(known, [...named], 'and no other');
  t.equal(named.size, 14);
});
