import { join } from 'node:path';
import t from 'tap';
import type { ConfigurationError } from '../../src/config/fault.js';
import { loadConfiguration } from '../../src/config/load.js';
import { sourceText } from '../../src/config/source.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

t.test('without any file the defaults hold', async (t) => {
  const { audio, input } = new ConfigurationPlace(t.testdir()).load();
  t.equal(audio.driver, 'auto');
  t.equal(input.keyboard.base_octave, 4);
});

t.test('the command line is above the environment, that above the user, that above the system', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system:
      'input: {keyboard: {base_octave: 1, transpose: 1}}\nperformance: {program: 1}\naudio: {polyphony: 64}\n',
    user: 'input: {keyboard: {base_octave: 2, transpose: 2}}\nperformance: {program: 2}\n',
  });
  const { input, performance, audio } = place.load({
    environment: { FW16_SYNTH_BASE_OCTAVE: '3' },
    overrides: { 'performance.program': 9 },
  });
  t.equal(audio.polyphony, 64, 'the system, where nobody else says anything');
  t.equal(input.keyboard.transpose, 2, 'the user over the system');
  t.equal(input.keyboard.base_octave, 3, 'the environment over the files');
  t.equal(performance.program, 9, 'the command line over all');
  const both = {
    environment: { FW16_SYNTH_BASE_OCTAVE: '3' },
    overrides: { 'input.keyboard.base_octave': 5 },
  };
  t.equal(place.load(both).input.keyboard.base_octave, 5);
});

t.test('a file that is named is the only one', async (t) => {
  const place = new ConfigurationPlace(t.testdir({ 'mine.yaml': 'performance: {program: 7}' }), {
    system: 'input: {keyboard: {base_octave: 1}}',
    user: 'input: {keyboard: {base_octave: 2}}',
  });
  const { performance, input } = place.load({ file: join(place.folder, 'mine.yaml') });
  t.same([performance.program, input.keyboard.base_octave], [7, 4]);
});

t.test('without XDG_CONFIG_HOME it is .config in the home', async (t) => {
  const home = t.testdir({ '.config': { 'fw16-synth': { 'config.yaml': 'performance: {program: 3}' } } });
  for (const XDG_CONFIG_HOME of [undefined, '']) {
    const environment = XDG_CONFIG_HOME === undefined ? { HOME: home } : { HOME: home, XDG_CONFIG_HOME };
    t.equal(loadConfiguration({ environment, systemFile: '/nowhere' }).get('performance.program'), 3);
  }
});

t.test('JSON is YAML', async (t) => {
  const indented = '{\n\t"audio": {\n\t\t"driver": "jack"\n\t}\n}\n';
  t.equal(new ConfigurationPlace(t.testdir(), { user: indented }).load().audio.driver, 'jack', 'with tabs');
  const { audio } = new ConfigurationPlace(t.testdir(), {
    user: '{"audio": {"driver": "jack", "reverb": {"enabled": false}}}',
  }).load();
  t.equal(audio.driver, 'jack');
  t.equal(audio.reverb.enabled, false);
});

t.test('what has no value says nothing', async (t) => {
  for (const user of ['', '# nothing\n', 'audio:\n  # driver: jack\n', 'audio:\n  driver:\n  reverb:\n']) {
    t.equal(new ConfigurationPlace(t.testdir(), { user }).load().audio.driver, 'auto', JSON.stringify(user));
  }
});

/** The lines of an error's message, without the heading. */
function faultLines({ message }: ConfigurationError): string[] {
  const [heading, ...lines] = message.split('\n');
  if (heading !== 'The configuration is not valid:') throw new Error(message);
  return lines.map((line) => line.trim());
}

t.test('where each value is from', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system: 'audio:\n  polyphony: 64\n  driver: jack\n',
    user: '# mine\n\nperformance:\n  program: 2\naudio: {driver: alsa}\n',
  });
  const { values, files } = place.read({
    environment: { FW16_SYNTH_BASE_OCTAVE: '3' },
    overrides: { 'performance.program': 9, 'performance.bank': 1 },
    flags: { 'performance.program': '--program' },
  });
  const from = (key: string) => sourceText(values.get(key)?.source ?? { kind: 'default' });
  t.equal(from('audio.polyphony'), `${place.systemFile}:2`);
  t.equal(from('audio.driver'), `${place.userFile}:5`);
  t.equal(from('input.keyboard.base_octave'), 'the environment, FW16_SYNTH_BASE_OCTAVE');
  t.equal(from('performance.program'), '--program');
  t.equal(from('performance.bank'), 'the command line');
  t.equal(from('audio.gain_db'), 'default');
  t.same(files, [place.systemFile, place.userFile]);
  t.equal(values.get('input.keyboard.base_octave')?.value, 3, 'converted');
});

t.test('every fault is told at once, with where it is', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system: 'performance: {program: 300}\n',
    user: [
      'audio:',
      '  drivr: jack',
      '  driver: puleaudio',
      '  gain_db: loud',
      'input:',
      '  grab: no',
      '  keyboard: {base_octave: 12}',
      'nonsense: 1',
      'velocity: 80',
      '',
    ].join('\n'),
  });
  const error = place.fault({
    environment: { FW16_SYNTH_BASE_OCTAVE: '5abc' },
    overrides: { 'performance.bank': -1 },
    flags: { 'performance.bank': '--bank' },
  });
  const drivers = 'auto, pipewire, jack, pulseaudio, alsa, portaudio, file, none';
  t.same(
    faultLines(error).toSorted(),
    [
      `${place.systemFile}:1: performance.program: must be an integer from 0 to 127: value was 300`,
      `${place.userFile}:2: audio.drivr: there is no such key; did you mean audio.driver?: value was "jack"`,
      `${place.userFile}:3: audio.driver: must be one of ${drivers}; did you mean pulseaudio?: value was "puleaudio"`,
      `${place.userFile}:4: audio.gain_db: must be a number from -60 to 20: value was "loud"`,
      `${place.userFile}:6: input.grab: must be true or false: value was "no"`,
      `${place.userFile}:7: input.keyboard.base_octave: must be an integer from 0 to 9: value was 12`,
      `${place.userFile}:8: nonsense: there is no such key: value was 1`,
      `${place.userFile}:9: velocity: must hold keys and values: value was 80`,
      '--bank: performance.bank: must be an integer from 0 to 16383: value was -1',
      'the environment, FW16_SYNTH_BASE_OCTAVE: input.keyboard.base_octave: must be an integer from 0 to 9: value was "5abc"',
    ].toSorted(),
  );
  t.equal(error.remedy, 'See how to mend each: fw16-synth check-config');
  t.ok(error.faults.every(({ remedy }) => remedy.length > 10));
  const driver = error.faults.find(({ key }) => key === 'audio.driver');
  t.match(driver, { nearest: 'pulseaudio', remedy: 'Write pulseaudio instead of puleaudio.' });
  const octave = error.faults.find(({ key }) => key === 'input.keyboard.base_octave');
  t.match(octave, {
    allowed: 'an integer from 0 to 9',
    remedy: 'Set input.keyboard.base_octave to an integer from 0 to 9, or remove it to have 4.',
  });
});

t.test('every fault of a list is told at once, with the line of its entry or key', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    user: [
      'input:',
      '  devices:',
      '    - path: /dev/a',
      '      kind: keybord',
      '    - {pth: /dev/b, kind: midi}',
      '    - 5',
      '    - path: /dev/c',
      '      # no kind',
      '    -',
      '      &odd',
      '      path: /dev/d',
      '      kind: midi',
      '      octave: 3',
      'midi:',
      '  devices:',
      '    - *odd',
      'touchpad: {routes: [{source: x,',
      '  destination: pitchbend}]}',
      '',
    ].join('\n'),
  });
  const { faults } = place.fault();
  const lines = faultLines(place.fault()).map((line) => line.replace(`${place.userFile}:`, ''));
  t.same(lines, [
    '4: input.devices[0].kind: must be one of keyboard, touchpad, midi; did you mean keyboard?: value was "keybord"',
    '5: input.devices[1].pth: there is no such key; did you mean path?: value was "/dev/b"',
    '6: input.devices[2]: must hold keys and values: value was 5',
    '7: input.devices[3].kind: is missing',
    '13: input.devices[4].octave: there is no such key: value was 3',
    '13: midi.devices[0].octave: there is no such key: value was 3',
    '18: touchpad.routes[0].destination: must be pitch-bend, channel-pressure, or cc-0 to cc-119; did you mean pitch-bend?: value was "pitchbend"',
  ]);
  t.match(faults[0], {
    nearest: 'keyboard',
    allowed: 'one of keyboard, touchpad, midi',
    remedy: 'Write keyboard instead of keybord.',
  });
  t.match(faults[1], { nearest: 'path', remedy: 'Write path instead of pth.' });
  t.match(faults[3], { remedy: /^Add "kind: keyboard"/ });
});

t.test('a list from the command line has the place of the whole', async (t) => {
  const overrides = { 'input.devices': [{ path: '/a', kind: 'piano' }] };
  const { faults } = new ConfigurationPlace(t.testdir()).fault({ overrides });
  t.match(faults, [{ key: 'input.devices[0].kind', source: { kind: 'command line' } }]);
});

t.test('a list that is full of faults tells the first thousand', async (t) => {
  const user = `input: {devices: [${'1,'.repeat(20_000)}]}`;
  t.equal(new ConfigurationPlace(t.testdir(), { user }).fault().faults.length, 1000);
});

t.test('one fault has its own remedy', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'log: {levl: info}' });
  t.equal(place.fault().remedy, 'Write log.level instead of log.levl, or remove it.');
  const named = new ConfigurationPlace(t.testdir({ 'my file.yaml': 'a: 1\nb: 2' }));
  const file = join(named.folder, 'my file.yaml');
  t.equal(named.fault({ file }).remedy, `See how to mend each: fw16-synth check-config '${file}'`);
});

t.test('a faulty value in a layer is told though another covers it', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system: 'performance: {program: 300}',
    user: 'performance: {program: 3}',
  });
  t.same(faultLines(place.fault()), [
    `${place.systemFile}:1: performance.program: must be an integer from 0 to 127: value was 300`,
  ]);
});

t.test('a value where a section should be, and the other way round', async (t) => {
  for (const [user, fault] of [
    ['velocity: 80', ':1: velocity: must hold keys and values: value was 80'],
    ['velocity:\n  timing: fast', ':2: velocity.timing: must hold keys and values: value was "fast"'],
    ['audio: [jack]', ':1: audio: must hold keys and values: value was ["jack"]'],
    [
      'input: {devices: {path: /a}}',
      ':1: input.devices: must be a list of {path, kind}: value was {"path":"/a"}',
    ],
    ['- audio', ':1: the file must hold keys and values: value was ["audio"]'],
    ['jack', ':1: the file must hold keys and values: value was "jack"'],
  ] as const) {
    const place = new ConfigurationPlace(t.testdir(), { user });
    t.same(faultLines(place.fault()), [`${place.userFile}${fault}`], user);
  }
});

t.test('a syntax error is told with its line', async (t) => {
  const lineOf = (user: string) => {
    const place = new ConfigurationPlace(t.testdir(), { user });
    return faultLines(place.fault()).map((line) => line.replace(place.userFile, ''))[0] ?? '';
  };
  t.match(lineOf('audio:\n  driver: jack\n   buffer_size: 64\n'), /^:2: Nested mappings are not allowed/);
  t.match(lineOf('a: 1\na: 2\n'), /^:2: Map keys must be unique/);
  t.match(lineOf('audio:\n\tdriver: jack\n'), /^:2: Tabs are not allowed as indentation/);
  t.match(lineOf('audio: {driver: jack}\naudio.buffer_size = 256\n'), /^:2: /);
});

t.test('what would take all memory or the whole stack is refused', async (t) => {
  const wide = (name: string, of: string) =>
    `${name}: &${name} {${'abcdefghi'.split('').map((k) => `${k}: *${of}`)}}`;
  const laughs = ['l0: &l0 {a: 1}', ...[1, 2, 3, 4, 5, 6, 7].map((n) => wide(`l${n}`, `l${n - 1}`))].join(
    '\n',
  );
  for (const [user, fault] of [
    ['['.repeat(5000), 'is nested too deeply'],
    [`a: ${'{b: '.repeat(5000)}`, 'is nested too deeply'],
    ['- '.repeat(5000), 'is nested too deeply'],
    [laughs, 'more than 10000 keys'],
    ['a: &a {b: *a}', 'there is no such key'],
    ['input: {devices: &a [*a]}', 'input.devices[0]: must hold keys and values: value was a list'],
    [`a: ${'x'.repeat(1 << 20)}`, 'is larger than 1048576 bytes'],
  ] as const) {
    const place = new ConfigurationPlace(t.testdir(), { user });
    t.ok(faultLines(place.fault())[0]?.includes(fault), fault);
  }
});

t.test('names of the prototype are keys like any other', async (t) => {
  for (const key of ['__proto__', 'constructor', 'toString', 'audio.__proto__', 'hasOwnProperty']) {
    const [section, name] = key.split('.');
    const user = name === undefined ? `${section}: {x: 1}` : `${section}: {${name}: {x: 1}}`;
    t.ok(
      faultLines(new ConfigurationPlace(t.testdir(), { user }).fault())[0]?.includes(
        `${key}.x: there is no such key`,
      ),
      key,
    );
  }
  t.equal(({} as Record<string, unknown>).x, undefined);
});

t.test('a file that is not there, or cannot be read', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const file = join(place.folder, 'missing.yaml');
  t.match(place.fault({ file }), {
    code: 'CONFIG_INVALID',
    message: `${file}: the configuration file cannot be read (ENOENT)`,
    remedy: `See whether it is there and yours to read: ls -l ${file}`,
  });
  t.match(place.fault({ file: place.folder }), { message: /cannot be read \(EISDIR\)/ }, 'a folder');
  t.match(place.fault({ file: '/dev/zero' }), { message: /is larger than/ });
});

t.test('a variable that is empty is not set', async (t) => {
  const { input, audio } = new ConfigurationPlace(t.testdir(), { user: 'audio: {soundfont: /a.sf2}' }).load({
    environment: { FW16_SYNTH_BASE_OCTAVE: '', FW16_SYNTH_SOUND_FONT: '' },
  });
  t.same([input.keyboard.base_octave, audio.soundfont], [4, '/a.sf2']);
});

t.test('paths begin at home', async (t) => {
  const { audio, log } = new ConfigurationPlace(t.testdir(), {
    user: 'audio: {soundfont: ~/a.sf2, file: ~other/x.wav}\nlog: {file: "~"}',
  }).load({ environment: { HOME: '/home/me' } });
  t.same([audio.soundfont, audio.file, log.file], ['/home/me/a.sf2', '~other/x.wav', '~']);
});

t.test('settings that contradict each other, wherever they are from', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system: 'velocity: {minimum: 100}',
    user: 'velocity: {maximum: 20, timing: {fast_ms: 600, softest: 120, loudest: 10}}',
  });
  t.same(faultLines(place.fault()), [
    'velocity.minimum: (100) must not be above velocity.maximum (20)',
    'velocity.timing.fast_ms: (600) must not be above velocity.timing.slow_ms (500)',
    'velocity.timing.softest: (120) must not be above velocity.timing.loudest (10)',
  ]);
  const equal = 'velocity: {minimum: 64, maximum: 64}';
  t.equal(new ConfigurationPlace(t.testdir(), { user: equal }).load().velocity.minimum, 64);
  const bad = new ConfigurationPlace(t.testdir(), { user: 'velocity: {minimum: 300, maximum: 10}' });
  t.equal(faultLines(bad.fault()).length, 1, 'a value with a fault of its own contradicts nothing');
  const twice = 'input: {devices: [{path: /a, kind: midi}]}\nmidi: {devices: [{path: /a}]}';
  t.same(faultLines(new ConfigurationPlace(t.testdir(), { user: twice }).fault()), [
    'midi.devices: names /a twice',
  ]);
  const faulty = 'input: {devices: [{path: /a, kind: midi}, {path: /a, kind: midi}]}';
  const covered = new ConfigurationPlace(t.testdir(), {
    system: faulty,
    user: 'input: {devices: [{path: /a}]}',
  });
  t.same(
    covered.fault().faults.map(({ key }) => key),
    ['input.devices[0].kind'],
    'nor does a list with an entry at fault',
  );
  const nowhere = 'audio: {driver: file, file: ""}';
  t.match(faultLines(new ConfigurationPlace(t.testdir(), { user: nowhere }).fault()), [
    /^audio\.file: must name a file/,
  ]);
});
