import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { setSetting } from '../../src/config/set.js';
import { keptVersions } from '../../src/config/versions.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';
import { runProgramBeside } from '../support/runProgram.js';

t.test('the user’s file is written, made if need be, and kept before and after', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  t.match(setSetting('audio.driver', 'jack', place.options()), {
    key: 'audio.driver',
    file: place.userFile,
    before: 'auto',
    after: 'jack',
    changed: true,
    remaining: [],
  });
  t.equal(place.userText(), 'audio:\n  driver: jack\n');
  setSetting('audio.driver', 'alsa', place.options());
  const texts = keptVersions(place.userFile, place.environment).map(({ text }) => text);
  t.same(texts, ['audio:\n  driver: alsa\n', 'audio:\n  driver: jack\n', '']);
});

t.test('a named file', async (t) => {
  const place = new ConfigurationPlace(t.testdir({ 'mine.yaml': '# mine\n' }));
  const file = join(place.folder, 'mine.yaml');
  setSetting('performance.program', '7', place.options({ file }));
  t.strictSame(place.value('performance.program', { file }), [7, `${file}:4`]);
  t.notOk(existsSync(place.userFile));
});

t.test('values are what the setting wants', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const set = (key: string, text: string) => {
    setSetting(key, text, place.options());
    return place.value(key)[0];
  };
  t.equal(set('input.grab', 'FALSE'), false);
  t.equal(set('audio.gain_db', '-6.5'), -6.5);
  t.equal(set('log.level', 'WARN'), 'warning');
  t.equal(set('audio.soundfont', '12'), '12', 'a path stays a text');
  t.equal(set('midi.port_filter', 'Framework|Piano'), 'Framework|Piano');
  const devices = '[{path: /dev/input/event3, kind: keyboard}]';
  t.same(set('input.devices', devices), [{ path: '/dev/input/event3', kind: 'keyboard' }]);
  t.same(set('input.devices', '[]'), []);
});

t.test('a bad value or a contradiction changes nothing', async (t) => {
  const user = 'velocity: { maximum: 90 } # loud enough\n';
  const place = new ConfigurationPlace(t.testdir(), { user });
  for (const [key, text, code, message] of [
    [
      'velocity.maximum',
      '128',
      'USAGE',
      /velocity\.maximum: must be an integer from 1 to 127: value was 128/,
    ],
    ['velocity.mode', 'loud', 'USAGE', /velocity\.mode: must be one of timing/],
    ['input.devices', '/dev/input/event3', 'USAGE', /must be a list/],
    ['input.devices', '[', 'USAGE', /must be a list/],
    ['audio.soundfont', 'a\nb', 'USAGE', /must be a path in one line/],
    ['audio', 'jack', 'USAGE', /audio is a section/],
    ['velocity.minimum', '100', 'CONFIG_INVALID', /\(100\) must not be above velocity\.maximum \(90\)/],
  ] as const) {
    t.throws(() => setSetting(key, text, place.options()), { code, message }, `${key} ${text}`);
  }
  t.equal(place.userText(), user);
  t.same(keptVersions(place.userFile, place.environment), []);
});

t.test('what covers the file is told', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const environment = { FW16_SYNTH_AUDIO_DRIVER: 'alsa' };
  const result = setSetting('audio.driver', 'jack', place.options({ environment }));
  t.equal(result.coveredBy, 'the environment, FW16_SYNTH_AUDIO_DRIVER');
  t.equal(place.value('audio.driver')[0], 'jack', 'it is in the file');
});

t.test('the same again is no change', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'audio: {driver:   jack}\n' });
  t.equal(setSetting('audio.driver', 'jack', place.options()).changed, false);
  t.equal(place.userText(), 'audio: {driver:   jack}\n');
});

t.test('one of several faults can be mended, and the others are named', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'audio:\n  driver: jak\n  gain_db: loud\n' });
  const { remaining, keptApart = '' } = setSetting('audio.driver', 'jack', place.options());
  t.match(remaining, [/:3: audio\.gain_db: must be a number/]);
  t.equal(remaining.length, 1);
  t.same(keptVersions(place.userFile, place.environment), [], 'what is faulty is no version');
  t.equal(readFileSync(keptApart, 'utf8'), 'audio:\n  driver: jak\n  gain_db: loud\n');
});

t.test('a file that cannot be read or understood is not written over', async (t) => {
  const broken = new ConfigurationPlace(t.testdir(), { user: 'audio: {driver: jack\n' });
  t.throws(() => setSetting('audio.driver', 'alsa', broken.options()), { code: 'CONFIG_INVALID' });
  t.equal(broken.userText(), 'audio: {driver: jack\n');
  const place = new ConfigurationPlace(t.testdir());
  mkdirSync(place.userFile);
  t.throws(() => setSetting('audio.driver', 'alsa', place.options()), {
    message: /cannot be read \(EISDIR\)/,
  });
});

t.test('a folder that cannot be written', async (t) => {
  const place = new ConfigurationPlace(t.testdir({ blocked: 'a file' }));
  const environment = { ...place.environment, XDG_CONFIG_HOME: join(place.folder, 'blocked') };
  t.throws(() => setSetting('audio.driver', 'alsa', place.options({ environment })), {
    code: 'CONFIG_UNWRITABLE',
  });
  writeFileSync(join(place.folder, 'state2'), '');
  const stateless = { ...place.environment, XDG_STATE_HOME: join(place.folder, 'state2') };
  t.throws(() => setSetting('audio.driver', 'alsa', place.options({ environment: stateless })), {
    code: 'CONFIG_UNWRITABLE',
    message: /Versions/,
  });
  t.notOk(existsSync(place.userFile), 'what could not be taken back is not done');
});

t.test('several at the same time lose nothing', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: '# mine\n' });
  const changes = [
    ['audio.driver', 'jack'],
    ['audio.gain_db', '-6'],
    ['log.level', 'debug'],
    ['input.grab', 'false'],
    ['performance.program', '7'],
    ['velocity.maximum', '90'],
  ] as const;
  const { environment } = place;
  const outcomes = await Promise.all(
    changes.map(([key, value]) => runProgramBeside(['config', 'set', key, value], { environment })),
  );
  for (const { status, stderr } of outcomes) t.same([status, stderr], [0, '']);
  for (const [key, value] of changes) t.equal(String(place.value(key)[0]), value, key);
  t.equal(keptVersions(place.userFile, environment).length, 7, 'what was there, and each after it');
  t.notOk(existsSync(join(place.folder, 'state/fw16-synth/config-versions/lock')));
});
