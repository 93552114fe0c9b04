import t from 'tap';
import { parseCommandLine } from '../../src/cli/arguments.js';
import { commandRows, flagRows, wordRows } from '../../src/cli/commandTable.js';

t.test('without anything it plays, with nothing overridden', async (t) => {
  t.strictSame(parseCommandLine([]), {
    command: 'run',
    helpRows: [],
    operands: [],
    flags: {},
    stats: undefined,
    verbose: false,
    json: false,
    render: undefined,
    load: { file: undefined },
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
  t.match(parseCommandLine(['preset', 'load', 'Grand']), { command: 'preset load', operands: ['Grand'] });
  t.match(parseCommandLine(['soundfont', 'a.sf2']), { command: 'soundfont', operands: ['a.sf2'] });
  t.match(parseCommandLine(['soundfont', 'info']), { command: 'soundfont info', operands: [] });
  t.match(parseCommandLine(['soundfont', './info']), { command: 'soundfont', operands: ['./info'] });
  t.match(parseCommandLine(['program', '0', '19']), { command: 'program', operands: ['0', '19'] });
});

t.test('every command and every action can be called', async (t) => {
  for (const row of wordRows) {
    const operands = Array.from({ length: row.operandCount?.[0] ?? 0 }, () => 'x');
    t.equal(parseCommandLine([...row.name.split(' '), ...operands]).command, row.name);
  }
  for (const { name } of flagRows) t.equal(parseCommandLine([`--${name}`]).command, name);
  t.match(parseCommandLine(['--config', 'c.yaml', '--validate-only']), {
    command: 'validate-only',
    load: { file: 'c.yaml' },
  });
});

t.test('numbers below zero are values', async (t) => {
  t.same(parseCommandLine(['config', 'set', 'audio.gain_db', '-11']).operands, ['audio.gain_db', '-11']);
  t.equal(parseCommandLine(['--octave', '-1']).flags.octave, '-1');
  t.same(parseCommandLine(['--device', '-1']).flags.device, ['-1']);
});

t.test('help and version', async (t) => {
  for (const flag of ['--help', '-h']) t.equal(parseCommandLine([flag]).command, 'help');
  t.equal(parseCommandLine(['--version']).command, 'version');
  t.equal(parseCommandLine(['--help', '--version']).command, 'help');
  const explained = (args: string): string[] =>
    parseCommandLine(args.split(' ')).helpRows.map(({ name }) => name);
  t.same(explained('--help'), []);
  t.same(explained('replay --help'), ['replay'], 'help needs no recording');
  t.same(explained('preset load -h'), ['preset load']);
  t.same(explained('soundfont -h'), ['soundfont', 'soundfont info']);
  t.same(
    explained('preset -h'),
    commandRows.map(({ name }) => name).filter((name) => name.startsWith('preset ')),
  );
  t.same(explained('--test-mode --help'), ['test-mode']);
  t.throws(() => parseCommandLine(['plya', '--help']), { code: 'USAGE' });
});

t.test('the other flags', async (t) => {
  t.match(parseCommandLine(['--config', 'c.yaml', '--stats', 's.json', '-v']), {
    load: { file: 'c.yaml' },
    stats: 's.json',
    verbose: true,
  });
  t.equal(parseCommandLine(['--export-metrics', 'm.json']).stats, 'm.json', 'another name');
  t.equal(parseCommandLine(['preset', 'delete', 'x', '-y']).flags.yes, true);
  t.same(parseCommandLine(['--device', '/a', '--device=b']).flags.device, ['/a', 'b']);
  t.equal(parseCommandLine(['--no-tui']).flags['no-tui'], true);
});

/** Wrong uses, what the message says, and where the help is. */
const misuses: readonly (readonly [args: string, named: RegExp, help?: string])[] = [
  ['--frobnicate', /: "run" takes no option --frobnicate\.$/],
  ['-x', /: "run" takes no option -x\.$/],
  ['--octave', /: --octave N needs its value\.$/],
  ['--driver --json', /: --driver NAME needs its value; if its value is "--json", write --driver=--json\.$/],
  ['--verbose=yes', /: --verbose takes no value\.$/],
  ['-v=x', /: "run" takes no option -=\.$/],
  ['status --jsn', /: "status" takes no option --jsn; did you mean --json\?$/, 'status '],
  ['status --jsn=1', /takes no option --jsn; did you mean --json\?$/, 'status '],
  ['status -x', /: "status" takes no option -x\.$/, 'status '],
  ['status -j', /: "status" takes no option -j; did you mean --json\?$/, 'status '],
  ['status -json', /: "status" takes no option -json; did you mean --json\?$/, 'status '],
  ['status --octav 3', /: "status" takes no option --octav\.$/, 'status '],
  ['--octav 3', /: there is no option --octav; did you mean --octave\?$/],
  ['--__proto__', /: "run" takes no option --__proto__\.$/],
  ['--jsn --help', /: "run" takes no option --jsn\.$/],
  ['--validate-onyl', /: "run" takes no option --validate-onyl; did you mean --validate-only\?$/],
  ['preset --jsn', /: there is no option --jsn; did you mean --json\?$/],
  ['plya', /no command "plya"\.$/],
  ['demp', /no command "demp"; did you mean "demo"\?$/],
  ['stauts', /no command "stauts"; did you mean "status"\?$/],
  ['activat', /did you mean "activate"\?/],
  ['tui', /no command "tui"/],
  ['demo loud', /"demo" takes no "loud"/, 'demo '],
  ['run fast', /"run" takes no "fast"/],
  ['replay', /"replay" needs RECORDING/, 'replay '],
  ['replay a b', /"replay" takes no "b"/, 'replay '],
  ['--json', /"run" takes no option --json\.$/],
  ['demo --render out.wav', /"demo" takes no option --render/, 'demo '],
  ['status --octave 3', /"status" takes no option --octave\.$/, 'status '],
  ['preset', /"preset" needs one of: list, search, load, save, delete, undo, validate, favourite/],
  ['preset lod x', /"preset" has no "lod", but list, search, /],
  ['preset lst', /"preset" has no "lst", but list, search, .*; did you mean "list"\?$/],
  ['config gett', /"config" has no "gett", but get, set, .*; did you mean "get"\?$/],
  ['config frobnicate', /"config" has no "frobnicate", but get, set, [^;]*\.$/],
  ['preset load', /"preset load" needs NAME/, 'preset load '],
  ['program 1 2 3', /"program" takes no "3"/, 'program '],
  ['--validate-only --test-mode', /--validate-only and --test-mode exclude each other/],
  ['demo --test-mode', /--test-mode does not go with "demo"/],
  ['--health-check now', /--health-check does not go with "now"/],
  ['--health-check --octave 3', /--health-check takes no option --octave\.$/],
];
for (const [args, named, help = ''] of misuses) {
  t.test(`wrong: ${args}`, async (t) => {
    t.throws(() => parseCommandLine(args.split(' ')), {
      code: 'USAGE',
      message: named,
      remedy: `See fw16-synth ${help}--help`,
    });
  });
}
