import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  configDiff,
  configGet,
  configRollback,
  configSchema,
  configSet,
  configVersions,
  showConfig,
} from '../../src/cli/configCommand.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

const yes = async () => true;
const never = async (question: string): Promise<boolean> => {
  throw new Error(`asked: ${question}`);
};

t.test('every setting with its value and where that is from', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    user: 'audio:\n  driver: jack\ntouchpad: {enabled: false}\n',
  });
  const { text, status } = showConfig(place.options(), false);
  t.equal(status, 0);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  '));
  t.ok(lines.includes(`audio.driver  "jack"  ${place.userFile}:2`));
  t.ok(lines.includes('audio.gain_db  -11  default'));
  t.ok(lines.includes(`touchpad.enabled  false  ${place.userFile}:3 (not acted on yet)`));
  const data = JSON.parse(showConfig(place.options(), true).text) as { settings: Record<string, unknown> };
  t.strictSame(data.settings['audio.driver'], {
    value: 'jack',
    source: 'file',
    file: place.userFile,
    line: 2,
  });
  t.strictSame(data.settings['audio.gain_db'], { value: -11, source: 'default' });
  t.equal(Object.keys(data.settings).length, lines.length);
});

t.test('a configuration that is not valid is not shown', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'audio: {drivr: jack}' });
  t.throws(() => showConfig(place.options(), false), { code: 'CONFIG_INVALID' });
});

t.test('get: a value as it is, a section as a table', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'performance: {log_level: DEBUG}' });
  const get = (key: string, json = false) => configGet(key, place.options(), json).text;
  t.equal(get('audio.driver'), 'auto\n');
  t.equal(get('audio.soundfont'), '\n');
  t.equal(get('audio.gain_db'), '-11\n');
  t.equal(get('input.devices'), '[]\n');
  t.equal(get('performance.log_level'), 'debug\n', 'by another name');
  t.match(get('audio.reverb').split('\n'), [
    /^audio\.reverb\.enabled +true +default$/,
    /^audio\.reverb\.room_size/,
  ]);
  t.match(JSON.parse(get('log.level', true)), { key: 'log.level', value: 'debug', source: 'file', line: 1 });
  t.match(JSON.parse(get('audio.chorus', true)), { 'audio.chorus.voices': { value: 3, source: 'default' } });
  t.throws(() => get('audio.drivr'), {
    code: 'USAGE',
    message: 'Used wrongly: there is no key audio.drivr; did you mean audio.driver?',
  });
  t.throws(() => get('zzz'), { message: /there is no key zzz; fw16-synth config lists them\.$/ });
});

t.test('set: what it was, what it is, and when it takes effect', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const set = (key: string, value: string, environment = {}) =>
    configSet(key, value, place.options({ environment }), false).text;
  t.equal(
    set('audio.driver', 'jack'),
    `audio.driver is "jack" now (it was "auto"), in ${place.userFile}\n` +
      'It takes effect at the next start: systemctl --user restart fw16-synth\n',
  );
  t.match(set('audio.gain_db', '-6'), /\nIt takes effect at the next reload: fw16-synth reload\n$/);
  t.equal(set('audio.gain_db', '-6'), `audio.gain_db was -6 already, in ${place.userFile}\n`);
  t.match(set('touchpad.enabled', 'false'), /\nThis version does not act on it yet\.\n$/);
  t.match(
    set('input.keyboard.base_octave', '3', { FW16_SYNTH_BASE_OCTAVE: '5' }),
    /\nIt has no effect: the environment, FW16_SYNTH_BASE_OCTAVE says otherwise, and is above the file\.\n$/,
  );
  t.match(JSON.parse(configSet('log.level', 'debug', place.options(), true).text), {
    key: 'log.level',
    before: 'info',
    after: 'debug',
    changed: true,
  });
  t.throws(() => set('audio.drivr', 'jack'), { code: 'USAGE', message: /did you mean audio\.driver\?/ });
});

t.test('diff against the defaults, and against versions', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  t.equal(configDiff(undefined, place.options(), false).text, 'No setting differs from the defaults.\n');
  configSet('audio.driver', 'jack', place.options(), false);
  configSet('audio.gain_db', '-6', place.options(), false);
  t.equal(
    configDiff(undefined, place.options(), false).text,
    'Against the defaults:\n' +
      '  audio.driver   "auto" -> "jack"  (at the next start)\n' +
      '  audio.gain_db  -11 -> -6\n',
  );
  t.match(
    configDiff('1', place.options(), false).text,
    /^Against the version of \d{4}-.*Z:\n {2}audio\.gain_db {2}-11 -> -6\n$/,
  );
  const { changes } = JSON.parse(configDiff('2', place.options(), true).text) as { changes: object[] };
  t.equal(changes.length, 2, 'the file that was not there');
  t.throws(() => configDiff('3', place.options(), false), { code: 'CONFIG_VERSION_NOT_FOUND' });
  for (const steps of ['0', '-1', 'x', '1.5', '']) {
    t.throws(() => configDiff(steps, place.options(), false), { code: 'USAGE' }, steps);
  }
});

t.test('versions are listed with the steps to them', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  t.match(configVersions(place.options(), false).text, /^No version of .* is kept\.\n$/);
  for (const level of ['debug', 'error']) configSet('log.level', level, place.options(), false);
  const steps = configVersions(place.options(), false)
    .text.trimEnd()
    .split('\n')
    .map((line) => line.split(/ +/)[0]);
  t.same(steps, ['now', '1', '2']);
  const { versions } = JSON.parse(configVersions(place.options(), true).text) as {
    versions: { steps: number; path: string }[];
  };
  t.same(
    versions.map((version) => version.steps),
    [0, 1, 2],
  );
  t.ok(versions.every(({ path }) => existsSync(path)));
});

t.test('rollback asks, takes back, and is taken back by the same', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: '# mine\nlog: {level: debug}\n' });
  configSet('log.level', 'error', place.options(), false);
  const changed = place.userText();
  let question = '';
  const refuse = async (asked: string) => {
    question = asked;
    return false;
  };
  t.same(await configRollback(undefined, place.options(), refuse), {
    text: 'Nothing was changed.\n',
    status: 1,
  });
  t.match(
    question,
    /^Replace .*config\.yaml by its version of .*Z\?\n {2}log\.level {2}"error" -> "debug"\n$/,
  );
  t.equal(place.userText(), changed);
  const { text, status } = await configRollback(undefined, place.options(), yes);
  t.equal(status, 0);
  t.match(text, /config\.yaml is as it was at .*Z\. To take this back: fw16-synth config rollback\n$/);
  t.equal(place.userText(), '# mine\nlog: {level: debug}\n', 'to the byte');
  await configRollback(undefined, place.options(), yes);
  t.equal(place.userText(), changed);
  await t.rejects(configRollback('9', place.options(), never), { code: 'CONFIG_VERSION_NOT_FOUND' });
  await t.rejects(configRollback('x', place.options(), never), { code: 'USAGE' });
});

t.test('rollback of a broken file, which is kept apart', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  configSet('log.level', 'debug', place.options(), false);
  writeFileSync(place.userFile, 'log: {level: debug\n');
  const { status, text } = await configRollback(undefined, place.options(), yes);
  t.equal(status, 0);
  t.equal(place.value('log.level')[0], 'debug');
  const apart = join(place.folder, 'state/fw16-synth/config-versions/invalid.yaml');
  t.match(text, `What the file said before was not valid; it is kept apart: ${apart}\n`);
  t.equal(readFileSync(apart, 'utf8'), 'log: {level: debug\n');
  await configRollback('1', place.options(), yes);
  t.equal(place.userText(), '', 'the good version before, not the broken one');
});

t.test('set mends a broken file, and rollback does not break it again', async (t) => {
  const broken = 'audio: {drivr: jack}\n';
  const place = new ConfigurationPlace(t.testdir(), { user: broken });
  const { text } = configSet('audio.gain_db', '3', place.options(), false);
  t.match(
    text,
    /\nWhat the file said before was not valid; it is kept apart: .*invalid\.yaml\nstill wrong: /,
  );
  await t.rejects(configRollback(undefined, place.options(), never), { code: 'CONFIG_VERSION_NOT_FOUND' });
  t.match(place.userText(), /gain_db: 3/);
});

t.test('rollback to what the environment makes invalid', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  configSet('log.level', 'debug', place.options(), false);
  const environment = { FW16_SYNTH_AUDIO_DRIVER: 'jak' };
  const { status, text } = await configRollback(undefined, place.options({ environment }), yes);
  t.equal(status, 78, 'it is there again, and not valid');
  t.match(text, /\nIt is not valid:\n {2}.*FW16_SYNTH_AUDIO_DRIVER: /);
});

t.test('the schema', async (t) => {
  const { version, settings } = JSON.parse(configSchema().text) as { version: number; settings: object };
  t.equal(version, 1);
  t.match(settings, {
    'audio.driver': { type: 'enum', default: 'auto', applies: 'restart', planned: false },
  });
});
