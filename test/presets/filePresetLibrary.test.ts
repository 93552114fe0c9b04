import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import type { PresetLibrary } from '../../src/dbus/presetLibrary.js';
import { builtInPresets } from '../../src/presets/builtInPresets.js';
import { FilePresetLibrary, presetPlaces } from '../../src/presets/filePresetLibrary.js';
import type { PresetSettings } from '../../src/presets/preset.js';

class Played {
  settings: PresetSettings = { program: 19, octave: 4 };
  readonly applied: PresetSettings[] = [];
  refusal: Error | undefined;

  current(): PresetSettings {
    return this.settings;
  }

  async apply(settings: PresetSettings): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.applied.push(settings);
  }
}

function open(t: Test, files: Readonly<Record<string, string>> = {}) {
  const root = t.testdir({ config: { 'fw16-synth': { presets: files } }, state: {} });
  const places = presetPlaces({ XDG_CONFIG_HOME: join(root, 'config'), XDG_STATE_HOME: join(root, 'state') });
  const played = new Played();
  const library = new FilePresetLibrary(places, played, () => Date.parse('2026-11-20T10:00:00Z'));
  // The object on the bus takes it as it is.
  const onTheBus: PresetLibrary = library;
  const events: string[] = [];
  onTheBus.on('currentChanged', (name) => events.push(`current ${JSON.stringify(name)}`));
  onTheBus.on('listChanged', () => events.push('list'));
  return {
    library,
    played,
    events,
    folder: places.folder,
    state: places.stateFolder,
    own: () => library.list().flatMap(({ name, builtIn }) => (builtIn ? [] : [name])),
    path: (name: string) => join(places.folder, `${name}.yaml`),
    text: (name: string) => readFileSync(join(places.folder, `${name}.yaml`), 'utf8'),
  };
}

t.test('without a folder there are those that came with the program', async (t) => {
  const library = new FilePresetLibrary(
    presetPlaces({ XDG_CONFIG_HOME: join(t.testdir(), 'none'), XDG_STATE_HOME: join(t.testdir(), 'none') }),
    new Played(),
  );
  const names = library.list().map(({ name }) => name);
  t.same([...names].sort(), builtInPresets.map(({ name }) => name).sort());
  t.same(names, [...names].sort(), 'by name');
  t.ok(library.list().every(({ builtIn }) => builtIn));
  t.same(library.validateAll(), new Map());
});

t.test('the places are those of the XDG base directories', async (t) => {
  t.same(presetPlaces({ HOME: '/home/a' }), {
    folder: '/home/a/.config/fw16-synth/presets',
    stateFolder: '/home/a/.local/state/fw16-synth/presets',
  });
});

t.test('load applies the settings, and the preset is the current one', async (t) => {
  const { library, played, events } = open(t, { 'Mine.yaml': 'settings:\n  program: 48\n  layer: true\n' });
  await library.load('mIne');
  t.same(played.applied, [{ program: 48, layer: true }]);
  t.equal(library.current, 'Mine');
  await library.load('Mine');
  t.same(events, ['current "Mine"'], 'told of once');
  library.altered();
  t.equal(library.current, '');
  await library.load('church organ');
  t.equal(library.current, 'Church Organ');
  t.same(events, ['current "Mine"', 'current ""', 'current "Church Organ"']);
  t.match(played.applied[2], { program: 19, soundFont: '' });
});

t.test('what cannot be loaded changes nothing', async (t) => {
  const { library, played, path } = open(t, { 'Bad.yaml': 'settings:\n  tempo: 1000\n', 'Good.yaml': '' });
  await library.load('Good');
  await t.rejects(library.load('Bad'), {
    code: 'PRESET_INVALID',
    message: `${path('Bad')}:2: settings.tempo: must be a number from 20 to 400: value was 1000`,
  });
  await t.rejects(library.load('Goood'), { code: 'PRESET_NOT_FOUND', message: /but there is "Good"/ });
  await t.rejects(library.load('../Good'), { code: 'PRESET_NOT_FOUND' });
  played.refusal = new Error('no such font');
  await t.rejects(library.load('Keys'), { message: 'no such font' });
  t.equal(library.current, 'Good');
  t.equal(played.applied.length, 1);
});

t.test('save keeps what is played', async (t) => {
  const { library, played, events, own, path, text } = open(t);
  played.settings = { soundFont: '/a b.sf2', bank: 1, program: 3, arpeggiator: 'off', gainDb: -6.5 };
  await library.save('New one', { description: 'It is: new.', tags: ['a', 'b c'] });
  t.same(events, ['list', 'current "New one"']);
  t.same(own(), ['New one']);
  t.match(text('New one'), /^name: New one\ndescription: "It is: new\."\n/);
  t.same(library.read('New one').settings, played.settings);
  t.same(library.validate('New one'), [
    `${path('New one')}: settings.soundfont: must be a file that is there: value was "/a b.sf2"`,
  ]);
});

t.test(
  'a name that is taken is refused, unless it is to be replaced; then undo brings back the old one',
  async (t) => {
    const before =
      '# with a comment\ndescription: old\ntags: [x]\nfavourite: true\nsettings:\n  program: 1\n';
    const { library, played, own, text } = open(t, { 'Mine.yaml': before });
    await t.rejects(library.save('MINE'), { code: 'INVALID_ARGUMENTS', message: /"Mine" already/ });
    t.equal(text('Mine'), before);
    played.settings = { program: 2 };
    await library.save('MINE', { overwrite: true, description: 'new' });
    t.same(own(), ['Mine'], 'under its own name');
    t.same(library.read('mine'), {
      name: 'Mine',
      description: 'new',
      tags: ['x'],
      favourite: true,
      settings: { program: 2 },
    });
    played.settings = { program: 3 };
    await library.save('Mine', { overwrite: true });
    t.equal(await library.undo(), 'Mine');
    t.equal(library.read('Mine').settings.program, 2);
    t.equal(await library.undo('mine'), 'Mine');
    t.equal(text('Mine'), before, 'to the letter');
    await t.rejects(library.undo(), { code: 'PRESET_NOT_FOUND', message: /Nothing was deleted/ });
  },
);

t.test('one that has faults can be replaced too', async (t) => {
  const { library, own } = open(t, { 'Bad.yaml': 'a: [' });
  t.same(own(), []);
  await library.save('Bad', { overwrite: true });
  t.same(own(), ['Bad']);
  await library.undo();
  t.same(own(), []);
});

t.test('delete keeps it for undo', async (t) => {
  const { library, events, own, path, state } = open(t, { 'A.yaml': 'description: a\n', 'B.yaml': '' });
  await library.load('A');
  await library.delete('a');
  t.same(own(), ['B']);
  t.equal(library.current, '');
  t.same(events, ['current "A"', 'list', 'current ""']);
  t.equal(readdirSync(join(state, 'trash')).length, 1);
  await library.delete('B');
  t.equal(await library.undo('A'), 'A');
  t.equal(readFileSync(path('A'), 'utf8'), 'description: a\n');
  t.equal(await library.undo(), 'B');
  t.same(own(), ['A', 'B']);
  await library.delete('A');
  await library.save('A');
  await t.rejects(library.undo('A'), { code: 'INVALID_ARGUMENTS', message: /another preset "A" by now/ });
  await t.rejects(library.delete('C'), { code: 'PRESET_NOT_FOUND' });
});

t.test('those that came with the program stay, but can be marked', async (t) => {
  const { library, own, state } = open(t);
  const favourites = () => library.list().flatMap(({ name, favourite }) => (favourite ? [name] : []));
  await t.rejects(library.delete('keys'), { code: 'INVALID_ARGUMENTS', message: /came with the program/ });
  await t.rejects(library.save('Keys', { overwrite: true }), { code: 'INVALID_ARGUMENTS' });
  t.same(favourites(), []);
  await library.setFavourite('keys', true);
  await library.setFavourite('Strings', true);
  t.same(favourites(), ['Keys', 'Strings']);
  await library.setFavourite('KEYS', false);
  t.same(favourites(), ['Strings']);
  t.same(own(), []);
  t.same(library.validate('Strings'), []);
  writeFileSync(join(state, 'favourites.json'), '{"favourites": [3, "bass", ');
  t.same(favourites(), [], 'a list that makes no sense is none');
  await t.rejects(library.setFavourite('None', true), { code: 'PRESET_NOT_FOUND' });
});

t.test('a file takes the place of one that came with the program', async (t) => {
  const { library } = open(t, { 'KEYS.yaml': 'description: mine\n' });
  const keys = library.list().filter(({ name }) => name.toLowerCase() === 'keys');
  t.match(keys, [{ name: 'KEYS', builtIn: false, description: 'mine' }]);
  t.equal(library.read('keys').description, 'mine');
  await library.delete('Keys');
  t.match(library.read('keys'), { name: 'Keys', settings: { program: 0 } });
});

t.test('a mark changes one line of a file', async (t) => {
  const before = '# mine\ntags:\n  - a\nfavourite: false # yet\nsettings:\n  program: 1\n';
  const { library, events, text } = open(t, {
    'A.yaml': before,
    'B.yaml': 'description: b\n',
    'Bad.yaml': 'x: 1',
  });
  await library.setFavourite('A', true);
  t.equal(text('A'), before.replace('false', 'true'));
  await library.setFavourite('A', true);
  t.same(events, ['list'], 'what is so already changes nothing');
  await library.setFavourite('B', true);
  t.equal(text('B'), 'description: b\nfavourite: true\n');
  await t.rejects(library.setFavourite('Bad', true), { code: 'PRESET_INVALID' });
});

t.test('every file is looked at, and none keeps the others from being listed', async (t) => {
  const { library, folder, own } = open(t, {
    'A.yaml': '',
    'a.yaml': '',
    'Bad.yaml': 'settings: 1',
    ' b.yaml': '',
    'Lost.yaml': 'settings: {soundfont: /none.sf2}',
    'notes.txt': '',
    '.hidden.yaml': 'x',
  });
  mkdirSync(join(folder, 'folder.yaml'));
  execFileSync('mkfifo', [join(folder, 'Pipe.yaml')]);
  symlinkSync('/nowhere/at/all', join(folder, 'Gone.yaml'));
  t.same(own(), ['A', 'Lost']);
  const faults = library.validateAll();
  t.same([...faults.keys()].sort(), [' b', 'Bad', 'Gone', 'Lost', 'Pipe', 'a']);
  t.match(faults.get('a'), [/in capitals only/]);
  t.match(faults.get(' b'), [/must not begin or end with a space/]);
  t.match(faults.get('Lost'), [/must be a file that is there/]);
  t.match(faults.get('Pipe'), [/is no file/]);
  t.match(faults.get('Gone'), [/cannot be read/]);
  t.same(library.validate('A'), []);
  t.throws(() => library.validate('None'), { code: 'PRESET_NOT_FOUND' });
});

t.test('hostile names are refused and touch no file', async (t) => {
  const { library, folder, own } = open(t);
  for (const name of [
    '',
    '..',
    '../x',
    '/etc/passwd',
    'a/b',
    'a\nb',
    'a\0b',
    'x'.repeat(65),
    ' ',
    '.x',
    '\ud800',
  ]) {
    await t.rejects(library.save(name), { code: 'INVALID_ARGUMENTS' }, JSON.stringify(name));
    await t.rejects(library.delete(name), { code: 'PRESET_NOT_FOUND' }, JSON.stringify(name));
    await t.rejects(library.setFavourite(name, true), { code: 'PRESET_NOT_FOUND' }, JSON.stringify(name));
    await t.rejects(library.undo(name), { code: 'PRESET_NOT_FOUND' }, JSON.stringify(name));
  }
  for (const options of [{ description: 'a\nb' }, { tags: ['a', 'A'] }, { tags: Array(17).fill('x') }]) {
    await t.rejects(library.save('ok', options), { code: 'INVALID_ARGUMENTS' });
  }
  t.same(own(), []);
  t.same(readdirSync(folder), []);
});

t.test('a folder that cannot be written is said so, and what was there stays', async (t) => {
  const { library, folder, state, own } = open(t, { 'A.yaml': '' });
  mkdirSync(dirname(state), { recursive: true });
  writeFileSync(state, 'in the way');
  await t.rejects(library.delete('A'), { code: 'OUTPUT_UNWRITABLE', message: /left as it is/ });
  await t.rejects(library.save('A', { overwrite: true }), { code: 'OUTPUT_UNWRITABLE' });
  await t.rejects(library.setFavourite('Keys', true), { code: 'OUTPUT_UNWRITABLE' });
  t.same(own(), ['A']);
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555);
    await t.rejects(library.save('B'), { code: 'OUTPUT_UNWRITABLE' });
    chmodSync(folder, 0o755);
  }
});

t.test('a folder that is none', async (t) => {
  const root = t.testdir({ presets: 'a file' });
  const places = { folder: join(root, 'presets'), stateFolder: join(root, 'state') };
  const library = new FilePresetLibrary(places, new Played());
  t.throws(() => library.list(), { code: 'PRESET_INVALID', message: /cannot be read/ });
});

t.test('files that others change are read anew, and told of', async (t) => {
  const { library, own, path, folder } = open(t, { 'A.yaml': 'description: old\n' });
  t.equal(library.read('A').description, 'old');
  library.start();
  t.teardown(() => library.stop());
  // The watch keeps no process; this does, and bounds the wait.
  const deadline = setTimeout(() => t.fail('it was not told of'), 20_000);
  t.teardown(() => clearTimeout(deadline));
  const told = once(library, 'listChanged');
  writeFileSync(path('A'), 'description: new\n');
  writeFileSync(path('B'), '');
  await told;
  t.equal(library.read('A').description, 'new');
  t.same(own(), ['A', 'B']);
  library.stop();
  t.ok(existsSync(folder));
});
