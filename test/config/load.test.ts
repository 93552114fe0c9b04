import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type LoadOptions, loadConfiguration } from '../../src/config/load.js';
import { SynthError } from '../../src/errors/errors.js';

/** A home with a configuration, a system with another, and an environment that knows of nothing else. */
class Place {
  readonly folder: string;
  readonly userFile: string;
  readonly systemFile: string;

  constructor(folder: string, files: { readonly user?: string; readonly system?: string } = {}) {
    this.folder = folder;
    this.userFile = join(folder, 'home/fw16-synth/config.yaml');
    this.systemFile = join(folder, 'etc/config.yaml');
    mkdirSync(join(folder, 'home/fw16-synth'), { recursive: true });
    mkdirSync(join(folder, 'etc'), { recursive: true });
    if (files.user !== undefined) writeFileSync(this.userFile, files.user);
    if (files.system !== undefined) writeFileSync(this.systemFile, files.system);
  }

  load(options: LoadOptions = {}) {
    const environment = { XDG_CONFIG_HOME: join(this.folder, 'home'), ...options.environment };
    return loadConfiguration({ systemFile: this.systemFile, ...options, environment }).getProperties();
  }

  /** The error that loading ends with. */
  fault(options: LoadOptions = {}): SynthError {
    try {
      this.load(options);
    } catch (error) {
      if (error instanceof SynthError) return error;
      throw error;
    }
    throw new Error('it was loaded');
  }
}

t.test('without any file the defaults hold', async (t) => {
  const { audio, input } = new Place(t.testdir()).load();
  t.equal(audio.driver, 'auto');
  t.equal(input.keyboard.base_octave, 4);
});

t.test('the command line is above the environment, that above the user, that above the system', async (t) => {
  const place = new Place(t.testdir(), {
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
  const place = new Place(t.testdir({ 'mine.yaml': 'performance: {program: 7}' }), {
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
  const { audio } = new Place(t.testdir(), {
    user: '{"audio": {"driver": "jack", "reverb": {"enabled": false}}}',
  }).load();
  t.equal(audio.driver, 'jack');
  t.equal(audio.reverb.enabled, false);
});

t.test('what has no value says nothing', async (t) => {
  for (const user of ['', '# nothing\n', 'audio:\n  # driver: jack\n', 'audio:\n  driver:\n  reverb:\n']) {
    t.equal(new Place(t.testdir(), { user }).load().audio.driver, 'auto', JSON.stringify(user));
  }
});

t.test('an unknown key is named, with its file', async (t) => {
  const place = new Place(t.testdir(), { user: 'audio: {drivr: jack}\nkeyboard: {octave: 3}\n' });
  const { code, message, remedy } = place.fault();
  t.equal(code, 'CONFIG_INVALID');
  t.equal(
    message,
    `The configuration is not valid (${place.userFile}):\n` +
      "  configuration param 'audio.drivr' not declared in the schema\n" +
      "  configuration param 'keyboard.octave' not declared in the schema",
  );
  t.match(remedy, /Correct the settings/);
});

t.test('every bad value is named, with its file, what is allowed and what it was', async (t) => {
  const place = new Place(t.testdir(), {
    user: 'input: {keyboard: {base_octave: 12}, grab: no}\naudio: {driver: coreaudio, gain_db: loud}\n',
  });
  const { message } = place.fault();
  for (const line of [
    `(${place.userFile})`,
    'input.keyboard.base_octave: must be an integer from 0 to 9: value was 12',
    'input.grab: must be true or false: value was "no"',
    'audio.gain_db: must be a number from -60 to 20: value was "loud"',
    'audio.driver: must be one of the possible values: ["auto","pipewire",',
    ': value was "coreaudio"',
  ]) {
    t.ok(message.includes(line), line);
  }
});

t.test('a fault is laid at the door of where it is', async (t) => {
  const good = 'performance: {program: 3}';
  const bad = 'performance: {program: 300}';
  const onSystem = new Place(t.testdir(), { system: bad, user: good });
  t.ok(onSystem.fault().message.includes(`(${onSystem.systemFile})`));
  const place = new Place(t.testdir(), { system: good, user: good });
  const octave = { FW16_SYNTH_BASE_OCTAVE: '12' };
  t.match(place.fault({ environment: octave }), {
    message:
      'The configuration is not valid (the environment):\n  input.keyboard.base_octave: must be an integer from 0 to 9: value was 12',
  });
  t.match(place.fault({ overrides: { 'performance.program': 200 } }), {
    message:
      'The configuration is not valid (the command line):\n  performance.program: must be an integer from 0 to 127: value was 200',
  });
});

t.test('a text that only begins as a number is no number', async (t) => {
  t.match(new Place(t.testdir()).fault({ environment: { FW16_SYNTH_BASE_OCTAVE: '5abc' } }), {
    message: /value was "5abc"/,
  });
});

t.test('a value where a section should be, and the other way round', async (t) => {
  for (const [user, fault] of [
    ['velocity: 80', 'velocity: must hold keys and values: value was 80'],
    ['velocity: {timing: fast}', 'velocity.timing: must hold keys and values: value was "fast"'],
    ['audio: [jack]', 'audio: must hold keys and values: value was ["jack"]'],
    ['input: {devices: {path: /a}}', 'input.devices: must not hold keys and values: value was {"path":"/a"}'],
    ['- audio', 'the file must hold keys and values'],
    ['jack', 'the file must hold keys and values'],
  ] as const) {
    const place = new Place(t.testdir(), { user });
    t.ok(place.fault().message.includes(`(${place.userFile}):\n  ${fault}`), user);
  }
});

t.test('a syntax error is told with its line', async (t) => {
  const place = new Place(t.testdir(), { user: 'audio:\n  driver: jack\n   buffer_size: 64\n' });
  t.match(place.fault().message, /config\.yaml\):\n {2}Nested mappings .* at line 2, column 11/);
  t.match(
    new Place(t.testdir(), { user: 'a: 1\na: 2\n' }).fault().message,
    /Map keys must be unique at line 2/,
  );
});

t.test('a file that is not there, or cannot be read', async (t) => {
  const place = new Place(t.testdir());
  const file = join(place.folder, 'missing.yaml');
  t.match(place.fault({ file }), {
    code: 'CONFIG_INVALID',
    message: `The configuration file ${file} cannot be read.`,
    remedy: `See whether it is there and yours to read: ls -l ${file}`,
  });
  t.match(place.fault({ file: place.folder }), { message: /cannot be read/ }, 'a folder');
});

t.test('settings that contradict each other, wherever they are from', async (t) => {
  const place = new Place(t.testdir(), {
    system: 'velocity: {minimum: 100}',
    user: 'velocity: {maximum: 20, timing: {fast_ms: 600, softest: 120, loudest: 10}}',
  });
  t.equal(
    place.fault().message,
    'The configuration is not valid (taken together):\n' +
      '  velocity.minimum (100) must not be above velocity.maximum (20)\n' +
      '  velocity.timing.fast_ms (600) must not be above velocity.timing.slow_ms (500)\n' +
      '  velocity.timing.softest (120) must not be above velocity.timing.loudest (10)',
  );
  const equal = 'velocity: {minimum: 64, maximum: 64}';
  t.equal(new Place(t.testdir(), { user: equal }).load().velocity.minimum, 64);
});
